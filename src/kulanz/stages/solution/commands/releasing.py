"""Putting a decision under way, by whoever may decide alone or by a second pair of eyes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.claiming import set_remedy_started
from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import CaseEnded, ReasonMissing
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.solution import events
from kulanz.stages.solution.commands.assembling import require_assembler_still_able
from kulanz.stages.solution.models import Decision, DecisionPosition
from kulanz.stages.solution.permissions import SolutionAction, require_solving
from kulanz.stages.solution.queries.comparison import item_of
from kulanz.stages.solution.queries.settings import limits
from kulanz.stages.solution.refusals import (
    AboveLimit,
    ChoiceIncomplete,
    DecisionEnded,
    NoLimit,
    NoSuchDecision,
    NoSuchRemedy,
    OwnProposal,
    ProposalOutdated,
)
from kulanz.stages.solution.rules.choosing import Need
from kulanz.stages.solution.rules.figures import Item
from kulanz.stages.solution.rules.frozen import frozen_inputs
from kulanz.stages.solution.rules.limits import decides_alone, may_propose
from kulanz.stages.solution.rules.remedies import DecisionState, may_become


def approve_decision(*, actor: Actor, decision_id: int, at: datetime) -> Decision:
    """Release what somebody else proposed (four eyes). The calculation stays as it was proposed.

    Raises OwnProposal, AboveLimit, ProposalOutdated, NoSuchRemedy, ChoiceIncomplete, DecisionEnded,
    CaseEnded, NotAllowed, and NotCleared where a certificate has ended meanwhile.
    """
    with transaction.atomic():
        case, decision = lock_decision(decision_id)
        require_solving(actor, SolutionAction.APPROVE)
        if decision.state != DecisionState.PROPOSED:
            raise DecisionEnded
        if not actor.is_system and decision.proposed_by_id == actor.membership_id:
            raise OwnProposal
        if not case.is_open:
            raise CaseEnded
        if not actor.is_system and not may_decide_alone(actor, case.tenant_id, decision):
            raise AboveLimit
        _refuse_outdated(decision)
        require_assembler_still_able(decision, day=local_date(_tenant(case), at))
        put_under_way(actor, case, decision, at)
        touch(case, at)
        return decision


def _refuse_outdated(decision: Decision) -> None:
    """What is released must still be what was proposed: the same things, by a remedy and executor in use.

    What they cost may have changed: the calculation was frozen with the proposal.
    """
    remedy, executor = decision.remedy, decision.executor
    if not remedy.active:
        raise NoSuchRemedy
    if remedy.needs_executor and (executor is None or not executor.active):
        raise ChoiceIncomplete(Need.EXECUTOR)
    inputs = frozen_inputs(decision.calculation)
    proposed = {_thing(item) for item in inputs.items}
    positions = Position.objects.filter(
        decisions__decision=decision, decisions__holds=True, case=decision.case_id
    ).select_related("article__freight_unit")
    shape = next((spec for spec in inputs.remedies if spec.code == remedy.code), None)
    if (
        {_thing(item_of(position)) for position in positions} != proposed
        or shape is None
        or (shape.nature, shape.goods) != (remedy.nature, remedy.goods)
    ):
        raise ProposalOutdated


def _tenant(case: Case) -> Tenant:
    return Tenant.objects.defer("logo").get(pk=case.tenant_id)


def _thing(item: Item) -> tuple[object, ...]:
    return item.ref, item.name, item.pieces, item.weight_kg, item.unit


def refuse_decision(*, actor: Actor, decision_id: int, reason: str, at: datetime) -> Decision:
    """Do not release a proposal; its positions can be decided anew. The proposer may take his own back.

    Raises DecisionEnded, ReasonMissing, NotAllowed.
    """
    with transaction.atomic():
        case, decision = lock_decision(decision_id)
        own = decision.proposed_by_id is not None and decision.proposed_by_id == actor.membership_id
        require_solving(actor, SolutionAction.DECIDE if own else SolutionAction.APPROVE)
        state = DecisionState.WITHDRAWN if own else DecisionState.REFUSED
        if decision.state != DecisionState.PROPOSED:
            raise DecisionEnded
        if not own and not reason.strip():
            raise ReasonMissing
        DecisionPosition.objects.filter(decision=decision).update(holds=False)
        note_end(actor, case, decision, state, reason=reason, by_hand=True, at=at)
        touch(case, at)
        return decision


def note_end(
    actor: Actor,
    case: Case,
    decision: Decision,
    state: DecisionState,
    *,
    reason: str,
    by_hand: bool,
    at: datetime,
) -> None:
    """The locked decision has ended this way; what becomes of its positions is the caller's."""
    decision.state = state.value
    decision.ended_at = at
    decision.ended_reason = reason.strip()[:300]
    decision.save(update_fields=["state", "ended_at", "ended_reason"])
    record(
        events.RemedyEnded(
            decision_id=decision.pk,
            remedy=decision.remedy.code,
            remedy_name=decision.remedy.name,
            state=state.value,
            by_hand=by_hand,
            reason=reason.strip(),
        ),
        actor=actor,
        stream=case.stream,
        at=at,
    )


def lock_decision(decision_id: int) -> tuple[Case, Decision]:
    """The case first, then its decision: the same order everywhere. Raises NoSuchDecision."""
    found = Decision.objects.filter(pk=decision_id).values_list("case_id", flat=True).first()
    if found is None:
        raise NoSuchDecision
    case = lock_case(found)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("remedy").get(pk=decision_id)
    return case, decision


def may_decide_alone(actor: Actor, tenant_id: int, decision: Decision) -> bool:
    if actor.is_system:
        return True
    known = limits(tenant_id)
    if not may_propose(known, actor.roles):
        raise NoLimit
    return decides_alone(known, actor.roles, decision.total or Decimal(0), decision.credit or Decimal(0))


def put_under_way(actor: Actor, case: Case, decision: Decision, at: datetime) -> None:
    if not may_become(DecisionState(decision.state), DecisionState.UNDER_WAY):
        raise DecisionEnded
    positions = list(decision.positions.values_list("position_id", flat=True))
    decision.state = DecisionState.UNDER_WAY.value
    decision.decided_at = at
    decision.decided_by_id = actor.membership_id
    decision.decided_by_name = actor.name[:200]
    decision.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name"])
    record(
        events.RemedyDecided(
            decision_id=decision.pk,
            remedy=decision.remedy.code,
            remedy_name=decision.remedy.name,
            total=decision.total,
            benchmark=decision.benchmark_total,
            cheapest=decision.cheapest_total,
            currency=decision.currency,
            positions=tuple(positions),
            credit=decision.credit,
            wish_consent=decision.wish_consent,
            assembly_declared=decision.assembler_id is not None,
            assembler=decision.assembler.name if decision.assembler is not None else "",
            dearer_reason=decision.dearer_reason,
            wish_reason=decision.wish_reason,
        ),
        actor=actor,
        stream=case.stream,
        at=at,
    )
    set_remedy_started(actor=actor, case=case, position_ids=positions, started=True, at=at)
