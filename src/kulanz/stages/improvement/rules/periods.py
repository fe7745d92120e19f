"""The periods a dealer chooses from: whole months, and the span before to compare with. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from kulanz.stages.improvement.rules.rate import Window, month_of, months_after

MOST_YEARS: Final = 10


class Span(StrEnum):
    YEAR = "12"
    """The last twelve full months."""
    QUARTER = "3"
    HALF = "6"
    TWO_YEARS = "24"
    CURRENT = "current"
    """The running month as far as it has come."""
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Period:
    """`key` is how an address names it; `span` how it is called."""

    key: str
    span: Span
    window: Window


def periods_at(at: datetime, zone: ZoneInfo, since: date | None) -> list[Period]:
    """What there is to choose; calendar years go back to the first case, this one to its last full month."""
    end = month_of(at, zone)
    found = [
        Period(span.value, span, Window(months_after(end, -int(span)), end))
        for span in (Span.YEAR, Span.QUARTER, Span.HALF, Span.TWO_YEARS)
    ]
    found.insert(1, Period(Span.CURRENT.value, Span.CURRENT, Window(end, months_after(end, 1))))
    first = max((since or end).year, end.year - MOST_YEARS)
    for year in range(end.year, first - 1, -1):
        window = Window(date(year, 1, 1), min(date(year + 1, 1, 1), end))
        if window.first < window.end:
            found.append(Period(str(year), Span.CALENDAR, window))
    return found


def chosen(periods: list[Period], key: str) -> Period:
    """The one with this key; nonsense is the first."""
    return next((period for period in periods if period.key == key), periods[0])


def before(window: Window) -> Window:
    """As many months, up to where the window begins."""
    return Window(months_after(window.first, -len(window.months())), window.first)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment a day begins on the tenant's wall."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)
