"""Decisions calculated anew from what was frozen with them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kulanz.core.protocol.working import work_once
from kulanz.core.refusal import NotAllowed
from kulanz.stages.improvement.commands.decisions import complete_decisions
from kulanz.stages.improvement.models import CalculationFrame, DecisionFact
from kulanz.stages.improvement.queries.decided import against_cheapest
from kulanz.stages.improvement.queries.simulation import simulate
from kulanz.stages.improvement.rules.simulation import Policy, Scenario
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.rules.remedies import DecisionState
from tests.cases.people import People
from tests.solution.deciding import decide
from tests.solution.scene import Scene, make_complaint, make_scene

# The decisions are of November 2026: from December on they lie in the window.
IN_DECEMBER = datetime(2026, 12, 5, 9, tzinfo=UTC)


@pytest.fixture
def scene(people: People) -> Scene:
    return make_scene(people)


@pytest.fixture
def decided(scene: Scene) -> Decision:
    """Two chairs at 120.00, one pallet: exchange 240 + 48 − 20 + 9 + 55 = 332.00, credit 268.00."""
    decision = decide(scene, make_complaint(scene), "exchange", dearer_reason="Stammkunde")
    assert (decision.total, decision.benchmark_total) == (Decimal("332.00"), Decimal("268.00"))
    return decision


def told(scene: Scene) -> None:
    work_once(IN_DECEMBER, [scene.tenant.pk])


def test_nothing_changed_costs_the_same(scene: Scene, decided: Decision) -> None:
    told(scene)

    tally = simulate(actor=scene.people.lena, at=IN_DECEMBER, scenario=Scenario()).tally

    assert (tally.whole.decided, tally.whole.paid, tally.whole.cost) == (1, 33200, 33200)
    assert (tally.changed, tally.unknown) == (0, 0)
    assert set(tally.by_article) == {scene.chair.pk}


@pytest.mark.parametrize(
    ("scenario", "cost", "remedy"),
    [
        (Scenario(Policy.CHEAPEST), 26800, "pick_up_credit"),
        (Scenario(Policy.WITHIN_BENCHMARK), 26800, "pick_up_credit"),
        # Pick-up half as dear again: 72.00.
        (Scenario(factors={"pick_up": Decimal("1.5")}), 35600, "exchange"),
    ],
)
def test_what_it_would_have_cost(
    scene: Scene, decided: Decision, scenario: Scenario, cost: int, remedy: str
) -> None:
    told(scene)

    found = simulate(actor=scene.people.lena, at=IN_DECEMBER, scenario=scenario)

    assert found.tally.whole.cost == cost
    assert found.tally.by_remedy[remedy].simulated == 1
    assert [(found.numbers[c.decision_id], c.after) for c in found.tally.changes()] == [
        (decided.case.number, remedy)
    ]


def test_only_what_holds_and_lies_in_the_window(scene: Scene, decided: Decision) -> None:
    told(scene)
    in_november = datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert simulate(actor=scene.people.lena, at=in_november, scenario=Scenario()).tally.whole.decided == 0

    Decision.objects.filter(pk=decided.pk).update(state=DecisionState.FAILED.value)

    assert complete_decisions(tenant_id=scene.tenant.pk) == 1
    assert not DecisionFact.objects.exists()


def test_one_frame_for_equal_days(scene: Scene, decided: Decision) -> None:
    decide(scene, make_complaint(scene, pieces=3), "exchange", dearer_reason="Stammkunde")
    told(scene)

    assert DecisionFact.objects.count() == 2
    assert CalculationFrame.objects.count() == 1
    assert complete_decisions(tenant_id=scene.tenant.pk) == 0


def test_what_was_dearer_than_the_cheapest_and_why(scene: Scene, decided: Decision) -> None:
    decide(scene, make_complaint(scene), "pick_up_credit")
    told(scene)

    _window, rows = against_cheapest(actor=scene.people.lena, at=IN_DECEMBER)

    assert [(row.remedy, row.reason, row.count, row.extra) for row in rows] == [
        ("Kostenloser Austausch", "Stammkunde", 1, Decimal("64.00"))
    ]


def test_who_may(scene: Scene) -> None:
    for person in (scene.people.anna, scene.people.otto, scene.people.blatt_house):
        with pytest.raises(NotAllowed):
            simulate(actor=person, at=IN_DECEMBER, scenario=Scenario())
        with pytest.raises(NotAllowed):
            against_cheapest(actor=person, at=IN_DECEMBER)
