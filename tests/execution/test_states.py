"""Every pair of states, what the rules say against what the command does; and the lists that watch orders."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from kulanz.cases.models import Case
from kulanz.cases.refusals import ReasonMissing
from kulanz.cases.rules import Step
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.stages.execution.commands.handing_over import hand_over_order
from kulanz.stages.execution.commands.state import Dates, change_order_state
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.permissions import orders_visible_to
from kulanz.stages.execution.queries.watching import (
    exchanges_half_done,
    goods_that_failed,
    open_orders_of_ended_cases,
    orders_without_confirmation,
)
from kulanz.stages.execution.refusals import OrderEnded, OrderStepNotPossible
from kulanz.stages.execution.rules.orders import (
    ENDED,
    NEEDS_REASON,
    OPEN,
    HandedOverBy,
    OrderState,
    may_become,
    next_state,
)
from kulanz.stages.solution.rules.remedies import DecisionState, OrderKind
from kulanz.workflows.orders import move_order
from tests.execution.placed import AT, Placed, set_state

S = OrderState
# Written down once more, to be compared with the rule.
POSSIBLE = {
    S.RECORDED: {S.HANDED_OVER, S.CONFIRMED, S.UNDER_WAY, S.DONE, S.FAILED, S.CANCELLED},
    S.HANDED_OVER: {S.CONFIRMED, S.UNDER_WAY, S.DONE, S.FAILED, S.CANCELLED},
    S.CONFIRMED: {S.UNDER_WAY, S.DONE, S.FAILED, S.CANCELLED},
    S.UNDER_WAY: {S.DONE, S.FAILED, S.CANCELLED},
    S.DONE: set(),
    S.FAILED: {S.RECORDED, S.CANCELLED},
    S.CANCELLED: set(),
}
PAIRS = list(itertools.product(S, S))


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_every_pair_of_states(placed: Placed, before: OrderState, after: OrderState) -> None:
    assert may_become(before, after) == (after in POSSIBLE[before])
    order = placed.order()
    set_state(order, before)
    entries = ProtocolEntry.objects.count()
    step: dict[str, Any] = {"actor": placed.people.anna, "order_id": order.pk, "state": after, "at": AT}
    if before is after:
        assert change_order_state(**step).state == before
        assert ProtocolEntry.objects.count() == entries, "saying the same again records nothing"
    elif after not in POSSIBLE[before]:
        with pytest.raises(OrderStepNotPossible):
            change_order_state(**step, reason="weil")
        assert Order.objects.get(pk=order.pk).state == before
        assert ProtocolEntry.objects.count() == entries
    else:
        if after in NEEDS_REASON:
            with pytest.raises(ReasonMissing):
                change_order_state(**step, reason=" \x00 ")
            assert ProtocolEntry.objects.count() == entries
        moved = change_order_state(**step, reason="weil")
        found = Order.objects.get(pk=order.pk)
        assert found.state == moved.state == after
        assert (found.done_on is not None) == (after is S.DONE)
        assert found.state_since == AT
        assert ProtocolEntry.objects.count() > entries


def test_the_usual_next_step_is_a_possible_one() -> None:
    for state in S:
        for is_service in (True, False):
            following = next_state(state, is_service=is_service)
            if following is not None:
                assert may_become(state, following)
            else:
                assert state in ENDED
    assert set(S) == OPEN | ENDED


def test_the_same_state_takes_new_dates_and_the_number_of_the_erp(placed: Placed) -> None:
    order = placed.order()
    anna = placed.people.anna
    move_order(actor=anna, order_id=order.pk, state=S.CONFIRMED, external_number="L-1", at=AT)
    day = (AT + timedelta(days=3)).date()
    moved = move_order(actor=anna, order_id=order.pk, state=S.CONFIRMED, dates=Dates(planned_on=day), at=AT)
    assert (moved.planned_on, moved.external_number) == (day, "L-1")
    before = ProtocolEntry.objects.count()
    again = Dates(planned_on=day)
    move_order(actor=anna, order_id=order.pk, state=S.CONFIRMED, dates=again, external_number="L-1", at=AT)
    assert ProtocolEntry.objects.count() == before


def test_handing_over_twice_is_once(placed: Placed) -> None:
    order = placed.order()
    for _time in range(2):
        hand_over_order(actor=placed.people.anna, order_id=order.pk, by=HandedOverBy.FILE, at=AT)
    assert ProtocolEntry.objects.filter(event="order.handed_over").count() == 1
    set_state(order, S.CANCELLED)
    with pytest.raises(OrderEnded):
        hand_over_order(actor=placed.people.anna, order_id=order.pk, by=HandedOverBy.FILE, at=AT)


def test_nobody_else_moves_orders(placed: Placed) -> None:
    order = placed.order()
    before = ProtocolEntry.objects.count()
    for actor in (
        placed.people.otto,
        placed.people.blatt_house,
        placed.people.tom,
        placed.people.customer_link(placed.case.pk),
    ):
        with pytest.raises(NotAllowed):
            change_order_state(actor=actor, order_id=order.pk, state=S.DONE, at=AT)
    for actor in (placed.people.blatt_house, placed.people.tom, placed.people.customer_link(placed.case.pk)):
        assert not orders_visible_to(actor).exists()
    assert orders_visible_to(placed.people.otto).count() == 1
    assert Order.objects.get(pk=order.pk).state == S.RECORDED
    assert ProtocolEntry.objects.count() == before


def test_a_decision_ends_with_its_last_order(placed: Placed) -> None:
    decision = placed.decision(OrderKind.DELIVERY, OrderKind.PICK_UP)
    first = placed.order(decision=decision)
    second = placed.order(OrderKind.PICK_UP, decision=decision)
    anna = placed.people.anna
    move_order(actor=anna, order_id=first.pk, state=S.DONE, at=AT)
    decision.refresh_from_db()
    assert decision.state == DecisionState.UNDER_WAY
    assert list(exchanges_half_done(anna)) == [second]
    move_order(actor=anna, order_id=second.pk, state=S.DONE, at=AT)
    decision.refresh_from_db()
    assert decision.state == DecisionState.DONE
    assert not exchanges_half_done(anna)


def test_half_an_exchange_is_missing_either_way(placed: Placed) -> None:
    decision = placed.decision(OrderKind.DELIVERY, OrderKind.PICK_UP)
    delivery = placed.order(decision=decision)
    pick_up = placed.order(OrderKind.PICK_UP, decision=decision)
    anna = placed.people.anna
    assert not exchanges_half_done(anna)
    move_order(actor=anna, order_id=pick_up.pk, state=S.DONE, at=AT)
    assert list(exchanges_half_done(anna)) == [delivery]
    move_order(actor=anna, order_id=delivery.pk, state=S.FAILED, reason="verloren", at=AT)
    assert list(exchanges_half_done(anna)) == [delivery]
    decision.state = DecisionState.FAILED.value
    decision.save(update_fields=["state"])
    assert not exchanges_half_done(anna)


def test_orders_nobody_confirms_are_seen_after_two_working_days(placed: Placed) -> None:
    order = placed.order()  # on a Monday
    anna = placed.people.anna
    assert not orders_without_confirmation(anna, AT + timedelta(days=2))
    assert list(orders_without_confirmation(anna, AT + timedelta(days=3))) == [order]
    move_order(actor=anna, order_id=order.pk, state=S.CONFIRMED, at=AT)
    assert not orders_without_confirmation(anna, AT + timedelta(days=30))


def test_goods_that_failed_until_something_else_is_decided(placed: Placed) -> None:
    decision = placed.decision(OrderKind.DELIVERY)
    order = placed.order(decision=decision)
    service = placed.service()
    anna = placed.people.anna
    for each in (order, service):
        move_order(actor=anna, order_id=each.pk, state=S.FAILED, reason="verloren", at=AT)
    assert list(goods_that_failed(anna)) == [order]
    decision.state = DecisionState.FAILED.value
    decision.save(update_fields=["state"])
    assert list(goods_that_failed(anna)) == [order]
    placed.decision(OrderKind.DELIVERY)
    assert not goods_that_failed(anna)


def test_open_orders_of_ended_cases(placed: Placed) -> None:
    order = placed.order()
    anna = placed.people.anna
    assert not open_orders_of_ended_cases(anna)
    Case.objects.filter(pk=placed.case.pk).update(
        step=Step.CLOSED, claim_status="rejected", closed_by="rejection", closed_at=AT
    )
    assert list(open_orders_of_ended_cases(anna)) == [order]
    move_order(actor=anna, order_id=order.pk, state=S.DONE, at=AT)
    assert not open_orders_of_ended_cases(anna)


def test_the_lists_take_a_slice(placed: Placed) -> None:
    anna = placed.people.anna
    for orders in (
        orders_without_confirmation(anna, AT),
        exchanges_half_done(anna),
        goods_that_failed(anna),
        open_orders_of_ended_cases(anna),
    ):
        assert orders[:1000].count() == 0
