"""The rates of one day, and how a figure times a quantity becomes money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final

from kulanz.stages.solution.rules.figures import Exchange, Item, RateRow
from kulanz.stages.solution.rules.money import EXACT

_ONE: Final = Decimal(1)
Key = tuple[str, str, str, Decimal | None]


def freight_units(item: Item) -> Decimal:
    """Pieces × units per piece, rounded up per position."""
    return EXACT.multiply(item.pieces, item.units_per_piece).to_integral_value(ROUND_CEILING)


class RateBook:
    """The rates and exchange rates valid on one day: the newest valid-from that is not later."""

    def __init__(
        self, rates: Iterable[RateRow], exchanges: Iterable[Exchange], day: date, currency: str
    ) -> None:
        self.currency = currency
        self._rates: dict[Key, RateRow] = {}
        for row in rates:
            if row.valid_from <= day:
                known = self._rates.get(row.key)
                if known is None or known.valid_from < row.valid_from:
                    self._rates[row.key] = row
        self._exchanges: dict[str, Exchange] = {}
        for exchange in exchanges:
            if exchange.valid_from <= day:
                held = self._exchanges.get(exchange.currency)
                if held is None or held.valid_from < exchange.valid_from:
                    self._exchanges[exchange.currency] = exchange

    def rate(
        self, kind: str, *, country: str = "", unit: str = "", up_to_kg: Decimal | None = None
    ) -> RateRow | None:
        """None where there is none, or it has ended."""
        row = self._rates.get((kind, country, unit, up_to_kg))
        return None if row is None or (row.amount is None and row.share_percent is None) else row

    def exchange(self, currency: str) -> Decimal | None:
        """The exchange rate of a foreign currency; None for the calculation's own (also written empty)."""
        found = None if currency in ("", self.currency) else self._exchanges.get(currency)
        return found.rate if found else None

    def worth(self, currency: str) -> Decimal | None:
        """What one unit of `currency` is worth; None without exchange rate."""
        return _ONE if currency in ("", self.currency) else self.exchange(currency)
