"""The worked examples of docs/calculation.md, side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Inputs, Item, Missing
from tests.solution.doc_figures import (
    CALL_OUT,
    CHAIR,
    DISPOSAL,
    FUTILE,
    LAMP,
    MATERIAL,
    SHELF,
    D,
    chair,
    entry,
    inputs,
    line,
)


def total(given: Inputs, remedy: str) -> Decimal | None:
    return compare(given).column(remedy).total


def test_example_7_missing_cost_price_leaves_nothing_dearer() -> None:
    unknown = replace(CHAIR, cost_price=None)
    found = compare(chair(CALL_OUT, MATERIAL, FUTILE, DISPOSAL, items=(unknown,)))
    for remedy, known in (("exchange", "6.70"), ("delivery_no_return", "21.20"), ("pick_up_credit", "-2.50")):
        column = found.column(remedy)
        assert (column.total, column.known, column.is_incomplete) == (None, D(known), True)
        assert line(column, "cost_price", "chair").missing is Missing.COST_PRICE
    assert found.benchmark_total is None
    assert not any(column.is_dearer or column.difference is not None for column in found.columns)
    assert found.column("external_service").total == D("178.50")
    assert found.cheapest == found.recommended == "spare_part"
    assert (found.room.to_benchmark, found.room.limit) == (None, D("52.20"))


def test_example_8_excluded_benchmark_stays_the_benchmark_177_50() -> None:
    found = compare(chair(CALL_OUT, excluded={"pick_up_credit": "the customer needs the chair"}))
    assert (found.benchmark, found.benchmark_total) == ("pick_up_credit", D("177.50"))
    assert found.column("exchange").difference == D("9.20")
    assert found.column("exchange").is_dearer
    assert found.recommended == "spare_part"


def test_example_8_recommended_although_dearer() -> None:
    why = dict.fromkeys(("pick_up_credit", "spare_part", "external_service"), "not possible")
    found = compare(chair(CALL_OUT, DISPOSAL, excluded=why))
    assert found.cheapest == found.recommended == "exchange"
    assert found.column("exchange").is_dearer
    assert (found.room.to_other, found.room.limit) == (D("186.70"), D("177.50"))


def test_example_9_a_tie_at_52_20_goes_to_the_order_of_the_table() -> None:
    tie = chair(entry("call_out", "52.20"))
    assert total(tie, "spare_part") == total(tie, "external_service") == D("52.20")
    assert compare(tie).cheapest == compare(tie).recommended == "spare_part"
    turned = replace(tie, remedies=tie.remedies[::-1])
    assert compare(turned).recommended == "external_service"


def _one_lamp(percent: str | None, **given: object) -> Inputs:
    socket = Item("socket", "Socket", D(1), D("0.30"), weight_kg=D("0.2"))
    return inputs(
        **{
            "items": (replace(LAMP, pieces=D(1), units_per_piece=D(1)),),
            "parts": (socket,),
            "entries": (entry("disposal", "0.00"),),
            "excluded": {"pick_up_credit": "the customer keeps the lamp"},
            "preference_percent": None if percent is None else D(percent),
        }
        | given
    )


def test_example_10_totals_28_70_26_69_26_19() -> None:
    found = compare(_one_lamp(None))
    assert [found.column(code).total for code in ("spare_part", "exchange", "delivery_no_return")] == [
        D("28.70"),
        D("26.69"),
        D("26.19"),
    ]
    assert found.column("pick_up_credit").total == D("17.49")


@pytest.mark.parametrize(
    ("percent", "recommended"),
    [("10", "spare_part"), ("9", "delivery_no_return"), (None, "delivery_no_return")],
)
def test_example_10_repair_is_preferred_up_to_a_share(percent: str | None, recommended: str) -> None:
    found = compare(_one_lamp(percent))
    assert (found.cheapest, found.recommended) == ("delivery_no_return", recommended)


def test_example_10_no_preference_over_a_refund() -> None:
    found = compare(_one_lamp("500", excluded={}))
    assert found.cheapest == found.recommended == "pick_up_credit"


def test_example_11_proceeds_above_the_cost_leave_no_room() -> None:
    found = compare(inputs(items=(replace(SHELF, pieces=D(1), units_per_piece=D(1)),)))
    assert found.column("pick_up_credit").total == D("-10.65")
    assert found.column("exchange").total == D("62.35")
    assert found.column("exchange").difference == D("73.00")
    assert found.recommended == "pick_up_credit"
    assert found.room.limit == D("0.00")


def test_without_an_offer_the_price_reduction_is_empty() -> None:
    column = compare(chair()).column("price_reduction")
    assert column.is_empty
    assert column.total is None
    assert column.difference is None
