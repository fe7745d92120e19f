"""What a year's decisions would have cost if rates, matrix or the way of choosing had been others. Pure."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeVar

from kulanz.stages.improvement.rules.cores import Core, Frame
from kulanz.stages.improvement.rules.reckoning import Reckoner, Total
from kulanz.stages.solution.rules.figures import Cell, Missing, RateRow
from kulanz.stages.solution.rules.money import cents

K = TypeVar("K")


class Policy(StrEnum):
    """How the remedy is chosen in the simulation."""

    AS_DECIDED = "as_decided"
    CHEAPEST = "cheapest"
    """Always the cheapest complete remedy that could have been chosen. A price reduction is never chosen
    anew, as it is negotiated; one that was agreed for less stands."""
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


class Lack(NamedTuple):
    """Why a decision cannot be calculated anew: a figure of a cost kind, or no remedy of that code."""

    kind: str
    missing: Missing | None


class Outcome(NamedTuple):
    """What would have been chosen at which cost in cents; `known` is false where it could not be told."""

    code: str
    total: int
    known: bool = True


def choose(reckoner: Reckoner, core: Core, decided: str, paid: int, policy: Policy) -> Outcome:
    """Where the simulation lacks a figure, what was decided stands at what it cost."""
    place = reckoner.place.get(decided)
    totals: list[Total] = []
    if policy is Policy.CHEAPEST:
        totals = reckoner.totals(core)
        best = reckoner.cheapest(totals, core)
        if best is not None and not (place is not None and reckoner.is_negotiated_below(place, best, totals)):
            return Outcome(reckoner.codes[best], totals[best] or 0)
    elif place is not None:
        needed = {place}
        if policy is Policy.WITHIN_BENCHMARK and reckoner.benchmark is not None:
            needed.add(reckoner.benchmark)
        totals = reckoner.totals(core, needed)
    own = totals[place] if place is not None else None
    if own is None:
        return Outcome(decided, paid, known=False)
    if policy is Policy.WITHIN_BENCHMARK and reckoner.benchmark is not None:
        benchmark = totals[reckoner.benchmark]
        if benchmark is not None and benchmark < own and reckoner.can_be_chosen(reckoner.benchmark, core):
            return Outcome(reckoner.codes[reckoner.benchmark], benchmark)
    return Outcome(decided, own)


def lacks(reckoner: Reckoner, core: Core, decided: str) -> tuple[Lack, ...]:
    """What stands in the way of calculating the decided remedy anew, each figure once."""
    place = reckoner.place.get(decided)
    if place is None:
        return (Lack("", None),)
    found = dict.fromkeys(Lack(kind, missing) for kind, missing in reckoner.missing(place, core))
    return tuple(found) or (Lack("", Missing.ENTRY),)


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


class Change(NamedTuple):
    """A decision that would have cost something else, or been another one."""

    decision_id: int
    before: str
    paid: int
    after: str
    cost: int

    @property
    def difference(self) -> int:
        return self.cost - self.paid

    @property
    def is_other(self) -> bool:
        """Whether another remedy would have been chosen."""
        return self.after != self.before


class Tally:
    """Adds up outcomes one by one; of the changes only those that matter most are kept, or all (None)."""

    def __init__(self, most_changes: int | None = 200) -> None:
        self.changed = 0
        """Decisions that would have been for another remedy."""
        self.moved = 0
        """Decisions that would have cost something else or been others."""
        self.unknown = 0
        """Decisions that could not be calculated anew and stand at what they cost."""
        self.lacking: Counter[Lack] = Counter()
        """What stood in the way of those; one decision may lack several figures."""
        self._most = most_changes
        self._cells: dict[tuple[date, int | None, str, str], list[int]] = {}
        self._kept: list[tuple[int, Change]] = []

    def add(
        self, *, decision_id: int, month: date, article: int | None, decided: str, paid: int,
        outcome: Outcome,
    ) -> None:  # fmt: skip
        after, cost, known = outcome
        cell = self._cells.get((month, article, decided, after))
        if cell is None:
            cell = self._cells[month, article, decided, after] = [0, 0, 0]
        cell[0] += 1
        cell[1] += paid
        cell[2] += cost
        if not known:
            self.unknown += 1
        if after == decided:
            if cost == paid:
                return
        else:
            self.changed += 1
        self.moved += 1
        size, kept = abs(cost - paid), self._kept
        if self._most is None:
            kept.append((size, Change(decision_id, decided, paid, after, cost)))
        elif len(kept) < self._most:
            heapq.heappush(kept, (size, Change(decision_id, decided, paid, after, cost)))
        elif kept and size >= kept[0][0]:
            heapq.heappushpop(kept, (size, Change(decision_id, decided, paid, after, cost)))

    @property
    def whole(self) -> Sum:
        return self._summed(lambda _month, _article, _remedy: 0)[0]

    @property
    def by_remedy(self) -> defaultdict[str, Sum]:
        return self._summed(lambda _month, _article, remedy: remedy)

    @property
    def by_article(self) -> defaultdict[int | None, Sum]:
        return self._summed(lambda _month, article, _remedy: article)

    @property
    def by_month(self) -> defaultdict[date, Sum]:
        return self._summed(lambda month, _article, _remedy: month)

    def _summed(self, key: Callable[[date, int | None, str], K]) -> defaultdict[K, Sum]:
        sums: defaultdict[K, Sum] = defaultdict(Sum)
        for (month, article, before, after), (count, paid, cost) in self._cells.items():
            decided = sums[key(month, article, before)]
            decided.decided += count
            decided.paid += paid
            simulated = sums[key(month, article, after)]
            simulated.simulated += count
            simulated.cost += cost
        return sums

    def changes(self) -> list[Change]:
        """The kept changes, those with the greatest difference first."""
        ordered = sorted(self._kept, key=lambda entry: (-entry[0], entry[1].decision_id))
        return [change for _size, change in ordered]
