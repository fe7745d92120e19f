"""The states of an order and what may follow what."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class OrderState(StrEnum):
    RECORDED = "recorded"
    HANDED_OVER = "handed_over"
    CONFIRMED = "confirmed"
    UNDER_WAY = "under_way"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED: Final = frozenset({OrderState.DONE, OrderState.FAILED, OrderState.CANCELLED})
OPEN: Final = frozenset(OrderState) - ENDED

_FORWARD: Final = (
    OrderState.RECORDED,
    OrderState.HANDED_OVER,
    OrderState.CONFIRMED,
    OrderState.UNDER_WAY,
    OrderState.DONE,
)

# Forward, steps may be left out (an ERP that only says "done"); back never; failed and cancelled from any
# open state. A failed order may be handed over once more.
ORDER_TRANSITIONS: Final[dict[OrderState, frozenset[OrderState]]] = {
    state: frozenset(_FORWARD[index + 1 :]) | {OrderState.FAILED, OrderState.CANCELLED}
    for index, state in enumerate(_FORWARD[:-1])
} | {
    OrderState.DONE: frozenset(),
    OrderState.FAILED: frozenset({OrderState.RECORDED, OrderState.CANCELLED}),
    OrderState.CANCELLED: frozenset(),
}


class Answer(StrEnum):
    """What a service partner answers by his link."""

    ACCEPTS = "accepts"
    DATE = "date"
    DECLINES = "declines"
    DONE = "done"
    FUTILE = "futile"


def may_become(before: OrderState, after: OrderState) -> bool:
    return after in ORDER_TRANSITIONS[before]
