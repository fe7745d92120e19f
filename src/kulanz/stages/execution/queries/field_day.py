"""The technician's coming days as plain data for his device: what he may read, in a fixed number of
statements however many visits there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q

from kulanz.cases.calendar import local_date, tenant_calendar
from kulanz.cases.models import Case, Position
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import Booking, ServiceReport, Visit, VisitPart, VisitTool, VisitWork
from kulanz.stages.execution.permissions_of_visits import technicians_of
from kulanz.stages.execution.queries.sent_reports import Sent, sent_reports
from kulanz.stages.execution.rules.visits import VisitState

DAYS_AHEAD: Final = 2
DAYS_BACK: Final = 2
MOST_VISITS: Final = 60


@dataclass(frozen=True)
class FieldDay:
    """The loaded rows; `interfaces.field` writes them as JSON."""

    technicians: Sequence[Technician]
    days: Sequence[date]
    visits: Sequence[Visit]
    cases: dict[int, Case]
    positions: dict[int, list[Position]]
    reported: dict[int, Sent]

    @property
    def technician_ids(self) -> set[int]:
        return {technician.pk for technician in self.technicians}


def field_day(actor: Actor, tenant: Tenant, *, at: datetime) -> FieldDay:
    """Today and the next two working days, and what of the last two days has no report yet."""
    technicians = list(
        technicians_of(actor).filter(active=True).select_related("organisation").order_by("pk")
    )
    days = _days(tenant, at)
    visits = _visits(technicians, tenant, days) if technicians else []
    visible = {
        case.pk: case
        for case in visible_to(actor)
        .filter(pk__in={visit.case_id for visit in visits})
        .select_related("dealer")
        .defer("solution", "claim_reason")
    }
    shown = [visit for visit in visits if visit.case_id in visible]
    positions: dict[int, list[Position]] = defaultdict(list)
    for position in (
        Position.objects.filter(case__in=visible)
        .select_related("article", "product_group")
        .defer("price_paid", "tax_rate", "currency", "article__cost_price", "article__cost_currency")
    ):
        positions[position.case_id].append(position)
    return FieldDay(
        technicians=technicians,
        days=days,
        visits=shown,
        cases=visible,
        positions=positions,
        reported=sent_reports([visit.pk for visit in shown]),
    )


def _days(tenant: Tenant, at: datetime) -> list[date]:
    today = local_date(tenant, at)
    calendar = tenant_calendar(tenant)
    return [today, *(calendar.add_working_days(today, ahead) for ahead in range(1, DAYS_AHEAD + 1))]


def _visits(technicians: Sequence[Technician], tenant: Tenant, days: Sequence[date]) -> list[Visit]:
    """Those he is booked for; and those that have ended, whose crew is free again."""
    zone = ZoneInfo(tenant.time_zone)
    today = datetime.combine(days[0], time.min, zone)
    first = today - timedelta(days=DAYS_BACK)
    last = datetime.combine(days[-1] + timedelta(days=1), time.min, zone)
    own = Booking.objects.filter(technician__in=technicians, visit=OuterRef("pk"))
    booked = Exists(own.filter(starts_at__lt=last, ends_at__gt=first))
    over = Q(
        people__overlap=[technician.pk for technician in technicians],
        state__in=[VisitState.DONE.value, VisitState.FUTILE.value],
        starts_at__lt=last,
        ends_at__gt=first,
    )
    crew = Booking.objects.select_related("technician").order_by("-leads", "pk")
    return list(
        Visit.objects.filter(Q(booked) | over, tenant_id=tenant.pk)
        .annotate(has_report=Exists(ServiceReport.objects.filter(visit=OuterRef("pk"))))
        .filter(Q(ends_at__gt=today) | Q(has_report=False))
        .exclude(state=VisitState.CANCELLED.value)
        .prefetch_related(
            Prefetch("crew", queryset=crew),
            Prefetch("works", queryset=VisitWork.objects.select_related("work_kind")),
            Prefetch("parts", queryset=VisitPart.objects.select_related("article")),
            Prefetch("tools", queryset=VisitTool.objects.select_related("tool__vehicle", "tool__technician")),
        )
        .order_by("starts_at", "pk")[:MOST_VISITS]
    )


def draft_of(visit: Visit) -> dict[str, Any] | None:
    if visit.draft is None:
        return None
    return {"version": visit.draft_version, "by": visit.draft_by_name, "data": visit.draft}
