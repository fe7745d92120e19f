"""The case first, then the order or visit: the same order of locks everywhere."""

from __future__ import annotations

from kulanz.cases.locking import lock_case
from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.permissions import OrderAction, require_order
from kulanz.stages.execution.refusals import NoSuchOrder
from kulanz.stages.execution.refusals_of_visits import NoSuchVisit


def lock_order(order_id: int) -> Order:
    """The order with its case, both locked until the transaction ends; raises NoSuchOrder."""
    case_id = Order.objects.filter(pk=order_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NoSuchOrder
    case = lock_case(case_id)
    order = (
        Order.objects.select_for_update(of=("self",))
        .select_related("executor__party", "recipient", "document__stored")
        .get(pk=order_id)
    )
    order.case = case
    return order


def workable(actor: Actor, order_id: int) -> Order:
    """`lock_order` for whoever may work on it. Raises NoSuchOrder, NotAllowed."""
    order = lock_order(order_id)
    require_order(actor, OrderAction.WORK, order.case)
    return order


def lock_visit(visit_id: int) -> Visit:
    """The visit with its case, both locked until the transaction ends; raises NoSuchVisit."""
    case_id = Visit.objects.filter(pk=visit_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NoSuchVisit
    case = lock_case(case_id)
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit_id)
    visit.case = case
    return visit
