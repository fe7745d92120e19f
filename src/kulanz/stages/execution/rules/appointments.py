"""What a customer may do with his appointment by his link: choose, confirm, move, say that none suits. Pure.

All rules stand here, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from kulanz.stages.execution.rules.visits import ENDED, ON_PLAN, VisitState

MOST_MOVES: Final = 2
MOVE_NOTICE: Final = timedelta(hours=24)
"""By the clock, as a customer counts: until then he moves his appointment himself, later he calls."""
CHOOSE_NOTICE: Final = timedelta(hours=2)
"""Of working time: a slot that begins sooner is no longer offered."""
MOST_SLOTS: Final = 12


class Act(StrEnum):
    CHOOSE = "choose"
    CONFIRM = "confirm"
    MOVE = "move"
    NONE_SUITS = "none_suits"


class No(StrEnum):
    """Why not."""

    NOT_OFFERED = "not_offered"
    NOTHING_PLANNED = "nothing_planned"
    CONFIRMED_ALREADY = "confirmed_already"
    BEGUN = "begun"
    """Its hour has come, or somebody is there."""
    TOO_LATE = "too_late"
    TOO_OFTEN = "too_often"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the visit stands when the customer acts. `notice` is the time until it begins."""

    state: VisitState
    starts_at: datetime | None
    moves: int
    notice: timedelta
    now: datetime


def refuses(act: Act, standing: Standing) -> No | None:
    """Why this act is not possible now; None: it is."""
    state = standing.state
    if state in ENDED:
        return No.ENDED
    if state is VisitState.UNDER_WAY or _has_begun(standing):
        return No.BEGUN
    if act is Act.CHOOSE:
        return None if state is VisitState.OFFERED else No.NOT_OFFERED
    if act is Act.NONE_SUITS and state is VisitState.OFFERED:
        return None
    if state not in ON_PLAN:
        return No.NOTHING_PLANNED
    return _planned(act, standing)


def _planned(act: Act, standing: Standing) -> No | None:
    if act is Act.CONFIRM:
        return No.CONFIRMED_ALREADY if standing.state is VisitState.CONFIRMED else None
    if standing.notice < MOVE_NOTICE:
        return No.TOO_LATE
    if act is Act.MOVE and standing.moves >= MOST_MOVES:
        return No.TOO_OFTEN
    return None


def movable_until(starts_at: datetime) -> datetime:
    """Until when the customer changes an appointment himself."""
    return starts_at - MOVE_NOTICE


def slot_is_open(*, starts_at: datetime, now: datetime, notice: timedelta) -> bool:
    """Whether a slot may still be chosen; `notice` is the working time until it begins."""
    return starts_at > now and notice >= CHOOSE_NOTICE


def _has_begun(standing: Standing) -> bool:
    return standing.state in ON_PLAN and standing.starts_at is not None and standing.starts_at <= standing.now
