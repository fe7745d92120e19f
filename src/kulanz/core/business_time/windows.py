"""Opening hours of a day, in the local time of a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from `opens` to `closes` of the same day; midnight as closing is the end of the day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("windows are in the local time of the calendar")
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValueError(f"a window closes after it opens: {self.opens}-{self.closes}")

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Both ends as instants in UTC; on a change of summer time they may be closer or farther apart."""
        last_day = day + timedelta(days=1) if self.closes == MIDNIGHT else day
        return (
            datetime.combine(day, self.opens, zone).astimezone(UTC),
            datetime.combine(last_day, self.closes, zone).astimezone(UTC),
        )


Hours = tuple[Window, ...]


def hours(text: str) -> Hours:
    """Windows written as '08:00-12:00, 13:00-17:00'; empty text is closed."""
    found = []
    for piece in filter(None, (p.strip() for p in text.split(","))):
        opens, _, closes = piece.partition("-")
        found.append(Window(_time(opens), _time(closes)))
    return checked(found)


def checked(windows: Iterable[Window]) -> Hours:
    """The windows in order; overlapping ones are refused."""
    ordered = tuple(sorted(windows))
    for earlier, later in pairwise(ordered):
        if earlier.closes == MIDNIGHT or later.opens < earlier.closes:
            raise ValueError(f"windows overlap: {earlier} and {later}")
    return ordered


def _time(text: str) -> time:
    hour, _, minute = text.strip().partition(":")
    return MIDNIGHT if hour == "24" else time(int(hour), int(minute or 0))
