"""A service order and its visits keep step with each other."""

from __future__ import annotations

from datetime import datetime

from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.workflows.orders import by_right, move_judged_order, move_order


def order_unplanned(visit: Visit) -> None:
    """The order keeps its state and has no day any more."""
    order = visit.order
    if order is None or not order.is_open:
        return
    order.planned_on = order.planned_at = order.planned_until = None
    order.people = []
    order.save(update_fields=["planned_on", "planned_at", "planned_until", "people"])


def order_cancelled_with(*, actor: Actor, visit: Visit, reason: str, at: datetime) -> None:
    """Nobody goes for the order any more: it is cancelled, unless another visit is still open."""
    order = visit.order
    if order is None or not order.is_open or order.visits.filter(OPEN_VISITS).exists():
        return
    move_order(actor=by_right(actor), order_id=order.pk, state=OrderState.CANCELLED, reason=reason, at=at)


def order_done_with(*, actor: Actor, visit: Visit, at: datetime) -> None:
    """What was ordered is done, unless another visit of the order is still open."""
    order = visit.order
    if order is None or not order.is_open or order.visits.filter(OPEN_VISITS).exists():
        return
    move_judged_order(actor=by_right(actor), order_id=order.pk, state=OrderState.DONE, at=at)
