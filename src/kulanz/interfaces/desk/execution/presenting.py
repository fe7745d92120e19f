"""From an order's state to what the desk draws: badges, the way so far, the next step."""

from __future__ import annotations

from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.cases.calendar import local_date
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.badges import Badge, Tone
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.models.choices import ORDER_STATE
from kulanz.stages.execution.queries.orders import OrderRow
from kulanz.stages.execution.rules.orders import OrderState, next_state
from kulanz.stages.solution.models.choices import ORDER_KIND
from kulanz.stages.solution.rules.remedies import OrderKind

STATES: Final = dict(ORDER_STATE)
KINDS: Final = dict(ORDER_KIND)
_TONES: Final = {
    OrderState.RECORDED: Tone.INFO,
    OrderState.HANDED_OVER: Tone.WAIT,
    OrderState.CONFIRMED: Tone.WAIT,
    OrderState.UNDER_WAY: Tone.WAIT,
    OrderState.DONE: Tone.OK,
    OrderState.FAILED: Tone.DANGER,
    OrderState.CANCELLED: Tone.NEUTRAL,
}
_WAY: Final = (
    OrderState.RECORDED,
    OrderState.HANDED_OVER,
    OrderState.CONFIRMED,
    OrderState.UNDER_WAY,
    OrderState.DONE,
)
NEXT_BUTTONS: Final[dict[OrderState, str | Promise]] = {
    OrderState.HANDED_OVER: _("Von Hand übergeben"),
    OrderState.CONFIRMED: _("Bestätigung eintragen"),
    OrderState.UNDER_WAY: _("Ware ist unterwegs"),
    OrderState.DONE: _("Erledigt"),
    OrderState.RECORDED: _("Noch einmal erteilen"),
}


def state_badge(state: str) -> Badge:
    found = OrderState(state)
    return Badge(STATES[found.value], _TONES[found])


def row_context(row: OrderRow) -> dict[str, Any]:
    """What a line of a list draws."""
    return {"row": row, "badge": state_badge(row.state), "kind": KINDS[row.kind]}


def way(order: Order, tenant: Tenant) -> list[dict[str, Any]]:
    """The steps like a parcel's; an order that failed or was cancelled ends with that."""
    state = OrderState(order.state)
    handed_over = order.handed_over_at
    days = {
        OrderState.RECORDED: local_date(tenant, order.created_at),
        OrderState.HANDED_OVER: local_date(tenant, handed_over) if handed_over is not None else None,
        OrderState.DONE: order.done_on,
        OrderState.FAILED: local_date(tenant, order.state_since),
        OrderState.CANCELLED: local_date(tenant, order.state_since),
    }
    notes = {step: date_format(day, "SHORT_DATE_FORMAT") for step, day in days.items() if day is not None}
    steps = list(_WAY)
    if order.kind == OrderKind.SERVICE and state is not OrderState.UNDER_WAY:
        steps.remove(OrderState.UNDER_WAY)
    if state in steps:
        now = steps.index(state)
    else:
        steps = [step for step in (OrderState.RECORDED, OrderState.HANDED_OVER) if step in notes] + [state]
        now = len(steps) - 1
    return [
        {
            "title": STATES[step.value],
            "note": notes.get(step, ""),
            "state": "done" if index < now or state is OrderState.DONE else "now" if index == now else "next",
        }
        for index, step in enumerate(steps)
    ]


def next_of(order: Order) -> OrderState | None:
    return next_state(OrderState(order.state), is_service=order.kind == OrderKind.SERVICE)
