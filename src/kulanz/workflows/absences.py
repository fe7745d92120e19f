"""Somebody is not there although visits are planned for him: they come off the plan, or go on without him."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from kulanz.cases.locking import lock_cases
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.commands.visits.absences import checked_absence, note_absence
from kulanz.stages.execution.commands.visits.crews import lock_crew
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.queries.clearance import clearance, days_of
from kulanz.stages.execution.refusals_of_visits import VisitsInTheWay
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.workflows.visits import plan_visit, take_off_plan

_MOVABLE = (VisitState.PLANNED.value, VisitState.CONFIRMED.value)


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A visit in the time of an absence. `staying`: who of the crew goes there without the one who is away;
    nobody where it comes off the plan.
    """

    visit: Visit
    until: datetime
    """When he is free again."""
    staying: tuple[Technician, ...] = ()

    @property
    def moves(self) -> bool:
        """It has not begun: what runs or is over stays as it is."""
        return self.visit.state in _MOVABLE


@dataclass(frozen=True, slots=True)
class Absent:
    booking: Booking
    off_plan: tuple[str, ...]
    """Numbers of the visits that have to be planned again."""
    without_him: tuple[str, ...]
    """Of those the rest of the crew goes to."""


def visits_in_the_way(
    *, actor: Actor, technician_id: int, starts_at: datetime, ends_at: datetime
) -> list[InTheWay]:
    """What a technician is booked for in that time, by beginning."""
    rows = (
        Booking.objects.filter(
            tenant_id=actor.tenant_id,
            technician_id=technician_id,
            visit__isnull=False,
            starts_at__lt=ends_at,
            ends_at__gt=starts_at,
        )
        .select_related("visit__case")
        .order_by("starts_at", "pk")
    )
    zone = ZoneInfo(Tenant.objects.values_list("time_zone", flat=True).get(pk=actor.tenant_id))
    return [
        InTheWay(row.visit, row.ends_at, () if row.leads else _staying(row.visit, technician_id, zone))
        for row in rows
        if row.visit is not None
    ]


def enter_absence(
    *,
    actor: Actor,
    technician_id: int,
    what: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    visits: Collection[int] = (),
) -> Absent:
    """Note an absence. Of what stands in its way the `visits` (ids), and nothing else, make room for it.

    Where he leads, or nobody who may do it is left, the visit comes off the plan; else the crew goes without
    him. Who was told of the date hears of it as of every one that is lifted. Raises VisitsInTheWay for a
    visit that is not among them, that runs or is over, and as `note_absence` and `take_off_plan` do; nothing
    is written then.
    """
    checked_absence(actor, what, starts_at, ends_at)
    away: dict[str, Any] = {"technician_id": technician_id, "starts_at": starts_at, "ends_at": ends_at}
    with transaction.atomic():
        found = visits_in_the_way(actor=actor, **away)
        _lock(actor, technician_id, found)
        # what somebody planned or moved before the locks were ours
        found = visits_in_the_way(actor=actor, **away)
        if any(not one.moves or one.visit.pk not in visits for one in found):
            name = Technician.objects.values_list("name", flat=True).get(pk=technician_id)
            raise VisitsInTheWay(who=name, numbers=", ".join(one.visit.number for one in found))
        for one in found:
            _make_room(actor, technician_id, one, at)
        row = note_absence(actor=actor, what=what, at=at, **away)
        return Absent(
            row,
            tuple(one.visit.number for one in found if not one.staying),
            tuple(one.visit.number for one in found if one.staying),
        )


def _lock(actor: Actor, technician_id: int, found: list[InTheWay]) -> None:
    """Cases and visits before people, as planning does, and all of them before anything is freed: whoever
    plans into the freed hour meanwhile would wait for us, and we for him.
    """
    lock_cases(*{one.visit.case_id for one in found})
    pks = [one.visit.pk for one in found]
    list(Visit.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))
    others = {person.pk for one in found for person in one.staying}
    lock_crew(actor, [technician_id, *sorted(others)])


def _make_room(actor: Actor, technician_id: int, one: InTheWay, at: datetime) -> None:
    visit = one.visit
    if one.staying and visit.starts_at is not None:
        plan_visit(
            actor=actor,
            visit_id=visit.pk,
            crew=[person.pk for person in one.staying],
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            at=at,
        )
        return
    # what for stays between him and the office: this is read by dealers, too
    name = Technician.objects.values_list("name", flat=True).get(pk=technician_id)
    take_off_plan(actor=actor, visit_id=visit.pk, reason=Why(Because.ABSENT, who=name), at=at)


def _staying(visit: Visit, technician_id: int, zone: ZoneInfo) -> tuple[Technician, ...]:
    """The rest of its crew, if each of them still may do it on every day of it."""
    rows = visit.crew.select_related("technician").order_by("-leads", "pk")
    rest = [row.technician for row in rows if row.technician_id != technician_id]
    ids = [person.pk for person in rest]
    if visit.state not in _MOVABLE or not rest or not all(person.active for person in rest):
        return ()
    cleared = all(
        judged.allowed for day in days_of(visit, zone) for judged in clearance(visit, ids, day).values()
    )
    return tuple(rest) if cleared else ()
