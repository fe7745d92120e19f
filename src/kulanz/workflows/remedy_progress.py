"""How a decided remedy goes on: done when its orders or its credit note are, and the case with the last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import override

from kulanz.cases.commands.closing import close_case
from kulanz.cases.commands.state import turn_to
from kulanz.cases.events import CaseClosed, CaseMerged, ClaimDecided
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import CaseEnded
from kulanz.cases.rules import ClaimStatus, ClosedBy, WaitsFor
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.protocol.models import Transmission
from kulanz.core.protocol.working import TryAgain
from kulanz.stages.billing.commands.crediting import cancel_credit, goods_arrived
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.execution.commands.state import cancel_order
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.plan_words import say
from kulanz.stages.execution.queries.visits import open_reinspection
from kulanz.stages.execution.rules.orders import ENDED, OrderState
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.stages.execution.rules.visits import ENDED as VISIT_ENDED
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.solution.commands.ending import end_decision
from kulanz.stages.solution.commands.offers import withdraw_offer
from kulanz.stages.solution.commands.releasing import lock_decision
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.refusals_of_offers import OfferUnanswered
from kulanz.stages.solution.rules.remedies import LIVE, DecisionState, Ends, Nature, OrderKind
from kulanz.workflows.customers_words import automatic_solution

# A case that is undecided in part, or waits for the next remedy, is not at its end.
_OPEN_CLAIMS: Final = (ClaimStatus.UNDER_REVIEW.value, ClaimStatus.ACCEPTED.value)
_CREDITED: Final = (CreditState.RECORDED.value, CreditState.RELEASED.value, CreditState.CONFIRMED.value)


def check_decision(*, actor: Actor, decision_id: int, at: datetime) -> Decision:
    """Look whether the decision has come to its end, after one of its orders or its credit note moved.

    The case ends with its last remedy; the program closes it then, whoever caused it.
    """
    with transaction.atomic():
        case, decision = lock_decision(decision_id)
        if decision.state not in (DecisionState.UNDER_WAY, DecisionState.DONE):
            return decision
        orders = list(Order.objects.filter(decision=decision).exclude(state=OrderState.CANCELLED.value))
        arrived = [order for order in orders if order.kind == OrderKind.PICK_UP_FOR_CREDIT]
        if arrived and all(order.state == OrderState.DONE for order in arrived):
            goods_arrived(actor=actor, decision_id=decision.pk, at=at)
        # ended by hand before the goods were back: their credit still waits for them
        if decision.state == DecisionState.DONE:
            return decision
        if _has_ended(decision, orders):
            system = system_actor(case.tenant_id, channel=actor.channel)
            decision = end_decision(actor=system, decision_id=decision.pk, state=DecisionState.DONE, at=at)
            close_if_cured(case_id=case.pk, at=at)
        elif case.is_open and _is_stuck(decision, orders):
            turn_to(actor=actor, case=case, waits_for=WaitsFor.US, at=at)
        return decision


def finish_decision(*, actor: Actor, decision_id: int, reason: str, at: datetime) -> Decision:
    """End a remedy by hand before everything of it is done; its open orders stay on the Dashboard.

    Raises OfferUnanswered, DecisionEnded, ReasonMissing, NotAllowed.
    """
    with transaction.atomic():
        _case, found = lock_decision(decision_id)
        credited = CreditNote.objects.filter(decision=found).exclude(state=CreditState.CANCELLED.value)
        if found.remedy.ends == Ends.CREDITED and not credited.exists():
            raise OfferUnanswered
        decision = end_decision(
            actor=actor,
            decision_id=decision_id,
            state=DecisionState.DONE,
            reason=reason,
            by_hand=True,
            at=at,
        )
        close_if_cured(case_id=decision.case_id, at=at)
        return decision


def take_back_decision(
    *,
    actor: Actor,
    decision_id: int,
    state: DecisionState,
    reason: str,
    at: datetime,
    by_hand: bool = True,
    why: Why | None = None,
) -> Decision:
    """End a remedy that failed or is withdrawn: its positions are decided anew.

    Open orders and what was not yet paid are cancelled; what is done stays as sunk cost. `why` is
    the same reason where it is the program's own. Raises CaseEnded, DecisionEnded, ReasonMissing, NotAllowed.
    """
    with transaction.atomic():
        case, found = lock_decision(decision_id)
        if by_hand and found.state == DecisionState.DONE and not case.is_open:
            # whoever wants another cure takes the case up again first
            raise CaseEnded
        decision = end_decision(
            actor=actor, decision_id=decision_id, state=state, reason=reason, by_hand=by_hand, at=at
        )
        system = system_actor(actor.tenant_id, channel=actor.channel)
        ended = [order_state.value for order_state in ENDED]
        for order in Order.objects.filter(decision=decision).exclude(state__in=ended).order_by("pk"):
            cancel_order(actor=system, order_id=order.pk, reason=why or reason, at=at)
        if decision.remedy.nature == Nature.REDUCTION:
            withdraw_offer(actor=system, decision_id=decision.pk, reason=reason, at=at)
        unpaid = [CreditState.WAITS_FOR_GOODS.value]
        if by_hand:
            # what the customer has agreed to or sent the goods back for is owed until somebody says otherwise
            unpaid.append(CreditState.RECORDED.value)
        open_credits = CreditNote.objects.filter(decision=decision, state__in=unpaid)
        for credit in open_credits.order_by("pk"):
            cancel_credit(actor=system, credit_note_id=credit.pk, reason=reason, at=at)
        case = lock_case(decision.case_id)
        if case.is_open:
            turn_to(actor=actor, case=case, waits_for=WaitsFor.US, at=at)
        return decision


def close_if_cured(*, case_id: int, at: datetime) -> Case:
    """Close the case when each position is rejected or has a remedy that is done."""
    case = lock_case(case_id)
    live = [state.value for state in LIVE - {DecisionState.DONE}]
    undecided = Position.objects.filter(case=case, claim_status__in=_OPEN_CLAIMS)
    if (
        not case.is_open
        or case.claim_status != ClaimStatus.REMEDY_STARTED
        or undecided.exists()
        or Decision.objects.filter(case=case, state__in=live).exists()
        # what nobody entitled did counts only when it has been looked at again
        or open_reinspection(case.pk) is not None
    ):
        return case
    return close_case(
        actor=system_actor(case.tenant_id),
        case_id=case.pk,
        closed_by=ClosedBy.REMEDY,
        solution=case.solution or automatic_solution(case),
        at=at,
    )


def _has_ended(decision: Decision, orders: list[Order]) -> bool:
    match decision.remedy.ends:
        case Ends.COMMISSIONED:
            return bool(orders)
        case Ends.CREDITED:
            return CreditNote.objects.filter(decision=decision, state__in=_CREDITED).exists()
        case _:
            done = bool(orders) and all(order.state == OrderState.DONE for order in orders)
            return done and not _to_be_fitted(orders)


def _to_be_fitted(orders: list[Order]) -> bool:
    """Whether parts have arrived that somebody named was to fit, and nobody has done it yet."""
    goods = [order.pk for order in orders if order.kind != OrderKind.SERVICE]
    states: dict[int | None, set[str]] = defaultdict(set)
    for order_id, state in Visit.objects.filter(order__in=goods).values_list("order_id", "state"):
        states[order_id].add(state)
    over = {state.value for state in VISIT_ENDED}
    return any(found - over or VisitState.DONE.value not in found for found in states.values())


def stuck_decision(decisions: Iterable[Decision]) -> Decision | None:
    """The first remedy under way that gets no further unless somebody decides anew."""
    under_way = [decision for decision in decisions if decision.state == DecisionState.UNDER_WAY]
    if not under_way:
        return None
    orders: dict[int | None, list[Order]] = defaultdict(list)
    for order in Order.objects.filter(decision__in=under_way).exclude(state=OrderState.CANCELLED.value):
        orders[order.decision_id].append(order)
    return next((one for one in under_way if _is_stuck(one, orders[one.pk])), None)


def _is_stuck(decision: Decision, orders: list[Order]) -> bool:
    """Nothing will come of it by itself: an order failed, or all of them were cancelled."""
    if any(order.state == OrderState.FAILED for order in orders):
        return True
    return bool(decision.remedy.orders) and not orders


def reset_remedies(transmission: Transmission, at: datetime) -> TryAgain | None:
    """After an objection or a cancellation nothing that was decided goes on; it is decided anew or never.

    Of a case closed otherwise or merged into another only the proposals go: what is under way is carried out.
    """
    event, facts = transmission.entry.event, transmission.entry.facts
    if event == ClaimDecided.name and facts["claim"] != ClaimStatus.UNDER_REVIEW:
        return None
    if event == CaseMerged.name and not facts["into"]:
        return None
    states = {DecisionState.PROPOSED} if event in (CaseClosed.name, CaseMerged.name) else LIVE
    case_id = int(transmission.entry.stream.partition(":")[2])
    system = system_actor(transmission.tenant_id)
    with transaction.atomic():
        case = lock_case(case_id)
        language = case.language
        live = [state.value for state in states]
        # decided anew meanwhile: those decisions are younger than what put them back
        before = Decision.objects.filter(case=case, state__in=live, proposed_at__lte=transmission.entry.at)
        if event == ClaimDecided.name:
            # what was decided for other positions goes on
            reviewed = ClaimStatus.UNDER_REVIEW.value
            before = before.filter(
                positions__holds=True, positions__position__claim_status=reviewed
            ).distinct()
        for decision in list(before.order_by("pk")):
            why = Why(Because.DECIDED_ANEW)
            with override(language):
                reason = say(why)
            take_back_decision(
                actor=system,
                decision_id=decision.pk,
                state=DecisionState.WITHDRAWN,
                reason=reason,
                at=at,
                by_hand=False,
                why=why,
            )
    return None
