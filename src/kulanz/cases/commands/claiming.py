"""Deciding whether a complaint is justified, position by position, and what follows from a remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Position
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import (
    CaseEnded,
    ClaimStepNotPossible,
    NotAComplaint,
    PositionUnknown,
    ReasonMissing,
)
from kulanz.cases.rules import ClaimStatus, derive_claim_status, may_claim
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record


@dataclass(frozen=True, slots=True)
class Verdict:
    """Justified or not; a rejection needs its reason."""

    accepted: bool
    reason: str = ""

    @property
    def status(self) -> ClaimStatus:
        return ClaimStatus.ACCEPTED if self.accepted else ClaimStatus.REJECTED


def decide_claim(*, actor: Actor, case_id: int, accepted: bool, reason: str, at: datetime) -> Case:
    """Decide whether a complaint is justified (R269), the same for all positions still under review.

    Raises NotAComplaint, ClaimStepNotPossible, ReasonMissing, CaseEnded, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.DECIDE_CLAIM, case)
        decide_locked(actor, case, Verdict(accepted, reason), at)
        return case


def decide_positions(*, actor: Actor, case_id: int, verdicts: Mapping[int, Verdict], at: datetime) -> Case:
    """Decide each position named; the case's status follows from all of its positions.

    Raises NotAComplaint, PositionUnknown, ClaimStepNotPossible, ReasonMissing, CaseEnded, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.DECIDE_CLAIM, case)
        _decide(actor, case, dict(verdicts), at)
        return case


def decide_locked(actor: Actor, case: Case, verdict: Verdict, at: datetime) -> None:
    """As `decide_claim`, on a locked case whose right is checked."""
    under_review = Position.objects.filter(case=case, claim_status=ClaimStatus.UNDER_REVIEW.value)
    ids = list(under_review.values_list("pk", flat=True))
    if not ids or case.claim_status != ClaimStatus.UNDER_REVIEW:
        _refuse_unless_decidable(case)
        if not may_claim(ClaimStatus(case.claim_status or ""), verdict.status):
            raise ClaimStepNotPossible
        if not verdict.accepted and not verdict.reason.strip():
            raise ReasonMissing
        _settle(actor, case, verdict.status, verdict.reason.strip(), at)
        return
    _decide(actor, case, dict.fromkeys(ids, verdict), at)


def _refuse_unless_decidable(case: Case) -> None:
    if case.claim_status is None:
        raise NotAComplaint
    if not case.is_open:
        raise CaseEnded


def _decide(actor: Actor, case: Case, verdicts: dict[int, Verdict], at: datetime) -> None:
    _refuse_unless_decidable(case)
    positions = {position.pk: position for position in Position.objects.filter(case=case)}
    if not verdicts or not verdicts.keys() <= positions.keys():
        raise PositionUnknown
    for pk, verdict in verdicts.items():
        before = ClaimStatus(positions[pk].claim_status or ClaimStatus.UNDER_REVIEW)
        if not may_claim(before, verdict.status):
            raise ClaimStepNotPossible
        if not verdict.accepted and not verdict.reason.strip():
            raise ReasonMissing
    for pk, verdict in verdicts.items():
        positions[pk].claim_status = verdict.status.value
        positions[pk].claim_reason = verdict.reason.strip()
        positions[pk].save(update_fields=["claim_status", "claim_reason"])
    derived = _derived(position.claim_status for position in positions.values())
    counted = {
        status.value: tuple(sorted(pk for pk, v in verdicts.items() if v.status is status))
        for status in (ClaimStatus.ACCEPTED, ClaimStatus.REJECTED)
    }
    reasons = dict.fromkeys(v.reason.strip() for v in verdicts.values() if v.reason.strip())
    _settle(
        actor, case, derived, "; ".join(reasons), at,
        accepted=counted["accepted"], rejected=counted["rejected"],
    )  # fmt: skip


def derive_claim(case: Case) -> None:
    """Bring a locked case's status in line with its positions after they moved; without any it stays."""
    statuses = list(Position.objects.filter(case=case).values_list("claim_status", flat=True))
    if case.claim_status is None or not statuses:
        return
    derived = _derived(statuses).value
    if derived != case.claim_status:
        case.claim_status = derived
        case.save(update_fields=["claim_status"])


def _derived(statuses: Iterable[str | None]) -> ClaimStatus:
    return derive_claim_status([ClaimStatus(status or ClaimStatus.UNDER_REVIEW) for status in statuses])


def _settle(
    actor: Actor,
    case: Case,
    status: ClaimStatus,
    reason: str,
    at: datetime,
    *,
    accepted: tuple[int, ...] = (),
    rejected: tuple[int, ...] = (),
) -> None:
    before = str(case.claim_status)
    case.claim_status = status.value
    case.claim_reason = reason
    case.save(update_fields=["claim_status", "claim_reason"])
    record(
        events.ClaimDecided(
            claim_before=before, claim=status.value, reason=reason, accepted=accepted, rejected=rejected
        ),
        actor=actor,
        stream=case.stream,
        at=at,
    )
    touch(case, at)


def set_remedy_started(
    *, actor: Actor, case: Case, position_ids: Collection[int], started: bool, at: datetime
) -> None:
    """A remedy for accepted positions begins, or has ended without curing; `case` is locked.

    Raises ClaimStepNotPossible where a position is not where this step begins.
    """
    new = ClaimStatus.REMEDY_STARTED if started else ClaimStatus.ACCEPTED
    old = ClaimStatus.ACCEPTED if started else ClaimStatus.REMEDY_STARTED
    changed = Position.objects.filter(case=case, pk__in=position_ids, claim_status=old.value)
    if changed.update(claim_status=new.value) != len(set(position_ids)):
        raise ClaimStepNotPossible
    follow_positions(actor=actor, case=case, at=at)


def follow_positions(*, actor: Actor, case: Case, at: datetime) -> None:
    """Bring the case's claim status in line with its positions'; `case` is locked."""
    if case.claim_status is None:
        return
    statuses = list(Position.objects.filter(case=case).values_list("claim_status", flat=True))
    derived = _derived(statuses)
    if not statuses or derived.value == case.claim_status:
        return
    before = case.claim_status
    case.claim_status = derived.value
    case.save(update_fields=["claim_status"])
    record(
        events.StateChanged(
            step_before=case.step,
            step=case.step,
            claim_before=before,
            claim=case.claim_status,
            waits_before=case.waits_for,
            waits_for=case.waits_for,
        ),
        actor=actor,
        stream=case.stream,
        at=at,
    )
