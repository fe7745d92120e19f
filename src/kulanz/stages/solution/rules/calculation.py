"""What each remedy costs. Formulas, rounding and defaults: DOMAIN "The remedy calculation", docs/calculation.

Every line is rounded half up to the cent of the calculation's currency; the sum adds the rounded lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.rules.figures import (
    Column,
    Entry,
    Exchange,
    Inputs,
    Item,
    Kind,
    Line,
    Missing,
    Obstacle,
    RateRow,
    RemedySpec,
    Source,
)
from kulanz.stages.solution.rules.remedies import Goods

_CENT: Final = Decimal("0.01")
_ONE: Final = Decimal(1)
_HUNDRED: Final = Decimal(100)
Key = tuple[str, str, str, Decimal | None]


def cents(amount: Decimal) -> Decimal:
    """Half up to the cent."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def freight_units(item: Item) -> Decimal:
    """Pieces × units per piece, rounded up per position."""
    return (item.pieces * item.units_per_piece).to_integral_value(ROUND_CEILING)


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

    def worth(self, currency: str) -> Decimal | None:
        """What one unit of `currency` (empty: the calculation's) is worth; None without exchange rate."""
        if currency in ("", self.currency):
            return _ONE
        exchange = self._exchanges.get(currency)
        return exchange.rate if exchange else None


def calculate(inputs: Inputs, remedy: RemedySpec, book: RateBook) -> Column:
    """The lines of one remedy and their sum; its place among the others is `comparing`'s to say."""
    kinds = {kind.code: kind for kind in inputs.kinds}
    goods = _goods(inputs, remedy)
    lines: list[Line] = []
    if goods or remedy.goods is Goods.NONE:
        cost_lines: list[Line] = []
        # customs hangs on the cost price, wherever it stands in the matrix
        for cell in sorted(remedy.cells, key=lambda cell: kinds[cell.kind].scope is not Scope.COST_PRICE):
            kind = kinds[cell.kind]
            found = _lines(inputs, remedy, kind, book, cost_lines)
            if kind.scope is Scope.COST_PRICE:
                cost_lines = found
            lines += [line for line in found if cell.required or line.amount is not None]
        order = {cell.kind: place for place, cell in enumerate(remedy.cells)}
        lines.sort(key=lambda line: order[line.kind])
    known = sum((line.amount for line in lines if line.amount is not None), Decimal("0.00"))
    complete = bool(lines) and all(line.amount is not None for line in lines)
    return Column(
        remedy=remedy.code,
        lines=tuple(lines),
        known=known,
        total=known if complete else None,
        obstacle=_obstacle(inputs, remedy),
        excluded=inputs.excluded.get(remedy.code, ""),
        is_benchmark=remedy.is_benchmark,
    )


def _goods(inputs: Inputs, remedy: RemedySpec) -> tuple[Item, ...]:
    match remedy.goods:
        case Goods.POSITIONS:
            return inputs.items
        case Goods.PARTS:
            return inputs.parts
        case Goods.NONE:
            return ()


def _obstacle(inputs: Inputs, remedy: RemedySpec) -> Obstacle | None:
    if remedy.goods is Goods.PARTS:
        if not inputs.parts:
            return Obstacle.NO_PART
        if not all(part.deliverable for part in inputs.parts):
            return Obstacle.PART_NOT_DELIVERABLE
    if not inputs.items:
        return Obstacle.NO_POSITION
    return None


def _lines(
    inputs: Inputs,
    remedy: RemedySpec,
    kind: Kind,
    book: RateBook,
    cost_lines: list[Line],
) -> list[Line]:
    automatic = _automatic(inputs, kind, _goods(inputs, remedy), book, cost_lines)
    whole = _entry(inputs, remedy, kind.code, "")
    if whole is not None:
        figures = [line.amount for line in automatic]
        rest = None if None in figures else sum((f for f in figures if f is not None), Decimal(0))
        without = rest if automatic and kind.scope is not Scope.ENTERED else None
        return [_entered(whole, kind, "", book, without)]
    result = []
    for line in automatic:
        own = _entry(inputs, remedy, kind.code, line.item) if line.item else None
        result.append(line if own is None else _entered(own, kind, line.item, book, line.amount))
    return result


def _entry(inputs: Inputs, remedy: RemedySpec, kind: str, item: str) -> Entry | None:
    """The hand entry for this remedy, else the one for all remedies."""
    general = None
    for entry in inputs.entries:
        if entry.kind == kind and entry.item == item:
            if entry.remedy == remedy.code:
                return entry
            if not entry.remedy:
                general = entry
    return general


def _entered(entry: Entry, kind: Kind, item: str, book: RateBook, automatic: Decimal | None) -> Line:
    worth = book.worth(entry.currency)
    return Line(
        kind=kind.code,
        item=item,
        amount=None if worth is None else _signed(kind, cents(entry.amount * worth)),
        missing=Missing.EXCHANGE_RATE if worth is None else None,
        source=Source.ENTRY,
        figure=entry.amount,
        currency=entry.currency or book.currency,
        exchange=None if worth in (None, _ONE) else worth,
        entry=entry,
        automatic=automatic,
    )


