"""What holds for every calculation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Inputs, RateRow
from kulanz.stages.solution.rules.remedies import Nature
from tests.solution.any_inputs import MONEY, PERCENT, any_inputs, complete_inputs
from tests.solution.doc_figures import DEFAULTS, KINDS

NATURE = {remedy.code: remedy.nature for remedy in DEFAULTS}
REQUIRED = {remedy.code: {cell.kind for cell in remedy.cells if cell.required} for remedy in DEFAULTS}
CALM = settings(deadline=None, max_examples=60)
REVENUE = {kind.code for kind in KINDS if kind.is_revenue}


def totals(inputs: Inputs) -> dict[str, Decimal | None]:
    return {column.remedy: column.total for column in compare(inputs).columns}


@CALM
@given(any_inputs())
def test_the_sum_adds_the_rounded_lines(inputs: Inputs) -> None:
    for column in compare(inputs).columns:
        shown = [line.amount for line in column.lines if line.amount is not None]
        assert column.known == sum(shown, Decimal(0))
        assert all(amount.as_tuple().exponent == -2 for amount in shown)
        assert column.total == (column.known if shown and len(shown) == len(column.lines) else None)


@CALM
@given(any_inputs())
def test_no_line_is_minus_nothing_and_only_revenue_is_below_it(inputs: Inputs) -> None:
    for column in compare(inputs).columns:
        for line in column.lines:
            if line.amount is not None:
                assert not (line.amount.is_signed() and line.amount == 0)
                assert line.amount <= 0 if line.kind in REVENUE else line.amount >= 0


@CALM
@given(any_inputs())
def test_a_line_has_either_an_amount_or_what_is_missing(inputs: Inputs) -> None:
    for column in compare(inputs).columns:
        for line in column.lines:
            assert (line.amount is None) != (line.missing is None)


@CALM
@given(any_inputs())
def test_a_total_has_a_line_for_every_required_kind(inputs: Inputs) -> None:
    for column in compare(inputs).columns:
        if column.total is not None:
            assert {line.kind for line in column.lines} >= REQUIRED[column.remedy]


@CALM
@given(any_inputs())
def test_what_has_to_be_fitted_has_no_total_without_the_visit(inputs: Inputs) -> None:
    found = compare(inputs)
    service = next((line for line in found.column("external_service").lines if line.kind == "call_out"), None)
    for column in found.columns:
        visits = [line for line in column.lines if line.kind == "call_out"]
        if column.certified_only and column.total is not None:
            assert len(visits) == 1
        if column.certified_only and service is not None and service.amount is not None and column.lines:
            own = any(entry.remedy == column.remedy and entry.kind == "call_out" for entry in inputs.entries)
            assert own or [line.amount for line in visits] == [service.amount]
        if not column.certified_only and column.remedy != "external_service":
            assert not visits


@CALM
@given(any_inputs())
def test_what_may_not_be_chosen_is_neither_cheapest_nor_recommended(inputs: Inputs) -> None:
    found = compare(inputs)
    for code in {found.cheapest, found.recommended} - {""}:
        column = found.column(code)
        assert code not in inputs.excluded
        assert column.obstacle is None
        assert column.total is not None
        assert NATURE[code] is not Nature.REDUCTION


@CALM
@given(any_inputs())
def test_the_marks_agree_with_the_figures(inputs: Inputs) -> None:
    found = compare(inputs)
    marked = {column.remedy for column in found.columns if column.is_cheapest}
    assert marked == ({found.cheapest} if found.cheapest else set())
    marked = {column.remedy for column in found.columns if column.is_recommended}
    assert marked == ({found.recommended} if found.recommended else set())
    for column in found.columns:
        if found.benchmark_total is None or column.total is None:
            assert column.difference is None
            assert not column.is_dearer
        else:
            assert column.difference == column.total - found.benchmark_total
            assert column.is_dearer == (column.difference > 0)
        if (
            column.total is not None
            and column.can_be_chosen
            and NATURE[column.remedy] is not Nature.REDUCTION
        ):
            assert found.room.to_other is not None
            assert found.room.to_other <= column.total
    assert found.room.limit is None or found.room.limit >= 0


@CALM
@given(any_inputs())
def test_the_recommended_is_the_cheapest_or_a_repair_within_the_preference(inputs: Inputs) -> None:
    found = compare(inputs)
    if found.recommended == found.cheapest:
        return
    assert inputs.preference_percent is not None
    assert NATURE[found.cheapest] is Nature.REPLACEMENT
    assert NATURE[found.recommended] is Nature.REPAIR
    cheapest, recommended = found.column(found.cheapest).total, found.column(found.recommended).total
    assert cheapest is not None
    assert recommended is not None
    assert recommended - cheapest <= abs(cheapest) * inputs.preference_percent / 100


@CALM
@given(any_inputs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(inputs: Inputs, chance: Any) -> None:
    def mixed(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(rows, len(rows)))

    other = replace(
        inputs,
        rates=mixed(inputs.rates),
        exchanges=mixed(inputs.exchanges),
        entries=mixed(inputs.entries),
        classes=mixed(inputs.classes),
        kinds=mixed(inputs.kinds),
    )
    assert compare(other) == compare(inputs)


@CALM
@given(any_inputs(), st.randoms(use_true_random=False))
def test_the_order_of_positions_changes_no_total(inputs: Inputs, chance: Any) -> None:
    other = replace(inputs, items=tuple(chance.sample(inputs.items, len(inputs.items))))
    assert totals(other) == totals(inputs)


@CALM
@given(complete_inputs())
def test_with_all_figures_every_remedy_has_a_total(inputs: Inputs) -> None:
    assert all(total is not None for total in totals(inputs).values())


@CALM
@given(complete_inputs(), st.data(), MONEY, PERCENT)
def test_a_dearer_rate_makes_nothing_cheaper_and_better_proceeds_nothing_dearer(
    inputs: Inputs, data: st.DataObject, more: Decimal, percent: Decimal
) -> None:
    place = data.draw(st.integers(0, len(inputs.rates) - 1))
    row = inputs.rates[place]
    raised = (
        replace(row, amount=row.amount + more)
        if row.amount is not None
        else replace(row, share_percent=(row.share_percent or Decimal(0)) + percent)
    )
    before, after = totals(inputs), totals(_with_rate(inputs, place, raised))
    for code, total in before.items():
        now = after[code]
        assert total is not None
        assert now is not None
        assert now <= total if row.kind in REVENUE else now >= total


def _with_rate(inputs: Inputs, place: int, row: RateRow) -> Inputs:
    return replace(inputs, rates=(*inputs.rates[:place], row, *inputs.rates[place + 1 :]))


@CALM
@given(complete_inputs(), MONEY)
def test_a_dearer_article_makes_nothing_cheaper(inputs: Inputs, more: Decimal) -> None:
    dearer = tuple(replace(item, cost_price=(item.cost_price or Decimal(0)) + more) for item in inputs.items)
    before, after = totals(inputs), totals(replace(inputs, items=dearer))
    assert all((after[code] or 0) >= (total or 0) for code, total in before.items())


@CALM
@given(complete_inputs(), st.integers(1, 1000))
def test_all_figures_times_a_number_are_all_totals_times_it(inputs: Inputs, times: int) -> None:
    # whole amounts, pieces and percents: no line is rounded, so scaling is exact
    whole = _scaled(inputs, lambda amount: Decimal(int(amount)))
    found = totals(_scaled(whole, lambda amount: amount * times))
    assert found == {code: (total or Decimal(0)) * times for code, total in totals(whole).items()}


def _scaled(inputs: Inputs, change: Callable[[Decimal], Decimal]) -> Inputs:
    def money(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else change(amount)

    def share(percent: Decimal | None) -> Decimal | None:
        return None if percent is None else Decimal(int(percent))

    return replace(
        inputs,
        items=tuple(
            replace(item, pieces=Decimal(int(item.pieces)), cost_price=money(item.cost_price))
            for item in inputs.items
        ),
        parts=tuple(
            replace(part, pieces=Decimal(int(part.pieces)), cost_price=money(part.cost_price))
            for part in inputs.parts
        ),
        rates=tuple(
            replace(row, amount=money(row.amount), share_percent=share(row.share_percent))
            for row in inputs.rates
        ),
        entries=tuple(replace(entry, amount=change(entry.amount)) for entry in inputs.entries),
    )


@CALM
@given(any_inputs(), st.sampled_from([remedy.code for remedy in DEFAULTS]))
def test_excluding_a_remedy_changes_no_figure(inputs: Inputs, code: str) -> None:
    found, other = compare(inputs), compare(replace(inputs, excluded=inputs.excluded | {code: "why"}))
    assert [column.lines for column in found.columns] == [column.lines for column in other.columns]
    assert found.benchmark_total == other.benchmark_total
    if code != found.cheapest:
        assert found.cheapest == other.cheapest
