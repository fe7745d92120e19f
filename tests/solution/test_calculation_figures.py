"""Which rate of which day, converted and rounded how."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import (
    Exchange,
    Item,
    Missing,
)
from kulanz.stages.solution.rules.money import cents
from kulanz.stages.solution.rules.ratebook import freight_units
from tests.solution.doc_figures import (
    CALL_OUT,
    CHAIR,
    DAY,
    RATES,
    SPRING,
    THREE,
    D,
    amounts,
    chair,
    column,
    entry,
    inputs,
    line,
    rate,
    spec,
    without,
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 28), None),
        (date(2026, 3, 1), D("4.00")),
        (date(2026, 6, 30), D("4.00")),
        (date(2026, 7, 1), D("5.00")),
        (date(2026, 9, 30), D("5.00")),
        (date(2026, 10, 1), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), D("7.00")),
    ],
    ids=str,
)
def test_the_newest_valid_from_not_later_than_the_day(day: date, expected: Decimal | None) -> None:
    rows = [
        rate("packaging", "4.00", valid_from=date(2026, 3, 1)),
        rate("packaging", "5.00", valid_from=date(2026, 7, 1)),
        rate("packaging", None, valid_from=date(2026, 10, 1)),
        rate("packaging", "7.00", valid_from=date(2027, 1, 1)),
    ]
    for order in (rows, rows[::-1], rows[2:] + rows[:2]):
        given = chair(day=day, rates=(*without("packaging"), *order))
        shown = line(column(given, "spare_part"), "packaging")
        assert shown.amount == expected
        assert shown.missing is (None if expected is not None else Missing.RATE)


def test_a_share_may_follow_an_amount() -> None:
    later = rate("customs", None, country="NO", share_percent=D(10), valid_from=date(2026, 11, 22))
    items = (replace(CHAIR, cost_price=D("10.00")),)
    kept = chair(items=items, country="NO", day=date(2026, 11, 21), rates=(*RATES, later))
    assert amounts(column(kept, "exchange"))["customs"] == [D("35.00")]
    assert amounts(column(replace(kept, day=DAY), "exchange"))["customs"] == [D("1.00")]


def test_a_rate_and_an_entry_in_another_currency_are_converted() -> None:
    francs = (Exchange("CHF", date(2026, 1, 1), D("1.05")),)
    rates = (*without("packaging"), rate("packaging", "4.50", currency="CHF"))
    given = chair(replace(CALL_OUT, currency="CHF"), rates=rates, exchanges=francs)
    shown = line(column(given, "spare_part"), "packaging")
    # 4.50 × 1.05 = 4.725
    assert (shown.amount, shown.figure, shown.currency, shown.exchange) == (
        D("4.73"), D("4.50"), "CHF", D("1.05"),
    )  # fmt: skip
    # 95.00 × 1.05 = 99.75
    assert column(given, "external_service").total == D("99.75")


def test_a_foreign_currency_at_par_says_so() -> None:
    par = (Exchange("CHF", date(2026, 1, 1), D(1)),)
    shown = line(
        column(chair(replace(CALL_OUT, currency="CHF"), exchanges=par), "external_service"), "call_out"
    )
    assert (shown.amount, shown.exchange) == (D("95.00"), D(1))


def test_the_own_currency_needs_no_exchange_rate_and_takes_none() -> None:
    odd = (Exchange("EUR", date(2026, 1, 1), D(2)),)
    named, unnamed = replace(CHAIR, currency="EUR"), replace(CHAIR, ref="2", currency="")
    shown = column(chair(items=(named, unnamed), exchanges=odd), "exchange")
    assert amounts(shown)["cost_price"] == [D("180.00"), D("180.00")]
    assert {one.exchange for one in shown.lines} == {None}


def test_an_optional_entry_without_exchange_rate_does_not_vanish() -> None:
    found = column(chair(CALL_OUT, entry("material", "38.50", currency="CHF")), "external_service")
    assert line(found, "material").missing is Missing.EXCHANGE_RATE
    assert (found.total, found.known) == (None, D("95.00"))


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("17.225", "17.23"), ("17.235", "17.24")],
)
def test_half_up(amount: str, rounded: str) -> None:
    assert str(cents(D(amount))) == rounded


def test_a_product_is_rounded_once_however_long_it_is() -> None:
    # 0.005 × (1 − 10⁻¹⁶) × (1 + 10⁻¹⁶) is below 0.005, but not in the usual 28 digits
    assert cents(D("0.0049999999999999995"), D("1.0000000000000001")) == D("0.00")


def test_revenue_is_rounded_like_cost_and_then_subtracted() -> None:
    dollars = (Exchange("USD", date(2026, 1, 1), D("0.86125")),)
    rates = (*without("second_choice"), rate("second_choice", "20.00", unit="parcel", currency="USD"))
    shown = line(column(chair(rates=rates, exchanges=dollars), "exchange"), "second_choice", "chair")
    assert shown.amount == D("-17.23")


@pytest.mark.parametrize(
    ("pieces", "per_piece", "units"),
    [("1", "1", 1), ("3", "0.4", 2), ("3", "0.333", 1), ("3", "0.334", 2), ("5", "2", 10), ("4", "0.25", 1),
     ("0.5", "1", 1), ("7", "0", 0)],
)  # fmt: skip
def test_freight_units_are_rounded_up(pieces: str, per_piece: str, units: int) -> None:
    assert freight_units(Item("a", "A", D(pieces), units_per_piece=D(per_piece))) == units


def test_shipping_is_by_the_weight_of_all_parts_together() -> None:
    # 1.2 + 2 × 2 = 5.2 kg
    heavy = replace(SPRING, ref="2", pieces=D(2), weight_kg=D(2))
    shown = [
        one for one in column(chair(parts=(SPRING, heavy)), "spare_part").lines if one.kind == "shipping"
    ]
    assert [(one.amount, one.weight_kg) for one in shown] == [(D("8.40"), D("5.2"))]


def test_the_class_decides_not_the_rates_there_are() -> None:
    # a class without a rate is missing; the next heavier one is not taken instead
    rates = tuple(row for row in RATES if (row.kind, row.up_to_kg) != ("shipping", D(5)))
    assert line(column(chair(rates=rates), "spare_part"), "shipping").missing is Missing.RATE


def test_what_is_counted_once_is_counted_once_for_many_parts() -> None:
    found = amounts(column(chair(parts=tuple(replace(SPRING, ref=str(n)) for n in range(3))), "spare_part"))
    assert {kind: len(lines) for kind, lines in found.items()} == {
        "cost_price": 3, "packaging": 1, "shipping": 1, "handling": 1, "fixed": 1,
    }  # fmt: skip


def test_lines_stand_in_the_order_of_the_matrix() -> None:
    turned = replace(spec("exchange"), cells=spec("exchange").cells[::-1])
    given = inputs(items=THREE, remedies=(turned,), country="CH", rates=RATES)
    kinds = list(amounts(compare(given).columns[0]))
    assert kinds == ["new_delivery", "customs", "warehouse", "second_choice", "pick_up", "cost_price"]
    # customs hangs on the cost price although it stands before it: 240.00, 184.05 and 99.95 × 2.5 %
    assert amounts(compare(given).columns[0])["customs"] == [D("6.00"), D("4.60"), D("2.50")]
