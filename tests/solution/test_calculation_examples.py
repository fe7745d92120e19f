"""The worked examples of docs/calculation.md, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Entry, Exchange, Inputs, Item, Missing
from tests.solution.doc_figures import (
    CALL_OUT,
    CHAIR,
    DISPOSAL,
    FUTILE,
    MATERIAL,
    REDUCTION,
    THREE,
    D,
    amounts,
    chair,
    entry,
    inputs,
    line,
)


def total(given: Inputs, remedy: str) -> Decimal | None:
    return compare(given).column(remedy).total


def test_example_1_spare_part_52_20() -> None:
    column = compare(chair()).column("spare_part")
    assert amounts(column) == {
        "cost_price": [D("23.80")],
        "packaging": [D("4.50")],
        "shipping": [D("5.90")],
        "handling": [D("6.00")],
        "fixed": [D("12.00")],
    }
    assert column.total == D("52.20")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((CALL_OUT,), {"call_out": "95.00"}),
        ((CALL_OUT, MATERIAL), {"call_out": "95.00", "material": "38.50"}),
        (
            (CALL_OUT, MATERIAL, FUTILE),
            {"call_out": "95.00", "material": "38.50", "futile_visit": "45.00"},
        ),
    ],
    ids=["95_00", "material_133_50", "futile_visit_178_50"],
)
def test_example_1_external_service(entries: tuple[Entry, ...], expected: dict[str, str]) -> None:
    column = compare(chair(*entries)).column("external_service")
    assert amounts(column) == {kind: [D(amount)] for kind, amount in expected.items()}
    assert column.total == {1: D("95.00"), 2: D("133.50"), 3: D("178.50")}[len(expected)]


def test_example_1_price_reduction_60_00() -> None:
    column = compare(chair(REDUCTION)).column("price_reduction")
    assert amounts(column) == {"price_reduction": [D("60.00")]}
    assert column.total == D("60.00")


def test_example_1_exchange_186_70() -> None:
    column = compare(chair()).column("exchange")
    assert amounts(column) == {
        "cost_price": [D("180.00")],
        "pick_up": [D("7.50")],
        "second_choice": [D("-10.00")],
        "warehouse": [D("3.00")],
        "customs": [D("0.00")],
        "new_delivery": [D("6.20")],
    }
    assert column.total == D("186.70")


def test_example_1_delivery_without_return_201_20() -> None:
    column = compare(chair(DISPOSAL)).column("delivery_no_return")
    assert amounts(column) == {
        "cost_price": [D("180.00")],
        "new_delivery": [D("6.20")],
        "customs": [D("0.00")],
        "disposal": [D("15.00")],
    }
    assert column.total == D("201.20")


def test_example_1_pick_up_for_credit_177_50() -> None:
    column = compare(chair()).column("pick_up_credit")
    assert amounts(column) == {
        "cost_price": [D("180.00")],
        "pick_up": [D("7.50")],
        "second_choice": [D("-10.00")],
        "customs": [D("0.00")],
    }
    assert column.total == D("177.50")


def test_example_1_side_by_side() -> None:
    found = compare(chair(CALL_OUT, MATERIAL, FUTILE, DISPOSAL, REDUCTION))
    assert {column.remedy: (column.difference, column.is_dearer) for column in found.columns} == {
        "spare_part": (D("-125.30"), False),
        "external_service": (D("1.00"), True),
        "price_reduction": (D("-117.50"), False),
        "exchange": (D("9.20"), True),
        "delivery_no_return": (D("23.70"), True),
        "pick_up_credit": (D("0.00"), False),
    }
    assert (found.benchmark, found.benchmark_total) == ("pick_up_credit", D("177.50"))
    assert found.cheapest == found.recommended == "spare_part"
    assert (found.room.to_other, found.room.other) == (D("52.20"), "spare_part")
    assert found.room.to_benchmark == D("177.50")
    assert found.room.limit == D("52.20")


def test_example_2_three_freight_units_591_40() -> None:
    column = compare(inputs(items=THREE)).column("exchange")
    assert amounts(column) == {
        "cost_price": [D("240.00"), D("184.05"), D("99.95")],
        "pick_up": [D("85.00"), D("96.00"), D("15.00")],
        "second_choice": [D("-150.00"), D("-240.00"), D("-20.00")],
        "warehouse": [D("22.00"), D("36.00"), D("6.00")],
        "customs": [D("0.00")] * 3,
        "new_delivery": [D("95.00"), D("110.00"), D("12.40")],
    }
    assert [line(column, "pick_up", item.ref).times for item in THREE] == [D(1), D(2), D(2)]
    assert column.total == D("591.40")


def test_example_2_others_310_00_and_741_40_known() -> None:
    found = compare(inputs(items=THREE))
    assert found.column("pick_up_credit").total == D("310.00")
    delivery = found.column("delivery_no_return")
    assert (delivery.total, delivery.known, delivery.is_incomplete) == (None, D("741.40"), True)
    assert line(delivery, "disposal").missing is Missing.ENTRY


@pytest.mark.parametrize(
    ("pieces", "parcels"), [((1, 1), [1, 1]), ((2,), [1])], ids=["two_positions", "one_position"]
)
def test_example_2_each_position_is_rounded_up(pieces: tuple[int, ...], parcels: list[int]) -> None:
    items = tuple(
        replace(CHAIR, ref=str(place), pieces=D(count), units_per_piece=D("0.5"))
        for place, count in enumerate(pieces)
    )
    column = compare(inputs(items=items)).column("exchange")
    assert [one.times for one in column.lines if one.kind == "pick_up"] == parcels


def _abroad(country: str) -> Inputs:
    items = (
        Item("a", "A", D(1), D("10.20"), unit="parcel"),
        Item("b", "B", D(1), D("30.20"), unit="parcel"),
    )
    return inputs(items=items, country=country, entries=(entry("disposal", "0.00"),))


def test_example_3_customs_as_a_share_83_42() -> None:
    column = compare(_abroad("CH")).column("delivery_no_return")
    assert amounts(column)["customs"] == [D("0.26"), D("0.76")]
    assert column.total == D("83.42")


def test_example_3_customs_as_an_amount_140_40() -> None:
    column = compare(_abroad("NO")).column("delivery_no_return")
    assert amounts(column)["customs"] == [D("35.00")]
    assert column.total == D("140.40")


def _parts(weight: str) -> Inputs:
    part = Item("part", "Part", D(2), D("12.00"), weight_kg=D(weight))
    return inputs(items=(CHAIR,), parts=(part,))


@pytest.mark.parametrize(
    ("weight", "bound", "shipping", "expected"),
    [("2.5", "5", "5.90", "52.40"), ("2.501", "10", "8.40", "54.90")],
    ids=["on_the_bound_52_40", "above_it_54_90"],
)
def test_example_4_weight_class(weight: str, bound: str, shipping: str, expected: str) -> None:
    column = compare(_parts(weight)).column("spare_part")
    shown = line(column, "shipping")
    assert (shown.amount, shown.up_to_kg, shown.weight_kg) == (D(shipping), D(bound), 2 * D(weight))
    assert column.total == D(expected)


def test_example_4_no_class_46_50_known() -> None:
    column = compare(_parts("20")).column("spare_part")
    assert line(column, "shipping").missing is Missing.WEIGHT_CLASS
    assert line(column, "shipping").weight_kg == D(40)
    assert (column.total, column.known) == (None, D("46.50"))


DOLLARS = (
    Exchange("USD", date(2026, 6, 1), D("0.92")),
    Exchange("USD", date(2026, 11, 1), D("0.86125")),
    Exchange("USD", date(2026, 12, 1), D("0.80")),
)


def _dollars(day: date) -> Inputs:
    part = Item("part", "Part", D(2), D("10.00"), "USD", weight_kg=D("0.4"))
    return inputs(day=day, items=(CHAIR,), parts=(part,), exchanges=DOLLARS)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), "17.23"),
        (date(2026, 11, 1), "17.23"),
        (date(2026, 10, 31), "18.40"),
        (date(2026, 12, 1), "16.00"),
    ],
)
def test_example_5_exchange_rate_of_the_day(day: date, expected: str) -> None:
    shown = line(compare(_dollars(day)).column("spare_part"), "cost_price", "part")
    assert (shown.amount, shown.figure, shown.currency) == (D(expected), D("10.00"), "USD")


def test_example_5_total_45_63() -> None:
    assert total(_dollars(date(2026, 11, 22)), "spare_part") == D("45.63")


def test_example_5_without_exchange_rate_28_40_known() -> None:
    column = compare(_dollars(date(2026, 5, 31))).column("spare_part")
    assert line(column, "cost_price", "part").missing is Missing.EXCHANGE_RATE
    assert (column.total, column.known) == (None, D("28.40"))


@pytest.mark.parametrize(
    ("entries", "exchange", "credit"),
    [
        ((entry("pick_up", "80.00", remedy="exchange", item="shelf"),), "575.40", "310.00"),
        ((entry("pick_up", "150.00"),), "545.40", "264.00"),
        ((entry("pick_up", "150.00"), entry("pick_up", "120.00", remedy="exchange")), "515.40", "264.00"),
        ((entry("cost_price", "80.00", remedy="exchange", item="lamp"),), "571.45", "310.00"),
        ((entry("second_choice", "300.00", remedy="exchange"),), "701.40", "310.00"),
    ],
    ids=[
        "position_575_40",
        "whole_545_40",
        "remedy_before_all_515_40",
        "line_total_571_45",
        "revenue_701_40",
    ],
)
def test_example_6_hand_entries(entries: tuple[Entry, ...], exchange: str, credit: str) -> None:
    for order in (entries, entries[::-1]):
        given = inputs(items=THREE, entries=order)
        assert (total(given, "exchange"), total(given, "pick_up_credit")) == (D(exchange), D(credit))
