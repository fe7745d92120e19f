"""Choosing in the simulation, and adding up, against figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.improvement.rules.cores import Core, Frame, Hand, Thing
from kulanz.stages.improvement.rules.reckoning import Reckoner
from kulanz.stages.improvement.rules.simulation import (
    Lack,
    Outcome,
    Policy,
    Scenario,
    Tally,
    changed,
    choose,
    lacks,
)
from kulanz.stages.solution.rules.figures import Cell, Kind, Missing, RateRow, RemedySpec
from kulanz.stages.solution.rules.remedies import Goods, Nature

DAY = date(2026, 3, 4)
FRAME = Frame(
    day=DAY,
    currency="EUR",
    country="DE",
    kinds=(
        Kind("cost_price", "EK2", Scope.COST_PRICE),
        Kind("pick_up", "Abholung", Scope.UNIT_COUNTRY),
        Kind("packaging", "Verpackung", Scope.ONCE),
        Kind("call_out", "Einsatz", Scope.ENTERED),
    ),
    remedies=(
        RemedySpec("service", "Dienst", Nature.REPAIR, Goods.NONE, (Cell("call_out"),)),
        RemedySpec(
            "exchange", "Austausch", Nature.REPLACEMENT, Goods.POSITIONS,
            (Cell("cost_price"), Cell("pick_up"), Cell("packaging")),
        ),
        RemedySpec(
            "credit", "Gutschrift", Nature.REFUND, Goods.POSITIONS, (Cell("cost_price"), Cell("pick_up")),
            is_benchmark=True,
        ),
    ),
    classes=(),
    rates=(
        RateRow("pick_up", date(2026, 1, 1), Decimal("30.00"), country="DE", unit="pallet"),
        RateRow("packaging", date(2026, 1, 1), Decimal("5.00")),
    ),
    exchanges=(),
)  # fmt: skip
# Two chairs at 60.00 on one pallet each: exchange 120 + 60 + 5 = 185.00, credit 180.00.
CHAIRS = Core(items=(Thing("2", "60.00", "", "10", "pallet", "1", "1"),))


def visited(amount: str) -> Core:
    return CHAIRS._replace(hands=(Hand("call_out", amount, "", "", ""),))


@pytest.mark.parametrize(
    ("scenario", "core", "decided", "expected"),
    [
        (Scenario(), visited("90.00"), "exchange", Outcome("exchange", 18500)),
        (Scenario(Policy.CHEAPEST), visited("90.00"), "exchange", Outcome("service", 9000)),
        (Scenario(Policy.CHEAPEST), visited("200.00"), "exchange", Outcome("credit", 18000)),
        # The visit was not priced: incomplete remedies are not the cheapest.
        (Scenario(Policy.CHEAPEST), CHAIRS, "exchange", Outcome("credit", 18000)),
        (Scenario(Policy.WITHIN_BENCHMARK), visited("90.00"), "exchange", Outcome("credit", 18000)),
        (Scenario(Policy.WITHIN_BENCHMARK), visited("180.00"), "service", Outcome("service", 18000)),
        # Pick-up 10 % dearer: 2 × 33.00.
        (Scenario(factors={"pick_up": Decimal("1.1")}), CHAIRS, "credit", Outcome("credit", 18600)),
        (Scenario(factors={"cost_price": Decimal("0.5")}), CHAIRS, "exchange", Outcome("exchange", 12500)),
        (Scenario(factors={"call_out": Decimal(2)}), visited("90.00"), "service", Outcome("service", 18000)),
        # Another rate with the same key, another matrix.
        (
            Scenario(rates=(RateRow("packaging", date(2027, 1, 1), Decimal("0.00")),)),
            CHAIRS, "exchange", Outcome("exchange", 18000),
        ),
        (
            Scenario(matrix={"exchange": (Cell("cost_price"),)}), CHAIRS, "exchange",
            Outcome("exchange", 12000),
        ),
        # What cannot be told stands as it was.
        (Scenario(), CHAIRS, "service", Outcome("service", 77700, known=False)),
        (Scenario(), CHAIRS, "gone", Outcome("gone", 77700, known=False)),
        (
            Scenario(Policy.CHEAPEST), visited("90.00")._replace(excluded=("service", "credit")), "service",
            Outcome("exchange", 18500),
        ),
    ],
)  # fmt: skip
def test_choosing(scenario: Scenario, core: Core, decided: str, expected: Outcome) -> None:
    reckoner = Reckoner(changed(FRAME, scenario), scenario.factors)

    assert choose(reckoner, core, decided, 77700, scenario.policy) == expected


@pytest.mark.parametrize(("agreed", "expected"), [("40.00", "reduction"), ("200.00", "credit")])
def test_an_agreed_reduction_stands_while_it_is_cheaper(agreed: str, expected: str) -> None:
    frame = replace(
        FRAME,
        kinds=(*FRAME.kinds, Kind("reduction", "Nachlass", Scope.ENTERED)),
        remedies=(
            *FRAME.remedies,
            RemedySpec("reduction", "Nachlass", Nature.REDUCTION, Goods.NONE, (Cell("reduction", False),)),
        ),
    )
    core = CHAIRS._replace(hands=(Hand("reduction", agreed, "", "", ""),))
    reckoner = Reckoner(frame)

    assert choose(reckoner, core, "reduction", 1, Policy.CHEAPEST).code == expected
    assert choose(reckoner, core, "exchange", 1, Policy.CHEAPEST).code == "credit"


def test_nothing_changed_is_the_same_frame() -> None:
    assert changed(FRAME, Scenario(Policy.CHEAPEST, factors={"pick_up": Decimal(1)})) is FRAME
    assert changed(FRAME, Scenario(matrix={"exchange": FRAME.remedies[1].cells})) == FRAME
    assert replace(FRAME) == FRAME


def test_adding_up() -> None:
    tally = Tally(most_changes=1)
    rows = [
        (1, 2, 7, "exchange", 18500, Outcome("credit", 18000)),
        (2, 2, 7, "exchange", 20000, Outcome("service", 9000)),
        (3, 3, None, "service", 9000, Outcome("service", 9000)),
        (4, 3, None, "service", 500, Outcome("service", 500, known=False)),
        (5, 3, None, "credit", 700, Outcome("credit", 800)),
    ]
    for decision_id, month, article, decided, paid, outcome in rows:
        tally.add(
            decision_id=decision_id, month=date(2026, month, 1), article=article, decided=decided, paid=paid,
            outcome=outcome,
        )  # fmt: skip

    assert (tally.whole.decided, tally.whole.paid, tally.whole.cost) == (5, 48700, 37300)
    assert tally.whole.difference == -11400
    service = tally.by_remedy["service"]
    assert (service.decided, service.paid, service.simulated, service.cost) == (2, 9500, 3, 18500)
    assert tally.by_remedy["exchange"].simulated == 0
    assert tally.by_article[7].difference == -11500
    assert {month.month: one.difference for month, one in tally.by_month.items()} == {2: -11500, 3: 100}
    assert (tally.changed, tally.moved, tally.unknown) == (2, 3, 1)
    assert [change.decision_id for change in tally.changes()] == [2]


def test_all_changes_the_greatest_first() -> None:
    tally = Tally(most_changes=None)
    for decision_id, cost in ((1, 90), (2, 130), (3, 100), (4, 110)):
        tally.add(
            decision_id=decision_id, month=DAY, article=None, decided="credit", paid=100,
            outcome=Outcome("credit", cost),
        )  # fmt: skip

    assert [change.decision_id for change in tally.changes()] == [2, 1, 4]


@pytest.mark.parametrize(
    ("core", "decided", "expected"),
    [
        (CHAIRS, "service", (Lack("call_out", Missing.ENTRY),)),
        (CHAIRS, "gone", (Lack("", None),)),
        (
            Core(items=(Thing("2", "", "", "10", "box", "1", "1"),)), "credit",
            (Lack("cost_price", Missing.COST_PRICE), Lack("pick_up", Missing.RATE)),
        ),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(core: Core, decided: str, expected: tuple[Lack, ...]) -> None:
    assert lacks(Reckoner(FRAME), core, decided) == expected