def _signed(kind: Kind, amount: Decimal) -> Decimal:
    # never −0.00
    return -amount if kind.is_revenue and amount else amount


def _automatic(
    inputs: Inputs, kind: Kind, goods: tuple[Item, ...], book: RateBook, cost_lines: list[Line]
) -> list[Line]:
    match kind.scope:
        case Scope.COST_PRICE:
            return [_cost_price(kind, item, book) for item in goods]
        case Scope.ONCE:
            return [_rated(kind, book.rate(kind.code), book)]
        case Scope.WEIGHT_COUNTRY:
            return [_shipping(inputs, kind, goods, book)]
        case Scope.UNIT | Scope.UNIT_COUNTRY:
            return [_freight(inputs, kind, item, book) for item in goods]
        case Scope.COUNTRY:
            return _customs(inputs, kind, book, cost_lines)
        case Scope.ENTERED:
            return [Line(kind.code, missing=Missing.ENTRY)]


def _cost_price(kind: Kind, item: Item, book: RateBook) -> Line:
    if item.cost_price is None:
        return Line(kind.code, item.ref, missing=Missing.COST_PRICE)
    worth = book.worth(item.currency)
    return Line(
        kind=kind.code,
        item=item.ref,
        amount=None if worth is None else _signed(kind, cents(item.cost_price * item.pieces * worth)),
        missing=Missing.EXCHANGE_RATE if worth is None else None,
        source=Source.PRICE,
        figure=item.cost_price,
        currency=item.currency or book.currency,
        times=item.pieces,
        exchange=None if worth in (None, _ONE) else worth,
    )


def _rated(kind: Kind, row: RateRow | None, book: RateBook, item: str = "", times: Decimal = _ONE) -> Line:
    """A line of an amount rate × times."""
    if row is None or row.amount is None:
        return Line(kind.code, item, missing=Missing.RATE, times=times)
    worth = book.worth(row.currency)
    return Line(
        kind=kind.code,
        item=item,
        amount=None if worth is None else _signed(kind, cents(row.amount * times * worth)),
        missing=Missing.EXCHANGE_RATE if worth is None else None,
        source=Source.RATE,
        figure=row.amount,
        currency=row.currency or book.currency,
        times=times,
        exchange=None if worth in (None, _ONE) else worth,
        valid_from=row.valid_from,
        country=row.country,
        unit=row.unit,
        up_to_kg=row.up_to_kg,
    )


def _shipping(inputs: Inputs, kind: Kind, goods: tuple[Item, ...], book: RateBook) -> Line:
    """Once per order, by the class of its total weight; a class includes its upper bound."""
    if not inputs.country:
        return Line(kind.code, missing=Missing.COUNTRY)
    if any(item.weight_kg is None for item in goods):
        return Line(kind.code, missing=Missing.WEIGHT, country=inputs.country)
    total = sum((item.pieces * item.weight_kg for item in goods if item.weight_kg is not None), Decimal(0))
    bounds = [bound for bound in inputs.classes if bound >= total]
    if not bounds:
        return Line(kind.code, missing=Missing.WEIGHT_CLASS, country=inputs.country, figure=total)
    return _rated(kind, book.rate(kind.code, country=inputs.country, up_to_kg=min(bounds)), book)


def _freight(inputs: Inputs, kind: Kind, item: Item, book: RateBook) -> Line:
    needs_country = kind.scope is Scope.UNIT_COUNTRY
    if needs_country and not inputs.country:
        return Line(kind.code, item.ref, missing=Missing.COUNTRY)
    if not item.unit:
        return Line(kind.code, item.ref, missing=Missing.UNIT)
    row = book.rate(kind.code, country=inputs.country if needs_country else "", unit=item.unit)
    return _rated(kind, row, book, item.ref, freight_units(item))


def _customs(inputs: Inputs, kind: Kind, book: RateBook, cost_lines: list[Line]) -> list[Line]:
    """A share of each rounded cost-price line, or one amount for the calculation."""
    if not inputs.country:
        return [Line(kind.code, missing=Missing.COUNTRY)]
    row = book.rate(kind.code, country=inputs.country)
    if row is None or row.share_percent is None:
        return [_rated(kind, row, book)]
    return [_share(kind, row, line) for line in cost_lines] or [
        Line(kind.code, missing=Missing.COST_PRICE, country=inputs.country)
    ]


def _share(kind: Kind, row: RateRow, cost: Line) -> Line:
    share = row.share_percent or Decimal(0)
    # no share is nothing, whatever the goods cost
    base = Decimal(0) if not share else cost.amount
    return Line(
        kind=kind.code,
        item=cost.item,
        amount=None if base is None else _signed(kind, cents(base * share / _HUNDRED)),
        missing=Missing.COST_PRICE if base is None else None,
        source=Source.RATE,
        figure=cost.amount,
        share_percent=share,
        valid_from=row.valid_from,
        country=row.country,
    )
