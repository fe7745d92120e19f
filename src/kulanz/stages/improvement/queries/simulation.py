"""What the last twelve months' decisions would have cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Final, TypeAlias

from django.db.models import QuerySet

from kulanz.core.access.actor import Actor
from kulanz.stages.improvement.models import CalculationFrame, DecisionFact
from kulanz.stages.improvement.permissions import StatisticsAction, require_statistics
from kulanz.stages.improvement.queries.rate import zone_of
from kulanz.stages.improvement.rules.cores import core_of, frame_of
from kulanz.stages.improvement.rules.rate import Window, window_at
from kulanz.stages.improvement.rules.reckoning import Reckoner
from kulanz.stages.improvement.rules.simulation import (
    Lack,
    Outcome,
    Scenario,
    Tally,
    changed,
    choose,
    lacks,
)

_CHUNK: Final = 5_000
# Equal calculations are remembered up to here, so that the memory stays the same however many there are.
_REMEMBERED: Final = 50_000
_Row: TypeAlias = tuple[int, date, int | None, str, int, int, str]


@dataclass(frozen=True, slots=True)
class Simulation:
    """`numbers` are the case numbers of the changes the tally kept, by decision."""

    window: Window
    tally: Tally
    numbers: dict[int, str] = field(default_factory=dict)


def simulate(*, actor: Actor, at: datetime, scenario: Scenario, most_changes: int | None = 200) -> Simulation:
    """Choose for every decision of the window anew. Reads them in one stream. Raises NotAllowed.

    Of the changes the greatest are kept, or all of them without `most_changes`.
    """
    require_statistics(actor, StatisticsAction.SIMULATE)
    window = window_at(at, zone_of(actor.tenant_id))
    frames = CalculationFrame.objects.filter(tenant_id=actor.tenant_id).values_list("pk", "content")
    reckoners = {
        pk: Reckoner(changed(frame_of(content), scenario), scenario.factors) for pk, content in frames
    }
    tally = Tally(most_changes)
    # in no order: none is asked for, and sorting the cores would cost more than reading them
    rows = decided_within(actor, window).order_by().values_list(
        "decision_id", "month", "article_id", "remedy", "cents", "frame_id", "core"
    )  # fmt: skip
    _add_up(rows.iterator(chunk_size=_CHUNK), reckoners, scenario, tally)
    numbers = _case_numbers(actor, [change.decision_id for change in tally.changes()])
    return Simulation(window, tally, numbers)


def _add_up(rows: Iterable[_Row], reckoners: dict[int, Reckoner], scenario: Scenario, tally: Tally) -> None:
    remembered: dict[tuple[int, str, str, int], tuple[Outcome, tuple[Lack, ...]]] = {}
    for decision_id, month, article, remedy, cents, frame, text in rows:
        key = (frame, text, remedy, cents)
        found = remembered.get(key)
        if found is None:
            core, reckoner = core_of(text), reckoners[frame]
            outcome = choose(reckoner, core, remedy, cents, scenario.policy)
            found = outcome, () if outcome.known else lacks(reckoner, core, remedy)
            if len(remembered) < _REMEMBERED:
                remembered[key] = found
        outcome, missing = found
        tally.add(
            decision_id=decision_id, month=month, article=article, decided=remedy, paid=cents, outcome=outcome
        )
        if missing:
            tally.lacking.update(missing)


def decided_within(actor: Actor, window: Window) -> QuerySet[DecisionFact]:
    """The decisions of the window that hold, oldest first."""
    return DecisionFact.objects.filter(
        tenant_id=actor.tenant_id, month__gte=window.first, month__lt=window.end
    ).order_by("pk")


def _case_numbers(actor: Actor, decisions: Sequence[int]) -> dict[int, str]:
    facts = DecisionFact.objects.filter(tenant_id=actor.tenant_id)
    return {
        decision: number
        for some in _portions(decisions)
        for decision, number in facts.filter(decision__in=some).values_list("decision_id", "case__number")
    }


def _portions(whole: Collection[int]) -> Iterator[list[int]]:
    rest = iter(whole)
    while some := list(islice(rest, _CHUNK)):
        yield some
