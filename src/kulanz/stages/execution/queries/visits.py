"""Visits of a case, and what happened to one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from kulanz.cases.models import Case, LinkKind
from kulanz.cases.queries.case_page import HistoryEntry, history_entry
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.execution.models import Booking, ServiceReport, Visit
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.permissions_of_visits import visits_visible_to
from kulanz.stages.execution.rules.visits import ON_PLAN, VisitState


def visits_of_case(actor: Actor, case: Case) -> list[Visit]:
    """Newest first; `crew_names` is set on each. `case` comes from `visible_to`."""
    visits = list(visits_visible_to(actor).filter(case=case).defer("draft").order_by("-pk")[:50])
    names = _reporters(visits)
    rows = Booking.objects.filter(visit__in=[visit.pk for visit in visits]).order_by("-leads", "pk")
    for visit_id, name in rows.values_list("visit_id", "technician__name"):
        names.setdefault(visit_id or 0, []).append(name)
    for visit in visits:
        found = dict.fromkeys(names.get(visit.pk, []))
        visit.crew_names = ", ".join(found)  # type: ignore[attr-defined]  # for templates
    return visits


def cases_somebody_goes_to(tenant_id: int) -> QuerySet[Visit, int]:
    """The keys of cases with a visit that stands on the plan or is under way, for other queries."""
    states = [state.value for state in ON_PLAN]
    return Visit.objects.filter(tenant_id=tenant_id, state__in=states).values_list("case_id", flat=True)


def _reporters(visits: Iterable[Visit]) -> dict[int, list[str]]:
    """Who reported of each visit that is over: he was there, though one done early holds his time no more."""
    over = [visit.pk for visit in visits if not visit.is_open]
    names: dict[int, list[str]] = {}
    if not over:
        return names
    reports = ServiceReport.objects.filter(visit__in=over).order_by("pk")
    for visit_id, own, said in reports.values_list("visit_id", "technician__name", "technician_name"):
        names.setdefault(visit_id, []).append(own or said)
    return names


def visits_of_orders(actor: Actor, orders: Collection[int]) -> dict[int, list[Visit]]:
    """The visits that carry out these orders (keys), as far as this actor sees them, oldest first; without
    those nobody goes to any more.
    """
    found = visits_visible_to(actor).filter(order__in=orders).exclude(state=VisitState.CANCELLED.value)
    by_order: dict[int, list[Visit]] = {}
    for visit in found.defer("draft").order_by("pk"):
        by_order.setdefault(visit.order_id or 0, []).append(visit)
    return by_order


@dataclass(frozen=True, slots=True)
class Stay:
    """When somebody was there; `left` where the report says it."""

    came: datetime
    left: datetime | None


def stays(visits: Iterable[Visit]) -> dict[int, Stay]:
    """By the key of each visit that is over: when somebody was there, as its first report with an arrival
    tells it, corrections counted. It may have been on another day than planned.
    """
    over = [visit.pk for visit in visits if not visit.is_open]
    reports = ServiceReport.objects.filter(visit__in=over).select_related("correction") if over else ()
    found: dict[int, Stay] = {}
    for report in sorted(reports, key=lambda one: one.pk):
        came, left = report.times.arrived_at, report.times.left_at
        if came is not None:
            found.setdefault(report.visit_id, Stay(came, left if left and left > came else None))
    return found


def first_there(case: Case) -> datetime | None:
    """When somebody was at the place for the first time."""
    been = case.visits.filter(state__in=[VisitState.DONE.value, VisitState.UNDER_WAY.value])
    arrived = been.aggregate(at=Min(Coalesce("started_at", "ended_at", "starts_at")))
    found: datetime | None = arrived["at"]
    return found


def open_reinspection(case_id: int) -> Visit | None:
    """The visit that is still to look at work of somebody not entitled, also of cases merged into this, and
    of the case this was split from where the work was before that.
    """
    here = Q(case_id=case_id) | Q(case__merged_into_id=case_id)
    split = F("case__links_in__created_at")
    from_there = Q(case__links_in__source_id=case_id, case__links_in__kind=LinkKind.SPLIT_FROM.value) & (
        Q(created_at__lte=split) | Q(follows__created_at__lte=split)
    )
    return Visit.objects.filter(OPEN_VISITS, here | from_there, reinspects=True).order_by("pk").first()


def visit_history(visit: Visit, *, limit: int = 100) -> list[HistoryEntry]:
    """The visit's entries, newest first; for the office. It must come from `visits_visible_to`."""
    of_it = Q(facts__visit_id=visit.pk) | Q(event="interlock.refused", facts__visit=visit.number)
    entries = ProtocolEntry.objects.filter(of_it, tenant_id=visit.tenant_id, stream=visit.case.stream)
    return [history_entry(entry) for entry in entries.select_related("personal").order_by("-seq")[:limit]]
