"""What a visit needs and its crew would not have with them: tools that are with somebody else, parts that lie
in none of their vehicles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import Stock, Tool, Vehicle, Visit, VisitPart


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A tool that somebody else has, in his hands or his vehicle. One in a store is fetched there."""

    tool: Tool
    holder: Technician | None
    vehicle: Vehicle | None

    @property
    def of(self) -> int | None:
        """The organisation whose it is to say."""
        if self.holder is not None:
            return self.holder.organisation_id
        return self.vehicle.organisation_id if self.vehicle is not None else None


@dataclass(frozen=True, slots=True)
class Short:
    """So many more of an article are needed than lie in the crew's vehicles."""

    article: Article
    quantity: Decimal


def tools_elsewhere(visit: Visit, crew: Sequence[Technician]) -> list[Elsewhere]:
    going = {person.pk for person in crew}
    found = []
    rows = visit.tools.select_related("tool__vehicle__technician", "tool__technician")
    for tool in [row.tool for row in rows]:
        vehicle = tool.vehicle
        holder = tool.technician or (vehicle.technician if vehicle is not None else None)
        if (holder is None and vehicle is None) or (holder is not None and holder.pk in going):
            continue
        found.append(Elsewhere(tool, holder, vehicle))
    return found


def parts_short(visit: Visit, crew: Sequence[Technician]) -> list[Short]:
    """Nothing where nobody of them drives a vehicle: there is no stock to know of then."""
    vans = list(
        Vehicle.objects.filter(technician__in=[person.pk for person in crew], active=True).values_list(
            "pk", flat=True
        )
    )
    rows = VisitPart.objects.filter(visit=visit, article__isnull=False).select_related("article")
    needed: dict[Article, Decimal] = defaultdict(Decimal)
    for row in rows.order_by("pk"):
        if row.article is not None:
            needed[row.article] += row.quantity
    if not vans or not needed:
        return []
    there: dict[int, Decimal] = defaultdict(Decimal)
    lying = Stock.objects.filter(vehicle_id__in=vans, article__in=needed, quantity__gt=0)
    for article_id, quantity in lying.values_list("article_id", "quantity"):
        there[article_id] += quantity
    return [
        Short(article, quantity - there[article.pk])
        for article, quantity in needed.items()
        if quantity > there[article.pk]
    ]
