"""The remedies side by side: benchmark, dearer, cheapest, recommended, room to negotiate. DOMAIN's rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kulanz.stages.solution.rules.calculation import calculate
from kulanz.stages.solution.rules.figures import Column, Comparison, Inputs, RemedySpec, Room
from kulanz.stages.solution.rules.ratebook import RateBook
from kulanz.stages.solution.rules.remedies import Nature


def compare(inputs: Inputs, book: RateBook | None = None) -> Comparison:
    """All remedies for the inputs' positions, in their order."""
    book = book or RateBook(inputs.rates, inputs.exchanges, inputs.day, inputs.currency)
    columns = [calculate(inputs, remedy, book) for remedy in inputs.remedies]
    return judge(inputs.currency, inputs.remedies, columns, inputs.preference_percent)


def judge(
    currency: str,
    remedies: tuple[RemedySpec, ...],
    columns: list[Column],
    preference_percent: Decimal | None = None,
) -> Comparison:
    """Mark the calculated columns; `columns` stand in the order of `remedies`."""
    specs = {remedy.code: remedy for remedy in remedies}
    benchmark = next((column for column in columns if column.is_benchmark), None)
    limit = benchmark.total if benchmark else None
    # a price reduction is never recommended by itself: it is negotiated
    eligible = [
        column
        for column in columns
        if column.total is not None
        and column.can_be_chosen
        and specs[column.remedy].nature is not Nature.REDUCTION
    ]
    # min takes the first of equals, so ties go to the order of the table
    cheapest = min(eligible, key=_total, default=None)
    recommended = _preferred(cheapest, eligible, specs, preference_percent)
    marked = [
        replace(
            column,
            difference=None if limit is None or column.total is None else column.total - limit,
            is_dearer=limit is not None and column.total is not None and column.total > limit,
            is_cheapest=column is cheapest,
            is_recommended=column is recommended,
        )
        for column in columns
    ]
    return Comparison(
        currency=currency,
        columns=tuple(marked),
        benchmark=benchmark.remedy if benchmark else "",
        benchmark_total=limit,
        cheapest=cheapest.remedy if cheapest else "",
        recommended=recommended.remedy if recommended else "",
        room=Room(
            to_other=cheapest.total if cheapest else None,
            other=cheapest.remedy if cheapest else "",
            to_benchmark=limit,
        ),
    )


def _total(column: Column) -> Decimal:
    if column.total is None:
        raise ValueError(f"{column.remedy} has no total")
    return column.total


def _preferred(
    cheapest: Column | None,
    eligible: list[Column],
    specs: dict[str, RemedySpec],
    percent: Decimal | None,
) -> Column | None:
    """The cheapest; a tenant may prefer a repair to a cheaper replacement up to a share of extra cost."""
    if cheapest is None or percent is None or specs[cheapest.remedy].nature is not Nature.REPLACEMENT:
        return cheapest
    price = _total(cheapest)
    limit = price + abs(price) * percent / 100
    repairs = [
        column
        for column in eligible
        if specs[column.remedy].nature is Nature.REPAIR and _total(column) <= limit
    ]
    return min(repairs, key=_total, default=cheapest)
