"""A visit begins, ends, or is called off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kulanz.cases.refusals import ReasonMissing
from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import Refusal
from kulanz.stages.execution.commands.visits.planning import free_crew, one_line
from kulanz.stages.execution.events_of_visits import VisitCancelled, VisitEnded, VisitStarted
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.permissions_of_visits import VisitAction, require_visit
from kulanz.stages.execution.plan_words import in_words
from kulanz.stages.execution.refusals_of_visits import (
    InspectionStays,
    OrderedByOffice,
    ReinspectionStays,
    VisitStepNotPossible,
)
from kulanz.stages.execution.rules.plan_reasons import Reason
from kulanz.stages.execution.rules.visits import ENDS_AS, Result, VisitState, may_become
from kulanz.stages.solution.rules.remedies import OrderKind

# Whether work that nobody entitled did need not be looked at after all is for them to say.
_LEADING: Final = (Role.LEAD, Role.DIVISION, Role.EXECUTIVE)


def call_off(*, actor: Actor, visit_id: int, reason: Reason, at: datetime) -> Visit:
    """Cancel a visit and free its crew; calling off twice changes nothing.

    `workflows.visits.cancel_visit` looks after the order, too. Raises ReasonMissing, VisitStepNotPossible,
    NoSuchVisit, NotAllowed; to a dealer also OrderedByOffice, InspectionStays, in the office to whoever
    does not lead ReinspectionStays.
    """
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.CANCEL, visit)
        before = VisitState(visit.state)
        if before is VisitState.CANCELLED:
            return visit
        if not may_become(before, VisitState.CANCELLED):
            raise VisitStepNotPossible
        if actor.kind is ActorKind.DEALER and (refusal := kept_by_office(visit)) is not None:
            raise refusal
        if visit.reinspects and actor.is_staff and not actor.has(*_LEADING):
            raise ReinspectionStays(number=visit.number)
        words, visit.off_plan_why = in_words(reason, visit.tenant_id)
        text = one_line(words)
        if not text:
            raise ReasonMissing
        booked = tuple(visit.crew.order_by("-leads", "pk").values_list("technician_id", flat=True))
        free_crew(visit)
        visit.state = VisitState.CANCELLED.value
        visit.state_since = visit.ended_at = at
        visit.off_plan_reason = text
        visit.version += 1
        visit.save(
            update_fields=["state", "state_since", "ended_at", "off_plan_reason", "off_plan_why", "version"]
        )
        record(
            VisitCancelled(
                visit_id=visit.pk,
                number=visit.number,
                state_before=before.value,
                starts_before=visit.starts_at.isoformat() if visit.starts_at is not None else None,
                technicians_before=booked,
                reason=text,
                why=visit.off_plan_why,
            ),
            actor=actor,
            stream=visit.case.stream,
            at=at,
        )
        return visit


def kept_by_office(visit: Visit) -> Refusal | None:
    """Why a dealer does not cancel it: the office ordered it, or wants unauthorised work looked at again."""
    order = visit.order
    # parts that have arrived are still to be fitted
    if order is not None and (order.is_open or order.kind != OrderKind.SERVICE):
        return OrderedByOffice(number=visit.number)
    if visit.reinspects:
        return InspectionStays(number=visit.number)
    return None


def begin(*, actor: Actor, visit_id: int, at: datetime) -> Visit:
    """Somebody is there. Beginning twice changes nothing. Raises VisitStepNotPossible, NoSuchVisit,
    NotAllowed; `workflows.visits.start_visit` asks the interlock first.
    """
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.START, visit)
        before = VisitState(visit.state)
        if before is VisitState.UNDER_WAY:
            return visit
        if not may_become(before, VisitState.UNDER_WAY):
            raise VisitStepNotPossible
        visit.state = VisitState.UNDER_WAY.value
        visit.state_since = visit.started_at = at
        visit.version += 1
        visit.save(update_fields=["state", "state_since", "started_at", "version"])
        record(
            VisitStarted(visit_id=visit.pk, number=visit.number),
            actor=actor,
            stream=visit.case.stream,
            at=at,
        )
        return visit


def end(
    *,
    actor: Actor,
    visit_id: int,
    result: Result,
    authorised: bool,
    reason: Reason,
    at: datetime,
    proven: bool = True,
    told_at: datetime | None = None,
) -> tuple[Visit, bool]:
    """Note how a visit ended, also of one that had been taken off the plan or called off: what happened
    happened. `told_at` is when it was said there, which may be before it reached us. The visit, and whether
    it ended by this; one that has ended stays as it is. Raises NoSuchVisit, NotAllowed.
    """
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.START, visit)
        state = ENDS_AS[result]
        if not may_become(VisitState(visit.state), state):
            return visit, False
        visit.state = state.value
        visit.state_since = visit.ended_at = at
        visit.version += 1
        visit.save(update_fields=["state", "state_since", "ended_at", "version"])
        _free_the_rest(visit, at)
        text, why = in_words(reason, visit.tenant_id)
        record(
            VisitEnded(
                visit_id=visit.pk,
                number=visit.number,
                state=visit.state,
                result=result.value,
                authorised=authorised,
                proven=proven,
                reason=one_line(text),
                why=why,
                planned_for=visit.starts_at.isoformat() if visit.starts_at is not None else None,
                told_at=(told_at or at).isoformat(),
            ),
            actor=actor,
            stream=visit.case.stream,
            at=at,
        )
        return visit, True


def _free_the_rest(visit: Visit, at: datetime) -> None:
    """The crew is free from now on, not only from when the visit was to end."""
    Booking.objects.filter(visit=visit, starts_at__gte=at).delete()
    Booking.objects.filter(visit=visit, starts_at__lt=at - timedelta(seconds=1), ends_at__gt=at).update(
        ends_at=at
    )
