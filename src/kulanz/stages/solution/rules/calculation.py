"""What each remedy costs. Formulas, rounding and defaults: DOMAIN "The remedy calculation", docs/calculation.

Every line is rounded half up to the cent of the calculation's currency; the sum adds the rounded lines.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.rules.figures import (
    Column,
    Entry,
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
from kulanz.stages.solution.rules.fitting import entry_of_service, fitting_cells, goods_of, safety_parts
from kulanz.stages.solution.rules.money import cents
from kulanz.stages.solution.rules.ratebook import RateBook, freight_units
from kulanz.stages.solution.rules.remedies import Goods

_ONE: Final = Decimal(1)
_HUNDREDTH: Final = Decimal("0.01")
# Where the matrix has customs without a cost price.
_NO_COST_PRICE: Final = Line("", missing=Missing.COST_PRICE)


def calculate(inputs: Inputs, remedy: RemedySpec, book: RateBook) -> Column:
    """The lines of one remedy and their sum; its place among the others is `comparing`'s to say."""
    kinds = {kind.code: kind for kind in inputs.kinds}
    goods = goods_of(inputs, remedy)
    lines: list[Line] = []
    if goods or remedy.goods is Goods.NONE:
        cost_lines: list[Line] = []
        cells = (*remedy.cells, *fitting_cells(inputs, remedy))
        # customs hangs on the cost price, wherever it stands in the matrix
        for cell in sorted(cells, key=lambda cell: kinds[cell.kind].scope is not Scope.COST_PRICE):
            kind = kinds[cell.kind]
            found = _lines(inputs, remedy, kind, book, cost_lines)
            if kind.scope is Scope.COST_PRICE:
                cost_lines += found
            lines += [line for line in found if cell.required or not _does_not_apply(line)]
        order = {cell.kind: place for place, cell in enumerate(cells)}
        lines.sort(key=lambda line: order[line.kind])
    known = sum((line.amount for line in lines if line.amount is not None), Decimal("0.00"))
    complete = bool(lines) and all(line.amount is not None for line in lines)
    return Column(
        remedy=remedy.code,
        lines=tuple(lines),
        known=known,
        total=known if complete else None,
        obstacle=_obstacle(inputs, remedy),
        # excluded without a reason is excluded all the same
        excluded=(inputs.excluded[remedy.code] or "–") if remedy.code in inputs.excluded else "",
        certified_only=tuple(item.name for item in safety_parts(inputs, remedy)),
        is_benchmark=remedy.is_benchmark,
    )


def _does_not_apply(line: Line) -> bool:
    """Whether an optional figure is empty; one that only lacks its exchange rate is not."""
    return line.amount is None and line.missing is not Missing.EXCHANGE_RATE


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
    automatic = _automatic(inputs, kind, goods_of(inputs, remedy), book, cost_lines)
    whole = _entry(inputs, remedy, kind.code, "")
    is_general = whole is None or not whole.remedy
    if is_general and kind.code not in {cell.kind for cell in remedy.cells}:
        # the visit that fits what is sent costs what a visit is said to cost
        whole = entry_of_service(inputs, kind.code) or whole
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
        amount=None if worth is None else _signed(kind, cents(entry.amount, worth)),
        missing=Missing.EXCHANGE_RATE if worth is None else None,
        source=Source.ENTRY,
        figure=entry.amount,
        currency=entry.currency or book.currency,
        exchange=book.exchange(entry.currency),
        entry=entry,
        automatic=automatic,
    )


def _signed(kind: Kind, amount: Decimal) -> Decimal:
    # never −0.00
    return -amount if kind.is_revenue and amount else amount


def _automatic(
    inputs: Inputs, kind: Kind, goods: tuple[Item, ...], book: RateBook, cost_lines: list[Line]
) -> list[Line]:
    # a remedy that moves no goods may still count them by a mistake in the matrix: missing, never nothing
    match kind.scope:
        case Scope.COST_PRICE:
            return [_cost_price(kind, item, book) for item in goods] or [
                Line(kind.code, missing=Missing.COST_PRICE)
            ]
        case Scope.ONCE:
            return [_rated(kind, book)]
        case Scope.WEIGHT_COUNTRY:
            return [_shipping(inputs, kind, goods, book)]
        case Scope.UNIT | Scope.UNIT_COUNTRY:
            return [_freight(inputs, kind, item, book) for item in goods] or [
                Line(kind.code, missing=Missing.UNIT)
            ]
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
        amount=None if worth is None else _signed(kind, cents(item.cost_price, item.pieces, worth)),
        missing=Missing.EXCHANGE_RATE if worth is None else None,
        source=Source.PRICE,
        figure=item.cost_price,
        currency=item.currency or book.currency,
        times=item.pieces,
        exchange=book.exchange(item.currency),
    )


