"""Who sees orders and who works on them: the office. A firm sees its one order through its link only."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.cases.permissions import sees_all, visible_to
from kulanz.core.access.actor import Actor, Role
from kulanz.core.refusal import NotAllowed
from kulanz.stages.execution.models import Order


class OrderAction(StrEnum):
    VIEW = "view"
    PLACE = "place"
    WORK = "work"
    """States, dates, address, link, handing over by hand, cancelling."""


_WORKERS: Final = frozenset({Role.AGENT, Role.LEAD, Role.DIVISION, Role.EXECUTIVE})

ORDER_STAFF_MAY: Final[dict[OrderAction, frozenset[Role]]] = {
    OrderAction.VIEW: frozenset(Role),
    OrderAction.PLACE: _WORKERS,
    OrderAction.WORK: _WORKERS,
}


def may_with_order(actor: Actor, action: OrderAction, case: Case | None = None) -> bool:
    """Whether the table lets this actor do it; nobody outside the office ever."""
    if actor.is_system:
        return True
    if case is not None and case.tenant_id != actor.tenant_id:
        return False
    return actor.is_staff and not actor.roles.isdisjoint(ORDER_STAFF_MAY[action])


def require_order(actor: Actor, action: OrderAction, case: Case | None = None) -> None:
    """Raise NotAllowed unless `may_with_order`."""
    if not may_with_order(actor, action, case):
        raise NotAllowed


def orders_visible_to(actor: Actor) -> QuerySet[Order]:
    """The orders of the cases this actor sees; none for outsiders."""
    orders = Order.objects.filter(tenant_id=actor.tenant_id)
    if not may_with_order(actor, OrderAction.VIEW):
        return orders.none()
    return orders if sees_all(actor) else orders.filter(case__in=visible_to(actor))
