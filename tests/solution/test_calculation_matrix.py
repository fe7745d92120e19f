"""The default matrix, what is missing, what is admissible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import (
    Item,
    Missing,
    Obstacle,
)
from kulanz.stages.solution.rules.remedies import REMEDIES, Goods, Nature
from tests.solution.doc_figures import (
    CALL_OUT,
    CHAIR,
    KINDS,
    SPRING,
    D,
    chair,
    column,
    entry,
    line,
    rate,
    spec,
    without,
)

# DOMAIN, "The remedy calculation", row by row; removal and installation may be entered as a line beside it.
MATRIX = {
    "spare_part": ("cost_price", "packaging", "shipping", "handling", "fixed"),
    "external_service": ("call_out", "material", "futile_visit"),
    "price_reduction": ("price_reduction",),
    "exchange": ("cost_price", "pick_up", "second_choice", "warehouse", "customs", "new_delivery"),
    "delivery_no_return": ("cost_price", "new_delivery", "customs", "disposal"),
    "pick_up_credit": ("cost_price", "pick_up", "second_choice", "customs"),
}
SCOPES = {
    "cost_price": Scope.COST_PRICE,
    "packaging": Scope.ONCE,
    "handling": Scope.ONCE,
    "fixed": Scope.ONCE,
    "shipping": Scope.WEIGHT_COUNTRY,
    "pick_up": Scope.UNIT_COUNTRY,
    "new_delivery": Scope.UNIT_COUNTRY,
    "second_choice": Scope.UNIT,
    "warehouse": Scope.UNIT,
    "customs": Scope.COUNTRY,
    "call_out": Scope.ENTERED,
    "material": Scope.ENTERED,
    "futile_visit": Scope.ENTERED,
    "disposal": Scope.ENTERED,
    "price_reduction": Scope.ENTERED,
    "removal": Scope.ENTERED,
}
OPTIONAL = {"material", "futile_visit", "price_reduction", "removal"}


@pytest.mark.parametrize("code", MATRIX)
def test_the_default_matrix_row(code: str) -> None:
    found = spec(code)
    assert {cell.kind for cell in found.cells} - {"removal"} == set(MATRIX[code])
    assert {cell.kind for cell in found.cells if not cell.required} <= OPTIONAL
    assert {cell.kind for cell in found.cells if cell.required}.isdisjoint(OPTIONAL)


def test_the_defaults_stand_in_the_order_of_the_table_with_one_benchmark() -> None:
    assert [remedy.code for remedy in REMEDIES] == list(MATRIX)
    assert [remedy.code for remedy in REMEDIES if remedy.is_benchmark] == ["pick_up_credit"]
    assert [remedy.code for remedy in REMEDIES if remedy.nature is Nature.REDUCTION] == ["price_reduction"]
    assert [remedy.code for remedy in REMEDIES if remedy.goods is Goods.PARTS] == ["spare_part"]


def test_the_default_cost_kinds_hang_on_what_the_table_says() -> None:
    assert {kind.code: kind.scope for kind in KINDS} == SCOPES
    assert [kind.code for kind in KINDS if kind.is_revenue] == ["second_choice"]


MISSING: list[tuple[Missing, str, str, str, dict[str, Any]]] = [
    (Missing.COST_PRICE, "exchange", "cost_price", "chair", {"items": (replace(CHAIR, cost_price=None),)}),
    (Missing.COST_PRICE, "spare_part", "cost_price", "p", {"parts": (Item("p", "Part", D(1)),)}),
    (
        Missing.COST_PRICE, "exchange", "customs", "chair",
        {"items": (replace(CHAIR, cost_price=None),), "country": "CH"},
    ),
    (Missing.WEIGHT, "spare_part", "shipping", "", {"parts": (replace(SPRING, weight_kg=None),)}),
    (Missing.WEIGHT, "spare_part", "shipping", "", {"parts": (SPRING, Item("p", "Part", D(1), D(1)))}),
    (Missing.WEIGHT_CLASS, "spare_part", "shipping", "", {"parts": (replace(SPRING, pieces=D("26.3")),)}),
    (Missing.WEIGHT_CLASS, "spare_part", "shipping", "", {"classes": ()}),
    (Missing.UNIT, "exchange", "pick_up", "chair", {"items": (replace(CHAIR, unit=""),)}),
    (Missing.UNIT, "exchange", "warehouse", "chair", {"items": (replace(CHAIR, unit=""),)}),
    (Missing.COUNTRY, "exchange", "pick_up", "chair", {"country": ""}),
    (Missing.COUNTRY, "exchange", "customs", "", {"country": ""}),
    (Missing.COUNTRY, "spare_part", "shipping", "", {"country": ""}),
    (Missing.RATE, "exchange", "new_delivery", "chair", {"country": "FR"}),
    (Missing.RATE, "exchange", "customs", "", {"country": "FR"}),
    (Missing.RATE, "exchange", "warehouse", "chair", {"rates": without("warehouse")}),
    (Missing.RATE, "spare_part", "packaging", "", {"rates": without("packaging")}),
    (Missing.RATE, "spare_part", "shipping", "", {"country": "CH"}),
    (Missing.EXCHANGE_RATE, "exchange", "cost_price", "chair", {"items": (replace(CHAIR, currency="USD"),)}),
    (
        Missing.EXCHANGE_RATE, "spare_part", "packaging", "",
        {"rates": (*without("packaging"), rate("packaging", "4.50", currency="CHF"))},
    ),
    (
        Missing.EXCHANGE_RATE, "external_service", "call_out", "",
        {"entries": (replace(CALL_OUT, currency="CHF"),)},
    ),
    (Missing.ENTRY, "external_service", "call_out", "", {"entries": ()}),
    (Missing.ENTRY, "delivery_no_return", "disposal", "", {"entries": ()}),
]  # fmt: skip


@pytest.mark.parametrize(("missing", "remedy", "kind", "item", "given"), MISSING)
def test_a_missing_figure_is_named_and_leaves_no_total(
    missing: Missing, remedy: str, kind: str, item: str, given: dict[str, Any]
) -> None:
    found = column(replace(chair(), **given), remedy)
    shown = line(found, kind, item)
    assert (shown.amount, shown.missing) == (None, missing)
    assert found.total is None
    assert found.is_incomplete


def test_every_way_of_missing_is_shown_above() -> None:
    assert {one[0] for one in MISSING} == set(Missing)


def test_a_missing_rate_says_which_one() -> None:
    shown = line(column(chair(country="FR"), "exchange"), "pick_up", "chair")
    assert (shown.country, shown.unit) == ("FR", "parcel")
    shown = line(column(chair(country="FR"), "spare_part"), "shipping")
    assert (shown.country, shown.up_to_kg, shown.weight_kg) == ("FR", D(5), D("1.2"))


def test_nothing_is_a_known_figure() -> None:
    free = (*without("packaging"), rate("packaging", "0.00"))
    assert column(chair(rates=free), "spare_part").total == D("47.70")
    assert column(chair(entry("call_out", "0.00")), "external_service").total == D("0.00")
    shown = line(column(chair(entry("second_choice", "0.00")), "exchange"), "second_choice")
    assert str(shown.amount) == "0.00"


def test_a_rate_for_another_country_or_unit_does_not_count() -> None:
    rates = (
        rate("pick_up", "7.50", country="AT", unit="parcel"),
        rate("pick_up", "7.50", country="DE", unit="box"),
    )
    shown = line(column(chair(rates=(*without("pick_up"), *rates)), "exchange"), "pick_up", "chair")
    assert shown.missing is Missing.RATE


ORDERED_OUT = replace(SPRING, ref="2", deliverable=False)


@pytest.mark.parametrize(
    ("given", "remedy", "obstacle"),
    [
        ({"parts": ()}, "spare_part", Obstacle.NO_PART),
        ({"parts": (SPRING, ORDERED_OUT)}, "spare_part", Obstacle.PART_NOT_DELIVERABLE),
        ({"items": ()}, "exchange", Obstacle.NO_POSITION),
        ({"items": ()}, "external_service", Obstacle.NO_POSITION),
        ({"items": ()}, "spare_part", Obstacle.NO_POSITION),
        ({}, "spare_part", None),
        ({}, "exchange", None),
        ({"parts": ()}, "exchange", None),
    ],
)  # fmt: skip
def test_obstacles(given: dict[str, Any], remedy: str, obstacle: Obstacle | None) -> None:
    found = compare(replace(chair(CALL_OUT), **given))
    assert found.column(remedy).obstacle is obstacle
    assert found.column(remedy).can_be_chosen is (obstacle is None)
    if obstacle is not None:
        assert remedy not in {found.cheapest, found.recommended}


def test_a_part_that_cannot_be_delivered_still_shows_what_it_would_cost() -> None:
    found = compare(chair(parts=(ORDERED_OUT,)))
    assert found.column("spare_part").total == D("52.20")
    assert found.cheapest == "pick_up_credit"


def test_without_a_part_there_is_no_line() -> None:
    found = column(chair(parts=()), "spare_part")
    assert found.is_empty
    assert found.total is None
