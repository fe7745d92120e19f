"""The states of a credit note, its tax, and the check of an account number."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

_CENT: Final = Decimal("0.01")


class CreditState(StrEnum):
    WAITS_FOR_GOODS = "waits_for_goods"
    RECORDED = "recorded"
    RELEASED = "released"
    """Fakturaanstoß: released by hand, on its way to the ERP."""
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


CREDIT_TRANSITIONS: Final[dict[CreditState, frozenset[CreditState]]] = {
    CreditState.WAITS_FOR_GOODS: frozenset({CreditState.RECORDED, CreditState.CANCELLED}),
    CreditState.RECORDED: frozenset({CreditState.RELEASED, CreditState.CANCELLED}),
    CreditState.RELEASED: frozenset({CreditState.CONFIRMED}),
    CreditState.CONFIRMED: frozenset(),
    CreditState.CANCELLED: frozenset(),
}


def may_become(before: CreditState, after: CreditState) -> bool:
    return after in CREDIT_TRANSITIONS[before]


def gross_of(net: Decimal, tax_rate: Decimal) -> Decimal:
    """Net plus tax in percent, rounded half up to the cent."""
    return (net * (100 + tax_rate) / 100).quantize(_CENT, ROUND_HALF_UP)


def net_of(gross: Decimal, tax_rate: Decimal) -> Decimal:
    """The net amount of a gross one, rounded half up to the cent; its tax is gross − net."""
    return (gross * 100 / (100 + tax_rate)).quantize(_CENT, ROUND_HALF_UP)
