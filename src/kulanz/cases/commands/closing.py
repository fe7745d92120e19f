"""Deciding, solving, ending and reopening a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.calendar import next_news
from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.state import touch
from kulanz.cases.indexing import index_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Position
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import (
    AlreadyAnswered,
    CaseEnded,
    ClaimStepNotPossible,
    ClaimUndecided,
    ClosingNotPossible,
    NotAComplaint,
    ReasonMissing,
    SolutionMissing,
    StepNotPossible,
)
from kulanz.cases.rules import (
    ClaimStatus,
    ClosedBy,
    Step,
    WaitsFor,
    may_claim,
    may_close,
    may_step,
)
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant


def decide_claim(*, actor: Actor, case_id: int, accepted: bool, reason: str, at: datetime) -> Case:
    """Decide whether a complaint is justified (R269). A rejection needs its reason.

    Raises NotAComplaint, ClaimStepNotPossible, ReasonMissing, CaseEnded, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.DECIDE_CLAIM, case)
        _decide(actor, case, ClaimStatus.ACCEPTED if accepted else ClaimStatus.REJECTED, reason, at)
        return case


def _decide(actor: Actor, case: Case, new: ClaimStatus, reason: str, at: datetime) -> None:
    if case.claim_status is None:
        raise NotAComplaint
    if not case.is_open:
        raise CaseEnded
    before = ClaimStatus(case.claim_status)
    if not may_claim(before, new):
        raise ClaimStepNotPossible
    if new is ClaimStatus.REJECTED and not reason.strip():
        raise ReasonMissing
    case.claim_status = new.value
    case.claim_reason = reason.strip()
    case.save(update_fields=["claim_status", "claim_reason"])
    Position.objects.filter(case=case).update(claim_status=new.value)
    record(
        events.ClaimDecided(claim_before=before.value, claim=new.value, reason=case.claim_reason),
        actor=actor,
        stream=case.stream,
        at=at,
    )
    touch(case, at)


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
            _decide(actor, case, ClaimStatus.ACCEPTED if accepted else ClaimStatus.REJECTED, reason, at)
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


def reopen_case(*, actor: Actor, case_id: int, reason: str, at: datetime) -> Case:
    """Take an ended case up again. Raises StepNotPossible, ReasonMissing, NotAllowed."""
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.REOPEN, case)
        _reopen(actor, case, reason, at, objection=False)
        return case


def object_to_decision(*, actor: Actor, case_id: int, reason: str, at: datetime) -> Case:
    """An objection (Einspruch): reopens, and the decision is taken anew (R271, R272).

    On an open complaint it returns the claim to review. Raises StepNotPossible, ReasonMissing.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.OBJECT, case)
        if case.is_open:
            if case.claim_status in (None, ClaimStatus.UNDER_REVIEW):
                raise StepNotPossible
            if not reason.strip():
                raise ReasonMissing
            _say(actor, case, reason, at)
            _back_to_review(actor, case, reason, at)
            touch(case, at)
        else:
            _reopen(actor, case, reason, at, objection=True)
        return case


def _reopen(actor: Actor, case: Case, reason: str, at: datetime, *, objection: bool) -> None:
    if not may_step(Step(case.step), Step.IN_PROGRESS) or case.merged_into_id is not None:
        raise StepNotPossible
    if not reason.strip():
        raise ReasonMissing
    before = case.step
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    case.step = Step.IN_PROGRESS.value
    case.closed_by = ""
    case.closed_at = None
    case.withdrawn_at = None
    case.customer_confirmed = None
    case.waits_for = WaitsFor.US.value
    case.state_since = at
    case.next_news_on = next_news(tenant, Step.IN_PROGRESS, WaitsFor.US, at)
    case.updated_at = at
    case.save(
        update_fields=[
            "step",
            "closed_by",
            "closed_at",
            "withdrawn_at",
            "customer_confirmed",
            "waits_for",
            "state_since",
            "next_news_on",
            "updated_at",
        ]
    )
    record(
        events.CaseReopened(step_before=before, objection=objection, reason=reason.strip()),
        actor=actor,
        stream=case.stream,
        at=at,
    )
    _say(actor, case, reason, at)
    if case.claim_status == ClaimStatus.REJECTED or (
        objection and case.claim_status not in (None, ClaimStatus.UNDER_REVIEW)
    ):
        _back_to_review(actor, case, reason, at)


def _say(actor: Actor, case: Case, reason: str, at: datetime) -> None:
    """What somebody outside objects to is also said in the conversation, so that he finds it there."""
    if not actor.is_staff and not actor.is_system:
        add_message(actor=actor, case_id=case.pk, body=reason, at=at)


def _back_to_review(actor: Actor, case: Case, reason: str, at: datetime) -> None:
    before = str(case.claim_status)
    case.claim_status = ClaimStatus.UNDER_REVIEW.value
    case.save(update_fields=["claim_status"])
    Position.objects.filter(case=case).update(claim_status=ClaimStatus.UNDER_REVIEW.value)
    record(
        events.ClaimDecided(claim_before=before, claim=ClaimStatus.UNDER_REVIEW.value, reason=reason.strip()),
        actor=actor,
        stream=case.stream,
        at=at,
    )


def confirm_solution(*, actor: Actor, case_id: int, solved: bool, reason: str, at: datetime) -> Case:
    """The customer says "solved" or "not solved" about an ended case; "not solved" reopens it.

    Saying the same twice changes nothing. Raises StepNotPossible, ReasonMissing, AlreadyAnswered.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.CONFIRM, case)
        if case.step != Step.CLOSED:
            raise StepNotPossible
        if case.customer_confirmed is True:
            raise AlreadyAnswered
        if not solved and not reason.strip():
            raise ReasonMissing
        case.customer_confirmed = solved
        case.save(update_fields=["customer_confirmed"])
        record(events.CustomerConfirmed(solved=solved), actor=actor, stream=case.stream, at=at)
        if not solved:
            _reopen(actor, case, reason, at, objection=case.claim_status == ClaimStatus.REJECTED)
        return case
