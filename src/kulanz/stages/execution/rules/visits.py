"""The states of a visit, what may follow what, and what a report's result means for it. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

FARTHEST: Final = timedelta(days=366)
"""How far ahead a day may be wished or offered."""


class VisitKind(StrEnum):
    REPAIR = "repair"
    ASSEMBLY = "assembly"
    MAINTENANCE = "maintenance"
    CLEANING = "cleaning"
    INSPECTION = "inspection"
    """Looking at something, also again after work without a valid certificate."""


class VisitState(StrEnum):
    TO_PLAN = "to_plan"
    """Nobody and no time yet, or taken off the plan again."""
    OFFERED = "offered"
    """The customer has a choice of slots before him."""
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    """The customer said that the appointment suits him."""
    UNDER_WAY = "under_way"
    DONE = "done"
    FUTILE = "futile"
    """Somebody went and could not do it; the cost stays."""
    CANCELLED = "cancelled"


ENDED: Final = frozenset({VisitState.DONE, VisitState.FUTILE, VisitState.CANCELLED})
ON_PLAN: Final = frozenset({VisitState.PLANNED, VisitState.CONFIRMED, VisitState.UNDER_WAY})

VISIT_TRANSITIONS: Final[dict[VisitState, frozenset[VisitState]]] = {
    VisitState.TO_PLAN: frozenset(
        {
            VisitState.OFFERED,
            VisitState.PLANNED,
            VisitState.CANCELLED,
            # a report of work that happened nevertheless is always taken in
            VisitState.DONE,
            VisitState.FUTILE,
        }
    ),
    VisitState.OFFERED: frozenset(
        {
            VisitState.TO_PLAN,
            VisitState.PLANNED,
            VisitState.CONFIRMED,
            VisitState.CANCELLED,
            VisitState.DONE,
            VisitState.FUTILE,
        }
    ),
    VisitState.PLANNED: frozenset(
        {
            VisitState.TO_PLAN,
            VisitState.OFFERED,
            VisitState.CONFIRMED,
            VisitState.UNDER_WAY,
            VisitState.DONE,
            VisitState.FUTILE,
            VisitState.CANCELLED,
        }
    ),
    VisitState.CONFIRMED: frozenset(
        {
            VisitState.TO_PLAN,
            VisitState.OFFERED,
            VisitState.PLANNED,
            VisitState.UNDER_WAY,
            VisitState.DONE,
            VisitState.FUTILE,
            VisitState.CANCELLED,
        }
    ),
    VisitState.UNDER_WAY: frozenset(
        {VisitState.DONE, VisitState.FUTILE, VisitState.TO_PLAN, VisitState.CANCELLED}
    ),
    VisitState.DONE: frozenset(),
    VisitState.FUTILE: frozenset(),
    # somebody was there although it had been called off
    VisitState.CANCELLED: frozenset({VisitState.DONE, VisitState.FUTILE}),
}


class Result(StrEnum):
    """How a visit ended, as the technician says."""

    SOLVED = "solved"
    PART_NEEDED = "part_needed"
    SECOND_VISIT = "second_visit"
    NOBODY_THERE = "nobody_there"
    FUTILE = "futile"


ENDS_AS: Final[dict[Result, VisitState]] = {
    Result.SOLVED: VisitState.DONE,
    Result.PART_NEEDED: VisitState.DONE,
    Result.SECOND_VISIT: VisitState.DONE,
    Result.NOBODY_THERE: VisitState.FUTILE,
    Result.FUTILE: VisitState.FUTILE,
}
GO_AGAIN: Final = frozenset({Result.PART_NEEDED, Result.SECOND_VISIT, Result.NOBODY_THERE})
NOTHING_DONE: Final = frozenset({Result.NOBODY_THERE, Result.FUTILE})
ON_THE_PRODUCT: Final = frozenset({VisitKind.REPAIR, VisitKind.ASSEMBLY, VisitKind.MAINTENANCE})
"""What is done to a product, and not only to its surface or by looking at it."""
NEEDS_REASON: Final = frozenset({Result.FUTILE, Result.NOBODY_THERE, Result.SECOND_VISIT, Result.PART_NEEDED})


class SafetyStatement(StrEnum):
    """What the technician says of the product when he leaves."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    NOT_JUDGED = "not_judged"


def may_become(before: VisitState, after: VisitState) -> bool:
    return after in VISIT_TRANSITIONS[before]
