"""What is unusual about a time for a technician. It is said, never refused: planners know best. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

# A visit lasts no longer: looking for those that reach into a day need not go back further.
LONGEST_MINUTES: Final = 14 * 24 * 60
# A year typed wrong, or one no calendar reckons with, is no time for a visit.
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


class Unusual(StrEnum):
    BEFORE_DAY = "before_day"
    AFTER_DAY = "after_day"
    SEVERAL_DAYS = "several_days"
    """It ends on another day than it begins."""
    CLOSED = "closed"
    """A weekend or holiday."""
    PAST = "past"
    AFTER_WANTED = "after_wanted"
    """Later than the day that was asked for."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A technician's usual day, local time."""

    starts: time
    ends: time


def unusual(
    *,
    start: datetime,
    end: datetime,
    hours: Hours,
    works_on: bool,
    now: datetime,
    wanted_on: date | None = None,
) -> tuple[Unusual, ...]:
    """`start` and `end` are local; `works_on` says whether the house works on that day."""
    found = []
    if start < now:
        found.append(Unusual.PAST)
    if not works_on:
        found.append(Unusual.CLOSED)
    if start.time() < hours.starts:
        found.append(Unusual.BEFORE_DAY)
    if end.date() != start.date():
        found.append(Unusual.SEVERAL_DAYS)
    elif end.time() > hours.ends:
        found.append(Unusual.AFTER_DAY)
    if wanted_on is not None and start.date() > wanted_on:
        found.append(Unusual.AFTER_WANTED)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    end: datetime


def first_gap(
    *, opens: datetime, closes: datetime, taken: list[Span], lasts: timedelta, not_before: datetime
) -> datetime | None:
    """The first start in a day at which `lasts` fits between what is taken, on a quarter of an hour."""
    start = quarter_after(max(opens, not_before))
    for span in sorted(taken, key=lambda one: one.start):
        if span.end <= start:
            continue
        if span.start >= start + lasts:
            break
        start = quarter_after(span.end)
    return start if start + lasts <= closes else None


def quarter_after(moment: datetime) -> datetime:
    """The same moment, or the next full quarter of an hour."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not over else moment + timedelta(minutes=15) - over
