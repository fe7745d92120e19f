"""A customer's appointment as he meets it: which one his case shows, and where he may move it to."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from zoneinfo import ZoneInfo

from kulanz.cases.models import Case
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.appointments import FreeSlot, free_slots, kept_crew
from kulanz.stages.execution.rules.appointments import MOST_SLOTS
from kulanz.stages.execution.rules.visits import VisitState


def appointment_of_case(case: Case) -> Visit | None:
    """The times he may choose from, else the newest appointment he has had a link to."""
    visits = case.visits.select_related("case__customer", "case__dealer", "organisation")
    offered = visits.filter(state=VisitState.OFFERED.value).order_by("pk").first()
    agreed = [VisitState.PLANNED.value, VisitState.CONFIRMED.value]
    return offered or visits.filter(state__in=agreed, token_id__isnull=False).order_by("-pk").first()


def slots_to_move_to(visit: Visit, *, at: datetime) -> list[FreeSlot]:
    """Other times than the one agreed: before its day, and from its day on, so that later ones are there.

    Where a crew of several is booked, the times of all of them; else of who is booked before others.
    """
    crew = kept_crew(visit)
    if visit.starts_at is None:
        return free_slots(visit, at=at, together=crew)
    zone = ZoneInfo(Tenant.objects.only("time_zone").get(pk=visit.tenant_id).time_zone)
    booked = set(visit.crew.values_list("technician_id", flat=True))
    day = visit.starts_at.astimezone(zone).date()
    before = free_slots(visit, at=at, together=crew, first=booked, most=MOST_SLOTS // 2)
    found = [slot for slot in before if slot.starts_at.astimezone(zone).date() < day]
    from_then = copy(visit)
    from_then.wanted_on = max(day, visit.wanted_on or day)
    later = free_slots(from_then, at=at, together=crew, first=booked, most=MOST_SLOTS + 1)
    found += [slot for slot in later if slot.starts_at != visit.starts_at]
    return found[:MOST_SLOTS]
