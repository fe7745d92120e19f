"""A visit goes on the plan, moves, and comes off it again.

`workflows.visits` does this together with the interlock and the order; interfaces call that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.commands.visits.crews import (
    book,
    let_see,
    lock_crew,
    no_longer_see,
    require_its_house,
)
from kulanz.stages.execution.commands.visits.making import check_version
from kulanz.stages.execution.events_of_visits import VisitMoved, VisitOffPlan, VisitPlanned
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.permissions_of_visits import VisitAction, require_visit
from kulanz.stages.execution.plan_words import in_words
from kulanz.stages.execution.refusals_of_visits import (
    DayGone,
    VisitStepNotPossible,
    VisitTimesReversed,
    VisitTooLong,
)
from kulanz.stages.execution.rules.plan_reasons import Reason
from kulanz.stages.execution.rules.visits import ON_PLAN, VisitState, may_become
from kulanz.stages.execution.rules.working_day import EARLIEST, LATEST, LONGEST_MINUTES

_REASON_LENGTH: Final = 300


def put_on_plan(
    *,
    actor: Actor,
    visit_id: int,
    crew: Sequence[int],
    starts_at: datetime,
    at: datetime,
    ends_at: datetime | None = None,
    expected_version: int | None = None,
) -> Visit:
    """Book a crew (the first leads) for a visit, or another crew or time for one that is planned.

    Without an end it lasts as long as it is meant to. The same again changes and records nothing. Raises
    TechnicianTaken, CrewMissing, NoSuchTechnician, NotOwnTechnician, OtherDealersTechnician, OtherHouse,
    DayGone, VisitTimesReversed, VisitTooLong, InvalidValue, VisitStepNotPossible, VisitChangedMeanwhile,
    NoSuchVisit, NotAllowed; nothing is written then.
    """
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.PLAN, visit)
        check_version(visit, expected_version)
        before = VisitState(visit.state)
        moved = before in ON_PLAN
        if before is VisitState.UNDER_WAY or not (moved or may_become(before, VisitState.PLANNED)):
            raise VisitStepNotPossible
        if not EARLIEST <= starts_at < LATEST:
            raise InvalidValue("starts")
        _check_day(visit, starts_at, at)
        ends = ends_at or starts_at + timedelta(minutes=visit.duration_minutes)
        _check_times(starts_at, ends)
        people = lock_crew(actor, crew, visit.case)
        known = _crew_of(visit)
        require_its_house(visit, people, known)
        ids = tuple(technician.pk for technician in people)
        if moved and (known, visit.starts_at, visit.ends_at) == (ids, starts_at, ends):
            return visit
        stood = _Before(known, visit.starts_at, visit.ends_at)
        visit.crew.all().delete()
        book([_booking(actor, visit, t, starts_at, ends, leads=t is people[0], at=at) for t in people])
        _on_plan(visit, people, starts_at, ends, at)
        let_see(visit, people, at)
        no_longer_see(visit, set(known) - set(ids))
        record(_event(visit, people, stood), actor=actor, stream=visit.case.stream, at=at)
        return visit


def off_plan(
    *,
    actor: Actor,
    visit_id: int,
    reason: Reason,
    at: datetime,
    state: VisitState = VisitState.TO_PLAN,
    expected_version: int | None = None,
) -> Visit:
    """Free the crew; the visit has to be planned again. One that is not on the plan stays as it is.

    Raises VisitStepNotPossible, VisitChangedMeanwhile, NoSuchVisit, NotAllowed.
    """
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.PLAN, visit)
        check_version(visit, expected_version)
        before = VisitState(visit.state)
        if before is state:
            return visit
        if not may_become(before, state):
            raise VisitStepNotPossible
        known, starts_before = _crew_of(visit), visit.starts_at
        names = _names(visit)
        free_crew(visit)
        visit.state = state.value
        visit.state_since = at
        visit.starts_at = visit.ends_at = None
        text, visit.off_plan_why = in_words(reason, visit.tenant_id)
        visit.off_plan_reason = one_line(text)
        visit.version += 1
        visit.save(
            update_fields=[
                "state", "state_since", "starts_at", "ends_at", "off_plan_reason", "off_plan_why", "version",
            ]
        )  # fmt: skip
        if starts_before is not None:
            record(
                VisitOffPlan(
                    visit_id=visit.pk,
                    number=visit.number,
                    starts_before=starts_before.isoformat(),
                    technicians_before=known,
                    crew_before=names,
                    reason=visit.off_plan_reason,
                    why=visit.off_plan_why,
                ),
                actor=actor,
                stream=visit.case.stream,
                at=at,
            )
        return visit


def free_crew(visit: Visit) -> None:
    """Nobody is booked for the visit any more, and who has nothing else to do there no longer reads it."""
    known = _crew_of(visit)
    visit.crew.all().delete()
    no_longer_see(visit, known)


def one_line(reason: str) -> str:
    return " ".join(reason.replace("\x00", "").split())[:_REASON_LENGTH]


def _check_day(visit: Visit, starts_at: datetime, at: datetime) -> None:
    """Who went is corrected afterwards, too; the day to plan for is today or a later one."""
    if starts_at >= at or starts_at == visit.starts_at:
        return
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    if local_date(tenant, starts_at) < local_date(tenant, at):
        raise DayGone


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise VisitTimesReversed
    if ends_at - starts_at > timedelta(minutes=LONGEST_MINUTES):
        raise VisitTooLong


def _crew_of(visit: Visit) -> tuple[int, ...]:
    rows = visit.crew.order_by("-leads", "pk").values_list("technician_id", flat=True)
    return tuple(rows)


def _names(visit: Visit) -> str:
    rows = visit.crew.order_by("-leads", "pk").values_list("technician__name", flat=True)
    return ", ".join(rows)


def _booking(
    actor: Actor,
    visit: Visit,
    technician: Technician,
    starts_at: datetime,
    ends_at: datetime,
    *,
    leads: bool,
    at: datetime,
) -> Booking:
    return Booking(
        tenant_id=visit.tenant_id,
        technician=technician,
        visit=visit,
        leads=leads,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=at,
        created_by_name=actor.name[:200],
    )


def _on_plan(
    visit: Visit, people: Sequence[Technician], starts_at: datetime, ends_at: datetime, at: datetime
) -> None:
    same_time = (visit.starts_at, visit.ends_at) == (starts_at, ends_at)
    if visit.state != VisitState.CONFIRMED or not same_time:
        # another time is not what the customer confirmed
        visit.state = VisitState.PLANNED.value
        visit.state_since = at
    visit.starts_at, visit.ends_at = starts_at, ends_at
    visit.duration_minutes = max(1, round((ends_at - starts_at).total_seconds() / 60))
    visit.people = sorted({*visit.people, *(technician.pk for technician in people)})
    visit.off_plan_reason, visit.off_plan_why = "", None
    visit.version += 1
    visit.save(
        update_fields=[
            "state",
            "state_since",
            "starts_at",
            "ends_at",
            "duration_minutes",
            "people",
            "off_plan_reason",
            "off_plan_why",
            "version",
        ]
    )


@dataclass(frozen=True, slots=True)
class _Before:
    """How a visit stood on the plan."""

    crew: tuple[int, ...]
    starts_at: datetime | None
    ends_at: datetime | None


def _event(visit: Visit, people: Sequence[Technician], before: _Before) -> VisitPlanned | VisitMoved:
    ids = tuple(technician.pk for technician in people)
    names = ", ".join(technician.name for technician in people)
    starts_at, ends_at = _iso(visit.starts_at), _iso(visit.ends_at)
    if before.starts_at is None:
        return VisitPlanned(visit.pk, visit.number, starts_at, ends_at, ids, names)
    return VisitMoved(
        visit_id=visit.pk,
        number=visit.number,
        starts_before=_iso(before.starts_at),
        ends_before=_iso(before.ends_at),
        starts_at=starts_at,
        ends_at=ends_at,
        technicians_before=before.crew,
        technicians=ids,
        crew=names,
    )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""
