"""Taking an ended case up again: reopening, objection, and the customer's word that it is not solved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.calendar import next_news
from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Position
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import AlreadyAnswered, ReasonMissing, StepNotPossible
from kulanz.cases.rules import ClaimStatus, Step, WaitsFor, may_step
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant


def reopen_case(
    *, actor: Actor, case_id: int, reason: str, at: datetime, why: dict[str, Any] | None = None
) -> Case:
    """Take an ended case up again; `why` is the program's own reason as a code with its facts.

    Raises StepNotPossible, ReasonMissing, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.REOPEN, case)
        _reopen(actor, case, reason, at, objection=False, why=why)
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


def _reopen(
    actor: Actor,
    case: Case,
    reason: str,
    at: datetime,
    *,
    objection: bool,
    why: dict[str, Any] | None = None,
) -> None:
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
        events.CaseReopened(step_before=before, objection=objection, reason=reason.strip(), why=why),
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
    """Decided differently, what was rejected is decided anew, and what has its remedy keeps it."""
    before = str(case.claim_status)
    case.claim_status = ClaimStatus.UNDER_REVIEW.value
    case.save(update_fields=["claim_status"])
    positions = Position.objects.filter(case=case)
    if positions.filter(claim_status=ClaimStatus.REJECTED.value).exists():
        positions = positions.exclude(claim_status=ClaimStatus.REMEDY_STARTED.value)
    positions.update(claim_status=ClaimStatus.UNDER_REVIEW.value)
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
