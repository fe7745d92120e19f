"""The states of a credit note."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class CreditState(StrEnum):
    WAITS_FOR_GOODS = "waits_for_goods"
    RECORDED = "recorded"
    RELEASED = "released"
    """Fakturaanstoß: released by hand, on its way to the ERP."""
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


OPEN: Final = frozenset({CreditState.WAITS_FOR_GOODS, CreditState.RECORDED, CreditState.RELEASED})

CREDIT_TRANSITIONS: Final[dict[CreditState, frozenset[CreditState]]] = {
    CreditState.WAITS_FOR_GOODS: frozenset({CreditState.RECORDED, CreditState.CANCELLED}),
    CreditState.RECORDED: frozenset({CreditState.RELEASED, CreditState.CANCELLED}),
    CreditState.RELEASED: frozenset({CreditState.CONFIRMED}),
    CreditState.CONFIRMED: frozenset(),
    CreditState.CANCELLED: frozenset(),
}


def may_become(before: CreditState, after: CreditState) -> bool:
    return after in CREDIT_TRANSITIONS[before]
