"""A service order and its visits keep step with each other; of parts to be fitted only the end does."""

from __future__ import annotations

from datetime import datetime

from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import OrderKind
from kulanz.workflows.orders import by_right, move_judged_order, move_order
from kulanz.workflows.remedy_progress import check_decision


def order_unplanned(visit: Visit) -> None:
    """The order keeps its state and has no day any more."""
    order = visit.order
    if order is None or order.kind != OrderKind.SERVICE or not order.is_open:
        return
    order.planned_on = order.planned_at = order.planned_until = None
    order.people = []
    order.save(update_fields=["planned_on", "planned_at", "planned_until", "people"])


def order_cancelled_with(*, actor: Actor, visit: Visit, reason: str, at: datetime) -> None:
    """Nobody goes for the order any more: it is cancelled, unless another visit is still open.

    Parts may be on their way: their order stays, and whoever decided says what becomes of the remedy.
    """
    order = visit.order
    if order is None or order.kind != OrderKind.SERVICE or not order.is_open:
        return
    if order.visits.filter(OPEN_VISITS).exists():
        return
    move_order(actor=by_right(actor), order_id=order.pk, state=OrderState.CANCELLED, reason=reason, at=at)


def order_done_with(*, actor: Actor, visit: Visit, at: datetime) -> None:
    """What was ordered is done, unless another visit of the order is still open. Parts that are fitted have
    arrived, and the remedy ends with the fitting.
    """
    order = visit.order
    if order is None or order.visits.filter(OPEN_VISITS).exists():
        return
    if order.kind != OrderKind.SERVICE and not _has_left(order):
        if order.decision_id is not None:
            check_decision(actor=by_right(actor), decision_id=order.decision_id, at=at)
        return
    if not order.is_open:
        return
    move_judged_order(actor=by_right(actor), order_id=order.pk, state=OrderState.DONE, at=at)


def _has_left(order: Order) -> bool:
    """Whether goods are on their way; those that nobody has handed over yet are still to be asked about."""
    return order.is_open and order.handed_over_at is not None
