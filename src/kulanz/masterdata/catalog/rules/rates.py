"""What a dated rate needs to be one: its key, its figure, its currency. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kulanz.core.countries import countries
from kulanz.masterdata.catalog.rules.costs import NEEDS_COUNTRY, NEEDS_UNIT, RATED, Scope
from kulanz.masterdata.catalog.rules.places import currencies

BELOW: Final = Decimal(10_000_000)
"""Amounts from here on are typing errors."""
HIGHEST_SHARE: Final = Decimal(1000)
HIGHEST_EXCHANGE: Final = Decimal(1_000_000)
EARLIEST: Final = date(2000, 1, 1)
LATEST: Final = date(2099, 12, 31)


class RateFlaw(StrEnum):
    """Why figures do not make a rate."""

    NOT_RATED = "not_rated"
    COUNTRY_MISSING = "country_missing"
    COUNTRY_UNKNOWN = "country_unknown"
    COUNTRY_UNASKED = "country_unasked"
    UNIT_MISSING = "unit_missing"
    UNIT_UNASKED = "unit_unasked"
    CLASS_MISSING = "class_missing"
    CLASS_UNASKED = "class_unasked"
    BOTH = "both"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    TOO_FINE = "too_fine"
    SHARE_UNASKED = "share_unasked"
    SHARE_TOO_LARGE = "share_too_large"
    SHARE_TOO_FINE = "share_too_fine"
    CURRENCY_UNKNOWN = "currency_unknown"
    DAY_ABSURD = "day_absurd"
    EXCHANGE_NOT_POSITIVE = "exchange_not_positive"
    EXCHANGE_TOO_LARGE = "exchange_too_large"
    EXCHANGE_TOO_FINE = "exchange_too_fine"
    OWN_CURRENCY = "own_currency"


@dataclass(frozen=True, slots=True)
class Figure:
    """What a rate says. Neither amount nor share: the rate ends."""

    amount: Decimal | None = None
    share_percent: Decimal | None = None
    currency: str = ""

    @property
    def ends(self) -> bool:
        return self.amount is None and self.share_percent is None

    def same(self, other: Figure) -> bool:
        """Whether both say the same; what has ended or is a share has no currency."""
        if (self.amount, self.share_percent) != (other.amount, other.share_percent):
            return False
        return self.amount is None or self.currency == other.currency


@dataclass(frozen=True, slots=True)
class Fault:
    """One flaw beside the field it belongs to."""

    field: str
    flaw: RateFlaw


def key_faults(scope: Scope, *, country: str, has_unit: bool, has_class: bool) -> list[Fault]:
    """The scope decides which parts of the key are needed; others are refused, not dropped."""
    if scope not in RATED:
        return [Fault("cost_kind", RateFlaw.NOT_RATED)]
    found: list[Fault] = []
    if scope not in NEEDS_COUNTRY:
        if country:
            found.append(Fault("country", RateFlaw.COUNTRY_UNASKED))
    elif not country:
        found.append(Fault("country", RateFlaw.COUNTRY_MISSING))
    elif country not in countries():
        found.append(Fault("country", RateFlaw.COUNTRY_UNKNOWN))
    if has_unit != (scope in NEEDS_UNIT):
        found.append(Fault("freight_unit", RateFlaw.UNIT_UNASKED if has_unit else RateFlaw.UNIT_MISSING))
    if has_class != (scope is Scope.WEIGHT_COUNTRY):
        found.append(Fault("weight_class", RateFlaw.CLASS_UNASKED if has_class else RateFlaw.CLASS_MISSING))
    return found


def figure_faults(scope: Scope, figure: Figure) -> list[Fault]:
    """Amounts to the cent, from 0 and below BELOW; shares only where the scope knows them."""
    found: list[Fault] = []
    amount, share = figure.amount, figure.share_percent
    if amount is not None and share is not None:
        found.append(Fault("share_percent", RateFlaw.BOTH))
    if amount is not None and (flaw := _amount_flaw(amount)):
        found.append(Fault("amount", flaw))
    if share is not None:
        if scope is not Scope.COUNTRY:
            found.append(Fault("share_percent", RateFlaw.SHARE_UNASKED))
        elif flaw := _share_flaw(share):
            found.append(Fault("share_percent", flaw))
    if figure.currency not in currencies():
        found.append(Fault("currency", RateFlaw.CURRENCY_UNKNOWN))
    return found


def exchange_faults(currency: str, own: str, rate: Decimal) -> list[Fault]:
    """One unit of `currency` in the tenant's own: above 0, at most eight decimals."""
    found: list[Fault] = []
    if currency not in currencies():
        found.append(Fault("currency", RateFlaw.CURRENCY_UNKNOWN))
    elif currency == own:
        found.append(Fault("currency", RateFlaw.OWN_CURRENCY))
    if not rate.is_finite() or rate <= 0:
        found.append(Fault("rate", RateFlaw.EXCHANGE_NOT_POSITIVE))
    elif rate > HIGHEST_EXCHANGE:
        found.append(Fault("rate", RateFlaw.EXCHANGE_TOO_LARGE))
    elif _decimals(rate) > 8:
        found.append(Fault("rate", RateFlaw.EXCHANGE_TOO_FINE))
    return found


def day_faults(valid_from: date) -> list[Fault]:
    return [] if EARLIEST <= valid_from <= LATEST else [Fault("valid_from", RateFlaw.DAY_ABSURD)]


def _amount_flaw(amount: Decimal) -> RateFlaw | None:
    if not amount.is_finite() or amount >= BELOW:
        return RateFlaw.TOO_LARGE
    if amount < 0:
        return RateFlaw.NEGATIVE
    return RateFlaw.TOO_FINE if _decimals(amount) > 2 else None


def _share_flaw(share: Decimal) -> RateFlaw | None:
    if not share.is_finite() or share > HIGHEST_SHARE:
        return RateFlaw.SHARE_TOO_LARGE
    if share < 0:
        return RateFlaw.NEGATIVE
    return RateFlaw.SHARE_TOO_FINE if _decimals(share) > 3 else None


def _decimals(number: Decimal) -> int:
    """How many decimals are needed to write it: 1.50 needs one."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class Move(StrEnum):
    """What one figure for one day does to the history of its key."""

    NEW = "new"
    ENDS = "ends"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"


class Clash(StrEnum):
    """Why it cannot enter that history."""

    TWICE = "twice"
    AFTERWARDS = "afterwards"
    BEGUN = "begun"
    NOTHING_TO_END = "nothing_to_end"


def move_of(history: Mapping[date, Figure], valid_from: date, figure: Figure, today: date) -> Move | Clash:
    """What the past says stays: nothing is put before a rate that has begun, none that has is corrected.

    A day may lie in the past as long as no later rate of the key has begun. A rate of today can still be
    corrected; calculations decided on before keep their own copy.
    """
    known = history.get(valid_from)
    if known is not None:
        if known.same(figure):
            return Move.UNCHANGED
        return Move.CORRECTED if valid_from >= today else Clash.BEGUN
    if any(valid_from < day <= today for day in history):
        return Clash.AFTERWARDS
    if not figure.ends:
        return Move.NEW
    before = valid_on(history, valid_from)
    return Clash.NOTHING_TO_END if before is None or before.ends else Move.ENDS


def valid_on(history: Mapping[date, Figure], day: date) -> Figure | None:
    """The newest that is not later than the day."""
    begun = [since for since in history if since <= day]
    return history[max(begun)] if begun else None
