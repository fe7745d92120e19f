"""An order's way: a step further, failed, cancelled, or placed once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.db import transaction
from django.utils.translation import override

from kulanz.cases.calendar import local_date
from kulanz.cases.refusals import ReasonMissing
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.commands.commissioning import commission, mark_handed_over, tell_cancelled
from kulanz.stages.execution.commands.placing import announce
from kulanz.stages.execution.commands.visits.of_orders import end_visits_of, visit_for_order
from kulanz.stages.execution.document import language_of
from kulanz.stages.execution.events import OrderCancelled, OrderStateChanged
from kulanz.stages.execution.locking import workable
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.plan_words import in_words, said
from kulanz.stages.execution.queries.clearance_of_parts import require_goods_may_go
from kulanz.stages.execution.refusals import (
    DecisionEnded,
    DoneInFuture,
    OrderStepNotPossible,
    TimesReversed,
    TimeWithoutDay,
)
from kulanz.stages.execution.rules.orders import NEEDS_REASON, HandedOverBy, OrderState, may_become
from kulanz.stages.execution.rules.plan_reasons import Reason
from kulanz.stages.solution.rules.remedies import DecisionState

_REASON_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class Dates:
    """What is known of the day; a new plan replaces the whole window."""

    planned_on: date | None = None
    planned_at: time | None = None
    planned_until: time | None = None
    done_on: date | None = None


NO_DATES: Final = Dates()


@dataclass(frozen=True, slots=True)
class _Step:
    state: OrderState
    dates: Dates
    external_number: str
    reason: str
    why: dict[str, Any] | None


def change_order_state(
    *,
    actor: Actor,
    order_id: int,
    state: OrderState,
    at: datetime,
    dates: Dates = NO_DATES,
    reason: Reason = "",
    external_number: str = "",
) -> Order:
    """Move an order on, or in the same state note other dates or its number in the ERP.

    Saying the same again changes and records nothing. `workflows.orders.move_order` does this and looks
    after the decision, too; interfaces call that. Raises OrderStepNotPossible, ReasonMissing, TimesReversed,
    TimeWithoutDay, DoneInFuture, DecisionEnded, NoSuchOrder, NotAllowed; where goods would leave also as
    `require_goods_may_go` does.
    """
    words, why = in_words(reason, actor.tenant_id)
    text = " ".join(words.replace("\x00", "").split())[:_REASON_LENGTH]
    number = " ".join(external_number.replace("\x00", "").split())[:60]
    with transaction.atomic():
        order = workable(actor, order_id)
        _check_dates(order, dates, at)
        before = OrderState(order.state)
        if _leaves(order, before, state):
            tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
            require_goods_may_go(order, on=local_date(tenant, at))
        if before is state:
            _note(actor, order, dates, number, at)
            return order
        if not may_become(before, state):
            raise OrderStepNotPossible
        if state in NEEDS_REASON and not text:
            raise ReasonMissing
        if state is OrderState.CANCELLED:
            _cancel(actor, order, text, why, at)
        elif state is OrderState.RECORDED:
            _place_again(actor, order, at)
        elif state is OrderState.HANDED_OVER:
            _take_over(order, dates, number)
            mark_handed_over(actor, order, by=HandedOverBy.HAND, note=text, at=at)
        else:
            _go_on(actor, order, _Step(state, dates, number, text, why), at)
        if not order.is_open:
            end_visits_of(actor, order, reason=reason if why else text, at=at)
        return order


def cancel_order(*, actor: Actor, order_id: int, reason: Reason, at: datetime) -> Order:
    """Cancel an order. Whoever has it already is told: the ERP by the event, the firm by mail."""
    return change_order_state(
        actor=actor, order_id=order_id, state=OrderState.CANCELLED, reason=reason, at=at
    )


def _leaves(order: Order, before: OrderState, state: OrderState) -> bool:
    """Whether by this step somebody gets the order who had not yet got it, or gets it once more."""
    if state is before or not may_become(before, state) or state in NEEDS_REASON:
        return False
    return state is OrderState.RECORDED or order.handed_over_at is None


def _check_dates(order: Order, dates: Dates, at: datetime) -> None:
    if dates.planned_on is None and (dates.planned_at is not None or dates.planned_until is not None):
        raise TimeWithoutDay
    if dates.planned_until is not None and (
        dates.planned_at is None or dates.planned_until < dates.planned_at
    ):
        raise TimesReversed
    if dates.done_on is not None:
        tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
        if dates.done_on > local_date(tenant, at):
            raise DoneInFuture


def _take_over(order: Order, dates: Dates, external_number: str) -> bool:
    """Put dates and number on the row and save it; whether anything is new."""
    fields: list[str] = []
    window = (dates.planned_on, dates.planned_at, dates.planned_until)
    if dates.planned_on is not None and window != (order.planned_on, order.planned_at, order.planned_until):
        order.planned_on, order.planned_at, order.planned_until = window
        fields += ["planned_on", "planned_at", "planned_until"]
    if dates.done_on is not None and dates.done_on != order.done_on and order.state == OrderState.DONE:
        order.done_on = dates.done_on
        fields.append("done_on")
    if external_number and external_number != order.external_number:
        order.external_number = external_number
        fields.append("external_number")
    if fields:
        order.save(update_fields=fields)
    return bool(fields)


def _note(actor: Actor, order: Order, dates: Dates, external_number: str, at: datetime) -> None:
    if _take_over(order, dates, external_number):
        _record(actor, order, OrderState(order.state), "", at)


def _go_on(actor: Actor, order: Order, step: _Step, at: datetime) -> None:
    """Confirmed, under way, done or failed."""
    before = OrderState(order.state)
    _take_over(order, step.dates, step.external_number)
    order.state = step.state.value
    order.state_since = at
    fields = ["state", "state_since"]
    if step.state is OrderState.DONE:
        tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
        order.done_on = step.dates.done_on or local_date(tenant, at)
        fields.append("done_on")
    if step.state is OrderState.FAILED:
        order.failure, order.failure_why = step.reason, step.why
        fields += ["failure", "failure_why"]
    if order.handed_over_at is None and step.state is not OrderState.FAILED:
        # whoever confirms it or carries it out has it
        order.handed_over_at = at
        fields.append("handed_over_at")
    order.save(update_fields=fields)
    _record(actor, order, before, step.reason, at, why=step.why)


def _cancel(actor: Actor, order: Order, reason: str, why: dict[str, Any] | None, at: datetime) -> None:
    before = OrderState(order.state)
    known = order.handed_over_at is not None
    order.state = OrderState.CANCELLED.value
    order.state_since = at
    order.failure, order.failure_why = reason, why
    order.save(update_fields=["state", "state_since", "failure", "failure_why"])
    record(
        OrderCancelled(
            order_id=order.pk,
            number=order.number,
            kind=order.kind,
            state_before=before.value,
            handed_over=known,
            external_number=order.external_number,
            reason=reason,
            why=why,
        ),
        actor=actor,
        stream=order.case.stream,
        at=at,
    )
    # a firm whose order failed by its own answer, or never reached it, has nothing to come for
    if before is not OrderState.FAILED:
        with override(language_of(order)):
            words = said(why, reason)
        tell_cancelled(order, reason=words, at=at)


def _place_again(actor: Actor, order: Order, at: datetime) -> None:
    """A failed order goes out once more, as long as its decision still waits for it."""
    decision = order.decision
    if decision is not None and decision.state != DecisionState.UNDER_WAY:
        raise DecisionEnded
    before = OrderState(order.state)
    order.state = OrderState.RECORDED.value
    order.state_since = at
    order.failure, order.failure_why = "", None
    order.planned_on = order.planned_at = order.planned_until = order.done_on = None
    order.handed_over_at = None
    order.handed_over_by = ""
    order.save(
        update_fields=[
            "state",
            "state_since",
            "failure",
            "failure_why",
            "planned_on",
            "planned_at",
            "planned_until",
            "done_on",
            "handed_over_at",
            "handed_over_by",
        ]
    )
    _record(actor, order, before, "", at)
    announce(actor, order, at=at, again=True)
    commission(actor, order, at=at)
    visit_for_order(actor, order, at=at)


def _record(
    actor: Actor,
    order: Order,
    before: OrderState,
    reason: str,
    at: datetime,
    *,
    why: dict[str, Any] | None = None,
) -> None:
    record(
        OrderStateChanged(
            order_id=order.pk,
            number=order.number,
            kind=order.kind,
            state_before=before.value,
            state=order.state,
            planned_on=_text(order.planned_on),
            planned_at=_text(order.planned_at),
            planned_until=_text(order.planned_until),
            done_on=_text(order.done_on),
            external_number=order.external_number,
            reason=reason,
            why=why,
        ),
        actor=actor,
        stream=order.case.stream,
        at=at,
    )


def _text(value: date | time | None) -> str | None:
    if value is None:
        return None
    return value.isoformat("minutes") if isinstance(value, time) else value.isoformat()
