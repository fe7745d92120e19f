"""How a decision ends: done, or without curing, which gives its positions back to be decided anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.cases.commands.claiming import set_remedy_started
from kulanz.cases.commands.state import touch
from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import ReasonMissing
from kulanz.cases.rules import ClaimStatus
from kulanz.core.access.actor import Actor
from kulanz.stages.solution.commands.releasing import lock_decision, note_end
from kulanz.stages.solution.models import Decision, DecisionPosition
from kulanz.stages.solution.permissions import SolutionAction, require_solving
from kulanz.stages.solution.refusals import DecisionEnded
from kulanz.stages.solution.rules.remedies import LIVE, DecisionState, may_become


def end_decision(
    *,
    actor: Actor,
    decision_id: int,
    state: DecisionState,
    at: datetime,
    reason: str = "",
    by_hand: bool = False,
) -> Decision:
    """End a decision. Unless it is done, its positions are accepted again and wait for the next remedy.

    Its orders and credit notes are not touched here: `workflows.remedy_progress` sees to them. By hand it
    needs the right and a reason. Raises DecisionEnded, ReasonMissing, NotAllowed.
    """
    with transaction.atomic():
        case, decision = lock_decision(decision_id)
        if by_hand:
            require_solving(actor, SolutionAction.END)
            if not reason.strip():
                raise ReasonMissing
        if not may_become(DecisionState(decision.state), state):
            raise DecisionEnded
        note_end(actor, case, decision, state, reason=reason, by_hand=by_hand, at=at)
        if state not in LIVE:
            _give_back(actor, case, decision, at)
        touch(case, at)
        return decision


def _give_back(actor: Actor, case: Case, decision: Decision, at: datetime) -> None:
    """Positions that an objection put back under review stay there."""
    held = DecisionPosition.objects.filter(decision=decision, holds=True)
    ids = list(held.values_list("position_id", flat=True))
    held.update(holds=False)
    started = Position.objects.filter(pk__in=ids, claim_status=ClaimStatus.REMEDY_STARTED.value)
    back = list(started.values_list("pk", flat=True))
    if back:
        set_remedy_started(actor=actor, case=case, position_ids=back, started=False, at=at)
