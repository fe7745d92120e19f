"""What an answer of the ERP does to its order or credit note."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.core.refusal import Refusal
from kulanz.interfaces.exchange.parsing import Cost, CreditResponse, OrderResponse, Response
from kulanz.interfaces.exchange.reasons import STATES, Problem
from kulanz.interfaces.exchange.writing import NOTHING
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.billing.commands.costs import book_actual_cost
from kulanz.stages.billing.commands.releasing import confirm_credit
from kulanz.stages.billing.models import ActualCost, CreditNote
from kulanz.stages.billing.refusals import CreditStepNotPossible
from kulanz.stages.execution.commands.state import Dates
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.refusals import OrderStepNotPossible
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.workflows.handing_over import erp_actor
from kulanz.workflows.interlock import record_refused
from kulanz.workflows.orders import move_order

_STATES: Final = {
    "confirmed": OrderState.CONFIRMED,
    "underWay": OrderState.UNDER_WAY,
    "done": OrderState.DONE,
    "failed": OrderState.FAILED,
}


class NotTaken(Exception):
    """One answer cannot be taken; the others of its file can."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def apply(response: Response, *, tenant_id: int, at: datetime) -> bool:
    """Do what the answer says, all of it or nothing; False when all of it was known. Raises NotTaken."""
    element = "orderResponse" if isinstance(response, OrderResponse) else "creditResponse"
    try:
        with transaction.atomic():
            if isinstance(response, OrderResponse):
                return _order(response, tenant_id, at)
            return _credit(response, tenant_id, at)
    except Refusal as refusal:
        if isinstance(refusal, NotCleared):
            _keep(refusal, response.number, tenant_id, at)
        details = {language: _said(refusal, language) for language in ("de", "en")}
        raise NotTaken(Problem("refused", response.line, element, response.number, details)) from refusal


def _keep(refused: NotCleared, number: str, tenant_id: int, at: datetime) -> None:
    """That the interlock refused stays, although what was refused is undone."""
    order = Order.objects.select_related("case").filter(tenant_id=tenant_id, number=number).first()
    if order is not None:
        record_refused(actor=erp_actor(tenant_id), case=order.case, refused=refused, at=at)


def _said(refusal: Refusal, language: str) -> str:
    with override(language):
        return str(refusal)


def _order(response: OrderResponse, tenant_id: int, at: datetime) -> bool:
    def refused(code: str, element: str = "number", **details: Any) -> NotTaken:
        return NotTaken(Problem(code, response.line, element, response.number, details))

    order = Order.objects.filter(tenant_id=tenant_id, number=response.number).first()
    if order is None:
        raise refused("unknown_order")
    state = _STATES[response.state]
    before = _facts(order)
    try:
        moved = move_order(
            actor=erp_actor(tenant_id),
            order_id=order.pk,
            state=state,
            dates=Dates(planned_on=response.planned_on, done_on=response.done_on),
            reason=response.reason or (_("ohne Angabe eines Grundes") if state is OrderState.FAILED else ""),
            external_number=response.external_number,
            at=at,
        )
    except OrderStepNotPossible:
        order.refresh_from_db()
        raise refused(
            "order_step", "state", **_words("before", order.state), **_words("after", state)
        ) from None
    booked = [_book(moved, cost, response.number, at) for cost in response.costs]
    return _facts(moved) != before or any(booked)


def _facts(order: Order) -> tuple[object, ...]:
    return order.state, order.planned_on, order.done_on, order.external_number


def _words(name: str, state: str) -> dict[str, str]:
    german, english = STATES[state]
    return {f"{name}_de": german, f"{name}_en": english}


def _book(order: Order, cost: Cost, number: str, at: datetime) -> bool:
    """Book a cost; False when it has been."""
    kind = CostKind.objects.filter(tenant_id=order.tenant_id, code=cost.kind).first()
    if kind is None:
        raise NotTaken(Problem("unknown_cost_kind", cost.line, "cost", number, {"detail": cost.kind}))
    key = f"erp:{order.number}:{cost.ident}"
    known = ActualCost.objects.filter(tenant_id=order.tenant_id, key=key).first()
    if known is not None:
        same = (known.amount, known.currency, known.cost_kind_id) == (cost.amount, cost.currency, kind.pk)
        if not same:
            details = {"ident": cost.ident, "amount": known.amount, "currency": known.currency}
            raise NotTaken(Problem("cost_differs", cost.line, "cost", number, details))
        return False
    book_actual_cost(
        actor=erp_actor(order.tenant_id),
        case_id=order.case_id,
        order_id=order.pk,
        cost_kind_id=kind.pk,
        amount=cost.amount,
        currency=cost.currency,
        key=key,
        note=cost.ident,
        at=at,
    )
    return True


def _credit(response: CreditResponse, tenant_id: int, at: datetime) -> bool:
    def refused(code: str, element: str = "number", **details: Any) -> NotTaken:
        return NotTaken(Problem(code, response.line, element, response.number, details))

    note = CreditNote.objects.filter(tenant_id=tenant_id, number=response.number).first()
    if note is None:
        raise refused("unknown_credit")
    if not response.confirmed:
        raise refused("credit_refused", "confirmed", detail=response.reason or NOTHING)
    before = note.state
    try:
        confirmed = confirm_credit(
            actor=erp_actor(tenant_id),
            credit_note_id=note.pk,
            external_number=response.external_number,
            at=at,
        )
    except CreditStepNotPossible:
        note.refresh_from_db()
        raise refused("credit_step", "confirmed", **_words("before", note.state)) from None
    return confirmed.state != before
