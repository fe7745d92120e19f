"""What lies in vehicles, what is missing there before the coming tours, and what was moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum

from kulanz.cases.calendar import local_date, tenant_calendar
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.execution.models import Stock, StockMovement, Vehicle, Visit, VisitPart
from kulanz.stages.execution.permissions_of_resources import vehicles_visible_to
from kulanz.stages.execution.rules.stock import Missing
from kulanz.stages.execution.rules.visits import ON_PLAN

PAGE_SIZE: Final = 50
_NONE: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class StockLine:
    """An article in a vehicle, or one that is missing there."""

    article: Article
    missing: Missing

    @property
    def quantity(self) -> Decimal:
        return self.missing.have

    @property
    def minimum(self) -> Decimal:
        return self.missing.minimum

    @property
    def needed(self) -> Decimal:
        return self.missing.needed

    @property
    def to_load(self) -> Decimal:
        return self.missing.to_load


@dataclass(frozen=True, slots=True)
class MovementPage:
    rows: Sequence[StockMovement]
    next_cursor: str = ""


def get_vehicle(actor: Actor, vehicle_id: int) -> Vehicle | None:
    return (
        vehicles_visible_to(actor).select_related("technician", "organisation").filter(pk=vehicle_id).first()
    )


def listed_vehicles(actor: Actor, *, active: bool = True) -> QuerySet[Vehicle]:
    """With `below`, how many articles lie below their minimum."""
    low = Q(stock__quantity__lt=F("stock__minimum")) | Q(stock__quantity__lt=0)
    return (
        vehicles_visible_to(actor)
        .filter(active=active)
        .select_related("technician", "organisation")
        .annotate(below=Count("stock", filter=low), articles=Count("stock", filter=~Q(stock__quantity=0)))
        .order_by("name")
    )


def stock_lines(vehicle: Vehicle, *, at: datetime) -> list[StockLine]:
    """Everything that lies or should lie in the vehicle, by article number."""
    needed = _needed(vehicle, at)
    rows = {row.article_id: row for row in Stock.objects.filter(vehicle=vehicle).select_related("article")}
    others = Article.objects.in_bulk([pk for pk in needed if pk not in rows])
    lines = [
        StockLine(row.article, Missing(row.quantity, row.minimum, needed.get(row.article_id, _NONE)))
        for row in rows.values()
        if row.quantity or row.minimum or row.article_id in needed
    ]
    lines += [StockLine(article, Missing(_NONE, _NONE, needed[pk])) for pk, article in others.items()]
    return sorted(lines, key=lambda line: line.article.number)


def visits_ahead(vehicle: Vehicle, *, at: datetime) -> list[Visit]:
    """What its driver drives to until the end of the next working day."""
    if vehicle.technician_id is None:
        return []
    return list(
        Visit.objects.filter(
            tenant_id=vehicle.tenant_id,
            crew__technician_id=vehicle.technician_id,
            crew__leads=True,
            state__in=[state.value for state in ON_PLAN],
            ends_at__gt=at,
            starts_at__lt=_end_of_next_working_day(vehicle.tenant_id, at),
        )
        .select_related("case")
        .order_by("starts_at", "pk")[:60]
    )


def movements(vehicle: Vehicle, *, cursor: str = "", size: int = PAGE_SIZE) -> MovementPage:
    """Newest first; a cursor that means nothing starts from the top."""
    rows = StockMovement.objects.filter(tenant_id=vehicle.tenant_id, vehicle=vehicle).select_related(
        "article"
    )
    if cursor.isascii() and cursor.isdigit() and len(cursor) < 18:
        rows = rows.filter(pk__lt=int(cursor))
    found = list(rows.order_by("-pk")[: size + 1])
    return MovementPage(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def _needed(vehicle: Vehicle, at: datetime) -> dict[int, Decimal]:
    visits = [visit.pk for visit in visits_ahead(vehicle, at=at)]
    sums = (
        VisitPart.objects.filter(visit__in=visits, article__isnull=False)
        .values_list("article_id")
        .annotate(total=Sum("quantity"))
        .order_by()
    )
    return {article_id: total for article_id, total in sums if article_id is not None}


def _end_of_next_working_day(tenant_id: int, at: datetime) -> datetime:
    tenant = Tenant.objects.defer("logo").get(pk=tenant_id)
    last = tenant_calendar(tenant).add_working_days(local_date(tenant, at), 1)
    return datetime.combine(last + timedelta(days=1), time(0), ZoneInfo(tenant.time_zone))
