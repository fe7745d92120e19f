"""Solving and ending a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.commands.claiming import Verdict, decide_locked
from kulanz.cases.commands.state import touch
from kulanz.cases.indexing import index_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import (
    CaseEnded,
    ClaimUndecided,
    ClosingNotPossible,
    ReasonMissing,
    SolutionMissing,
    StepNotPossible,
)
from kulanz.cases.rules import (
    ClaimStatus,
    ClosedBy,
    Step,
    WaitsFor,
    may_close,
    may_step,
)
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record


def record_solution(*, actor: Actor, case_id: int, solution: str, at: datetime) -> Case:
    """Whoever solved it writes down how (R062): the office, the dealer or the technician.

    Closing stays the office's. Raises SolutionMissing, CaseEnded, NotAllowed.
    """
    text = solution.replace("\x00", "").strip()
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.RECORD_SOLUTION, case)
        if not text:
            raise SolutionMissing
        if not case.is_open:
            raise CaseEnded
        case.solution = text
        case.solved_by_name = actor.name[:200]
        case.solved_at = at
        fields = ["solution", "solved_by_name", "solved_at"]
        if not actor.is_staff:
            case.waits_for = WaitsFor.US.value
            fields.append("waits_for")
        case.save(update_fields=fields)
        record(events.SolutionRecorded(solution=text), actor=actor, stream=case.stream, at=at)
        touch(case, at)
        index_case(case)
        return case


def close_case(
    *,
    actor: Actor,
    case_id: int,
    closed_by: ClosedBy,
    at: datetime,
    solution: str | None = None,
    accepted: bool | None = None,
    reason: str = "",
) -> Case:
    """End a case. A complaint must have been decided; `accepted` decides it in the same step.

    Closing by answer or remedy needs the recorded solution, which may be given here too.
    Raises StepNotPossible, ClaimUndecided, ClosingNotPossible, SolutionMissing, ReasonMissing, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.CLOSE, case)
        if not may_step(Step(case.step), Step.CLOSED):
            raise StepNotPossible
        if accepted is not None and case.claim_status == ClaimStatus.UNDER_REVIEW:
            decide_locked(actor, case, Verdict(accepted, reason), at)
        claim = ClaimStatus(case.claim_status) if case.claim_status else None
        if claim is ClaimStatus.UNDER_REVIEW:
            raise ClaimUndecided
        if not may_close(claim, closed_by):
            raise ClosingNotPossible
        if solution is not None and solution.strip() and solution.strip() != case.solution:
            record_solution(actor=actor, case_id=case.pk, solution=solution, at=at)
            case.refresh_from_db(fields=["solution", "solved_by_name", "solved_at"])
        if closed_by is not ClosedBy.REJECTION and not case.solution:
            raise SolutionMissing
        before = case.step
        case.step = Step.CLOSED.value
        case.closed_by = closed_by.value
        case.closed_at = at
        _end(case, at)
        record(
            events.CaseClosed(closed_by=closed_by.value, claim=case.claim_status, step_before=before),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        index_case(case)
        return case


def cancel_case(*, actor: Actor, case_id: int, reason: str, at: datetime) -> Case:
    """Cancel (office) or withdraw (customer, dealer) a case. Raises StepNotPossible, ReasonMissing."""
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WITHDRAW, case)
        if not may_step(Step(case.step), Step.CANCELLED):
            raise StepNotPossible
        if actor.is_staff and not reason.strip():
            raise ReasonMissing
        before = case.step
        case.step = Step.CANCELLED.value
        case.closed_at = at
        if not actor.is_staff:
            case.withdrawn_at = at
        _end(case, at)
        record(
            events.CaseCancelled(step_before=before, by_customer=not actor.is_staff, reason=reason.strip()),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return case


def _end(case: Case, at: datetime) -> None:
    case.waits_for = WaitsFor.NOBODY.value
    case.state_since = at
    case.next_news_on = None
    case.follow_up_on = None
    case.updated_at = at
    case.save(
        update_fields=[
            "step",
            "closed_by",
            "closed_at",
            "withdrawn_at",
            "waits_for",
            "state_since",
            "next_news_on",
            "follow_up_on",
            "updated_at",
        ]
    )
