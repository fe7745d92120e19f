"""What pages of other parts of the desk show of booked costs."""

from __future__ import annotations

from typing import Any

from django import template

from kulanz.interfaces.desk.billing.presenting import new_key
from kulanz.stages.billing.permissions import BillingAction, may_bill
from kulanz.stages.billing.queries.costs import bookable_kinds, costs_of_order
from kulanz.stages.execution.models import Order

register = template.Library()


@register.simple_tag(takes_context=True)
def booked_on(context: Any, order: Order) -> dict[str, Any]:
    """The costs booked on an order and what the form to book more needs."""
    actor = context["request"].actor
    may_book = may_bill(actor, BillingAction.BOOK_COST, order.case)
    costs = costs_of_order(actor, order)
    return {
        "costs": costs,
        "may_book": may_book,
        "kinds": bookable_kinds(actor) if may_book else [],
        "key": new_key(),
    }
