"""Figures entered by hand, and remedies a tenant puts together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.rules.calculation import calculate
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import (
    Cell,
    Column,
    Inputs,
    Kind,
    Missing,
    RemedySpec,
    Source,
)
from kulanz.stages.solution.rules.ratebook import RateBook
from kulanz.stages.solution.rules.remedies import Goods, Nature
from tests.solution.doc_figures import (
    CHAIR,
    KINDS,
    LAMP,
    RATES,
    SHELF,
    TABLE,
    THREE,
    D,
    amounts,
    chair,
    column,
    entry,
    inputs,
    line,
    rate,
    without,
)


def test_an_entry_keeps_who_why_and_what_was_there_before() -> None:
    by_hand = entry("pick_up", "80.00", item="shelf", by="Anna", at="2026-11-22T09:00:00Z", reason="offer")
    shown = line(column(inputs(items=THREE, entries=(by_hand,)), "exchange"), "pick_up", "shelf")
    assert (shown.source, shown.entry, shown.automatic) == (Source.ENTRY, by_hand, D("96.00"))


def test_an_entry_for_the_whole_kind_goes_before_one_for_a_position() -> None:
    both = (entry("pick_up", "80.00", item="shelf"), entry("pick_up", "150.00"))
    found = column(inputs(items=THREE, entries=both), "exchange")
    assert amounts(found)["pick_up"] == [D("150.00")]
    assert line(found, "pick_up").automatic == D("196.00")


def test_an_entry_fills_what_is_missing() -> None:
    found = column(chair(entry("pick_up", "9.00"), country="FR"), "pick_up_credit")
    assert (line(found, "pick_up").amount, line(found, "pick_up").automatic) == (D("9.00"), None)


def test_a_customs_share_applies_to_the_cost_price_entered() -> None:
    one = entry("cost_price", "100.00", item="shelf")
    found = amounts(column(inputs(items=THREE, entries=(one,), country="CH"), "exchange"))
    assert found["customs"] == [D("6.00"), D("2.50"), D("2.50")]
    whole = entry("cost_price", "400.00")
    found = amounts(column(inputs(items=THREE, entries=(whole,), country="CH"), "exchange"))
    assert found["customs"] == [D("10.00")]


def test_an_entry_for_another_remedy_changes_nothing() -> None:
    other = entry("call_out", "95.00", remedy="exchange")
    assert column(chair(other), "external_service").total is None


def test_removal_can_be_entered_for_all_that_move_goods() -> None:
    found = compare(chair(entry("removal", "30.00"), entry("disposal", "15.00")))
    assert {column.remedy: column.total for column in found.columns if "removal" in amounts(column)} == {
        "exchange": D("216.70"), "delivery_no_return": D("231.20"), "pick_up_credit": D("207.50"),
    }  # fmt: skip


def _own(*cells: Cell, goods: Goods = Goods.POSITIONS) -> RemedySpec:
    return RemedySpec("own", "Own", Nature.REPAIR, goods, cells)


def _own_column(remedy: RemedySpec, given: Inputs) -> Column:
    return calculate(given, remedy, RateBook(given.rates, given.exchanges, given.day, given.currency))


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("cost_price", Missing.COST_PRICE),
        ("pick_up", Missing.UNIT),
        ("warehouse", Missing.UNIT),
        ("shipping", Missing.WEIGHT),
    ],
)
def test_a_required_kind_that_counts_goods_is_missing_where_there_are_none(
    kind: str, missing: Missing
) -> None:
    found = _own_column(_own(Cell("packaging"), Cell(kind), goods=Goods.NONE), chair())
    assert line(found, kind).missing is missing
    assert (found.total, found.known) == (None, D("4.50"))


def test_customs_without_a_cost_price_in_the_matrix() -> None:
    # no share of whatever is nothing; a share of something that is not calculated is not known
    assert amounts(_own_column(_own(Cell("customs")), chair()))["customs"] == [D("0.00")]
    abroad = _own_column(_own(Cell("customs")), chair(country="CH"))
    assert line(abroad, "customs").missing is Missing.COST_PRICE
    assert amounts(_own_column(_own(Cell("customs")), chair(country="NO")))["customs"] == [D("35.00")]


def test_no_customs_although_the_cost_price_is_missing() -> None:
    unknown = chair(items=(replace(CHAIR, cost_price=None), TABLE))
    assert amounts(column(unknown, "exchange"))["customs"] == [D("0.00"), D("0.00")]


def test_an_optional_kind_without_a_rate_does_not_apply() -> None:
    given = inputs(items=(SHELF, LAMP), rates=without("warehouse"))
    found = _own_column(_own(Cell("cost_price"), Cell("warehouse", required=False)), given)
    assert amounts(found) == {"cost_price": [D("184.05"), D("99.95")]}
    assert found.total == D("284.00")


def test_a_cost_kind_of_the_tenant_counts_by_its_scope() -> None:
    given = inputs(items=(SHELF,), kinds=(*KINDS, Kind("storage", "Storage", Scope.UNIT)))
    given = replace(given, rates=(*RATES, rate("storage", "2.00", unit="pallet")))
    assert amounts(_own_column(_own(Cell("storage")), given)) == {"storage": [D("4.00")]}
