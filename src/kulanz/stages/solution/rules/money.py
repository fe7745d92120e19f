"""Net, tax and gross. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from kulanz.masterdata.catalog.rules.rates import BELOW

CENT: Final = Decimal("0.01")
EXACT: Final = Context(prec=100, rounding=ROUND_HALF_UP)
"""Wide enough for any product of a figure, a quantity and a rate: rounded once, at the end."""
ABSURD: Final = BELOW
"""No amount of a complaint reaches this; a slipped decimal comma does."""


USUAL_TAX_RATE: Final = Decimal(19)
"""Percent; where neither position nor office says another."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """One sum with its tax. What was promised gross is paid to the cent: net + tax + rounding = gross."""

    net: Decimal
    tax_rate: Decimal
    gross: Decimal

    @property
    def tax(self) -> Decimal:
        """The tax on the net amount, rounded half up to the cent."""
        return cents(self.net * self.tax_rate / 100)

    @property
    def rounding(self) -> Decimal:
        """What a promised gross amount differs from net and tax by."""
        return self.gross - self.net - self.tax


def cents(amount: Decimal, *factors: Decimal) -> Decimal:
    """The product, half up to the cent."""
    for factor in factors:
        amount = EXACT.multiply(amount, factor)
    return amount.quantize(CENT, context=EXACT)


def of_gross(gross: Decimal, tax_rate: Decimal) -> Amounts:
    return Amounts(net_of(gross, tax_rate), tax_rate, gross)


def of_net(net: Decimal, tax_rate: Decimal) -> Amounts:
    return Amounts(net, tax_rate, gross_of(net, tax_rate))


def gross_of(net: Decimal, tax_rate: Decimal) -> Decimal:
    """Net plus tax in percent, rounded half up to the cent."""
    return (net * (100 + tax_rate) / 100).quantize(CENT, ROUND_HALF_UP)


def net_of(gross: Decimal, tax_rate: Decimal) -> Decimal:
    """The net amount of a gross one, rounded half up to the cent; its tax is gross − net."""
    return (gross * 100 / (100 + tax_rate)).quantize(CENT, ROUND_HALF_UP)


def is_amount(value: Decimal) -> bool:
    """A sum of money somebody may enter: finite, not negative, not absurd, whole cents."""
    if not value.is_finite() or not 0 <= value < ABSURD:
        return False
    return value == value.quantize(CENT)
