"""What a year's decisions would have cost if rates, matrix or the way of choosing had been others. Pure."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from kulanz.stages.improvement.rules.cores import Core, Frame
from kulanz.stages.improvement.rules.reckoning import Reckoner
from kulanz.stages.solution.rules.figures import Cell, RateRow
from kulanz.stages.solution.rules.ratebook import cents


class Policy(StrEnum):
    """How the remedy is chosen in the simulation."""

    AS_DECIDED = "as_decided"
    CHEAPEST = "cheapest"
    """Always the cheapest complete remedy that could have been chosen, never a price reduction."""
    WITHIN_BENCHMARK = "within_benchmark"
    """As decided, but the benchmark wherever that would have cost less."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """`factors` multiply all figures of a cost kind; `rates` take the place of those with the same key;
    `matrix` says for each remedy which cost kinds count, remedies it leaves out keep theirs."""

    policy: Policy = Policy.AS_DECIDED
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    rates: tuple[RateRow, ...] = ()
    matrix: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        """Whether every decision would stand as it is."""
        return self.policy is Policy.AS_DECIDED and not self.changes_figures

    @property
    def changes_figures(self) -> bool:
        return bool(self.rates or self.matrix) or any(factor != 1 for factor in self.factors.values())


def changed(frame: Frame, scenario: Scenario) -> Frame:
    """The frame with the scenario's rates, factors on rates, and matrix."""
    if not scenario.changes_figures:
        return frame
    others = {row.key: row for row in scenario.rates}
    kept = [row for row in frame.rates if row.key not in others]
    rates = tuple(
        _multiplied(row, scenario.factors.get(row.kind, Decimal(1)))
        for row in [*kept, *(replace(row, valid_from=frame.day) for row in others.values())]
    )
    known = {kind.code for kind in frame.kinds}
    remedies = tuple(
        replace(remedy, cells=tuple(cell for cell in scenario.matrix[remedy.code] if cell.kind in known))
        if remedy.code in scenario.matrix
        else remedy
        for remedy in frame.remedies
    )
    return replace(frame, rates=rates, remedies=remedies)


def _multiplied(row: RateRow, factor: Decimal) -> RateRow:
    if factor == 1:
        return row
    return replace(
        row,
        amount=None if row.amount is None else cents(row.amount, factor),
        share_percent=None if row.share_percent is None else row.share_percent * factor,
    )


class Outcome(NamedTuple):
    """What would have been chosen at which cost in cents; `known` is false where it could not be told."""

    code: str
    total: int
    known: bool = True


def choose(reckoner: Reckoner, core: Core, decided: str, paid: int, policy: Policy) -> Outcome:
    """Where the simulation lacks a figure, what was decided stands at what it cost."""
    totals = reckoner.totals(core)
    if policy is Policy.CHEAPEST:
        best = reckoner.cheapest(totals, core)
        if best is not None:
            return Outcome(reckoner.codes[best], totals[best] or 0)
    place = reckoner.place.get(decided)
    own = totals[place] if place is not None else None
    if own is None:
        return Outcome(decided, paid, known=False)
    if policy is Policy.WITHIN_BENCHMARK and reckoner.benchmark is not None:
        benchmark = totals[reckoner.benchmark]
        if benchmark is not None and benchmark < own and reckoner.can_be_chosen(reckoner.benchmark, core):
            return Outcome(reckoner.codes[reckoner.benchmark], benchmark)
    return Outcome(decided, own)


@dataclass(slots=True)
class Sum:
    """Number and cost in cents, as it was and as it would have been."""

    decided: int = 0
    paid: int = 0
    simulated: int = 0
    cost: int = 0

    @property
    def difference(self) -> int:
        return self.cost - self.paid


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that would have been another one."""

    decision_id: int
    case_number: str
    before: str
    paid: int
    after: str
    cost: int

    @property
    def difference(self) -> int:
        return self.cost - self.paid


class Tally:
    """Adds up outcomes one by one; of the changes only those that matter most are kept."""

    def __init__(self, most_changes: int = 200) -> None:
        self.whole = Sum()
        self.by_remedy: defaultdict[str, Sum] = defaultdict(Sum)
        self.by_article: defaultdict[int | None, Sum] = defaultdict(Sum)
        self.unknown = 0
        self.changed = 0
        self._most = most_changes
        self._heap: list[tuple[int, int, Change]] = []

    def add(
        self, *, decision_id: int, case_number: str, article: int | None, decided: str, paid: int,
        outcome: Outcome,
    ) -> None:  # fmt: skip
        self.unknown += not outcome.known
        article_sum = self.by_article[article]
        for one in (self.whole, article_sum, self.by_remedy[decided]):
            one.decided += 1
            one.paid += paid
        for one in (self.whole, article_sum, self.by_remedy[outcome.code]):
            one.simulated += 1
            one.cost += outcome.total
        if outcome.code != decided:
            self.changed += 1
            change = Change(decision_id, case_number, decided, paid, outcome.code, outcome.total)
            entry = (abs(change.difference), decision_id, change)
            if len(self._heap) < self._most:
                heapq.heappush(self._heap, entry)
            else:
                heapq.heappushpop(self._heap, entry)

    def changes(self) -> list[Change]:
        """The changed decisions with the greatest differences, greatest first."""
        return [change for _size, _id, change in sorted(self._heap, key=lambda e: e[:2], reverse=True)]