def _rated(
    kind: Kind,
    book: RateBook,
    item: str = "",
    times: Decimal = _ONE,
    *,
    country: str = "",
    unit: str = "",
    up_to_kg: Decimal | None = None,
    weight_kg: Decimal | None = None,
) -> Line:
    """A line of an amount rate × times. Where there is none, the line says which rate is missing."""
    row = book.rate(kind.code, country=country, unit=unit, up_to_kg=up_to_kg)
    figure = row.amount if row else None
    worth = book.worth(row.currency) if row else None
    if row is None or figure is None:
        amount, missing = None, Missing.RATE
    elif worth is None:
        amount, missing = None, Missing.EXCHANGE_RATE
    else:
        amount, missing = _signed(kind, cents(figure, times, worth)), None
    return Line(
        kind=kind.code,
        item=item,
        amount=amount,
        missing=missing,
        source=None if figure is None else Source.RATE,
        figure=figure,
        currency=(row.currency if row else "") or book.currency,
        times=times,
        exchange=book.exchange(row.currency) if row else None,
        valid_from=row.valid_from if row else None,
        country=country,
        unit=unit,
        up_to_kg=up_to_kg,
        weight_kg=weight_kg,
    )


def _shipping(inputs: Inputs, kind: Kind, goods: tuple[Item, ...], book: RateBook) -> Line:
    """Once per order, by the class of its total weight; a class includes its upper bound."""
    country = inputs.country
    if not country:
        return Line(kind.code, missing=Missing.COUNTRY)
    weights = [item.pieces * item.weight_kg for item in goods if item.weight_kg is not None]
    if not goods or len(weights) < len(goods):
        return Line(kind.code, missing=Missing.WEIGHT, country=country)
    total = sum(weights, Decimal(0))
    bound = min((bound for bound in inputs.classes if bound >= total), default=None)
    if bound is None:
        return Line(kind.code, missing=Missing.WEIGHT_CLASS, country=country, weight_kg=total)
    return _rated(kind, book, country=country, up_to_kg=bound, weight_kg=total)


def _freight(inputs: Inputs, kind: Kind, item: Item, book: RateBook) -> Line:
    country = inputs.country if kind.scope is Scope.UNIT_COUNTRY else ""
    if kind.scope is Scope.UNIT_COUNTRY and not country:
        return Line(kind.code, item.ref, missing=Missing.COUNTRY)
    if not item.unit:
        return Line(kind.code, item.ref, missing=Missing.UNIT, country=country)
    return _rated(kind, book, item.ref, freight_units(item), country=country, unit=item.unit)


def _customs(inputs: Inputs, kind: Kind, book: RateBook, cost_lines: list[Line]) -> list[Line]:
    """A share of each rounded cost-price line, or one amount for the calculation."""
    if not inputs.country:
        return [Line(kind.code, missing=Missing.COUNTRY)]
    row = book.rate(kind.code, country=inputs.country)
    if row is None or row.share_percent is None:
        return [_rated(kind, book, country=inputs.country)]
    return [_share(kind, row, line, book) for line in cost_lines or [_NO_COST_PRICE]]


def _share(kind: Kind, row: RateRow, cost: Line, book: RateBook) -> Line:
    share = row.share_percent or Decimal(0)
    # no share is nothing, whatever the goods cost
    base = Decimal(0) if not share else cost.amount
    return Line(
        kind=kind.code,
        item=cost.item,
        amount=None if base is None else _signed(kind, cents(base, share, _HUNDREDTH)),
        missing=Missing.COST_PRICE if base is None else None,
        source=Source.RATE,
        figure=cost.amount,
        currency=book.currency,
        share_percent=share,
        valid_from=row.valid_from,
        country=row.country,
    )
