"""The states of an order and what may follow what."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

# Working days after which an order nobody has confirmed is looked at.
CONFIRMED_WITHIN: Final = 2


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


# What has gone out and is not yet promised by whoever carries it out.
UNCONFIRMED: Final = frozenset({OrderState.RECORDED, OrderState.HANDED_OVER})
NEEDS_REASON: Final = frozenset({OrderState.FAILED, OrderState.CANCELLED})


class HandedOverBy(StrEnum):
    """How an order reached whoever carries it out."""

    FILE = "file"
    MAIL = "mail"
    HAND = "hand"


class Answer(StrEnum):
    """What a service partner answers by his link."""

    ACCEPTS = "accepts"
    DATE = "date"
    DECLINES = "declines"
    DONE = "done"
    FUTILE = "futile"


def may_become(before: OrderState, after: OrderState) -> bool:
    return after in ORDER_TRANSITIONS[before]


def next_state(state: OrderState, *, is_service: bool) -> OrderState | None:
    """The usual next step, for the one button of the page; a visit is not under way for long."""
    usual = {
        OrderState.RECORDED: OrderState.HANDED_OVER,
        OrderState.HANDED_OVER: OrderState.CONFIRMED,
        OrderState.CONFIRMED: OrderState.DONE if is_service else OrderState.UNDER_WAY,
        OrderState.UNDER_WAY: OrderState.DONE,
        OrderState.FAILED: OrderState.RECORDED,
    }
    return usual.get(state)
