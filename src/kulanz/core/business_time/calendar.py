"""Business time: counting seconds and days only while the house is open.

A calendar has versions by date: what is edited is valid from a day on, and what was counted before stays
as it was. On a day, special hours go before closures, closures before holidays, holidays before the week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from kulanz.core.business_time.holidays_of import Place, holiday_name, is_known
from kulanz.core.business_time.windows import Hours, checked, hours

__all__ = ["BusinessCalendar", "CalendarVersion", "NeverOpen", "Pause", "Place", "default_calendar"]

# A calendar without any opening would be searched for ever.
MOST_CLOSED_DAYS: Final = 800
FROM_THE_START: Final = date.min

Pause = tuple[datetime, datetime | None]
"""From when to when the clock stands still; None: still paused."""
_Span = tuple[datetime, datetime]


class NeverOpen(ValueError):
    """The calendar has no opening hours for more than two years."""


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """How the house is open from `valid_from` on. `week` starts on Monday."""

    week: tuple[Hours, ...]
    place: Place | None = None
    closures: frozenset[date] = frozenset()
    special_hours: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    valid_from: date = FROM_THE_START

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for windows in (*self.week, *self.special_hours.values()):
            checked(windows)
        object.__setattr__(self, "special_hours", MappingProxyType(dict(self.special_hours)))

    def hours_on(self, day: date) -> Hours:
        special = self.special_hours.get(day)
        if special is not None:
            return special
        if day in self.closures or (self.place is not None and holiday_name(self.place, day) is not None):
            return ()
        return self.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Opening hours in a time zone, as they were, are and will be."""

    zone: str
    versions: tuple[CalendarVersion, ...]

    def __post_init__(self) -> None:
        starts = [version.valid_from for version in self.versions]
        if not starts or starts != sorted(set(starts)):
            raise ValueError("a calendar needs versions in the order of their dates")
        ZoneInfo(self.zone)

    def edited(self, version: CalendarVersion) -> BusinessCalendar:
        """A calendar that changes on `version.valid_from`; the days before stay as they are."""
        kept = tuple(v for v in self.versions if v.valid_from < version.valid_from)
        return replace(self, versions=(*kept, version))

    # --- days

    def hours_on(self, day: date) -> Hours:
        """The windows of a day; empty when closed."""
        valid = self.versions[0]
        for version in self.versions:
            if version.valid_from <= day:
                valid = version
        return valid.hours_on(day)

    def is_working_day(self, day: date) -> bool:
        return bool(self.hours_on(day))

    def add_working_days(self, day: date, count: int) -> date:
        """The working day `count` later (earlier if negative); 0: the day itself or the next open one."""
        step = timedelta(days=-1 if count < 0 else 1)
        left, closed = abs(count), 0
        if count == 0 and self.is_working_day(day):
            return day
        while closed <= MOST_CLOSED_DAYS:
            day += step
            if self.is_working_day(day):
                closed = 0
                left -= 1
                if left <= 0:
                    return day
            else:
                closed += 1
        raise NeverOpen

    # --- seconds

    def advance(self, start: datetime, seconds: float) -> datetime:
        """The instant `seconds` of business time after `start`, in UTC.

        What ends at closing time stays there; 0 seconds outside hours is the next opening.
        """
        return self._advance(start, timedelta(seconds=seconds), ())

    def consumed(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> float:
        """Business seconds from `start` to `end` outside the pauses; 0 when `end` is not later."""
        total = timedelta()
        end = _utc(end)
        stops = _merged(pauses)
        for opens, closes in self._spans(_utc(start), until=end):
            for begin, finish in _outside((opens, min(closes, end)), stops):
                total += finish - begin
        return total.total_seconds()

    def due(self, start: datetime, target: float, pauses: Iterable[Pause] = ()) -> datetime | None:
        """When `target` business seconds will have been consumed; None while paused before that.

        Recompute after each change of target, pauses or calendar. A target cut below what is consumed
        gives an instant gone by: breached at once. Done exactly at the due instant is kept.
        """
        stops = _merged(pauses)
        still_paused = stops[-1][0] if stops and stops[-1][1] == _FOR_EVER else None
        if still_paused is not None:
            needed = self.consumed(start, still_paused, stops)
            if needed < target or (target == 0 and _utc(start) >= still_paused):
                return None
        return self._advance(start, timedelta(seconds=target), stops)

    def warning(
        self, start: datetime, target: float, before: float, pauses: Iterable[Pause] = ()
    ) -> datetime | None:
        """When to warn: `before` business seconds ahead of the due instant, at the earliest at the start."""
        return self.due(start, max(target - before, 0), pauses)

    def is_open(self, at: datetime) -> bool:
        """Whether the house is open at this instant; at closing time it is not."""
        at = _utc(at)
        return any(opens <= at < closes for opens, closes in self._day_spans(self._local(at)))

    def _advance(self, start: datetime, amount: timedelta, stops: Sequence[_Span]) -> datetime:
        if amount < timedelta():
            raise ValueError("business time runs forward")
        for span in self._spans(_utc(start)):
            for begin, finish in _outside(span, stops):
                if amount <= finish - begin:
                    return begin + amount
                amount -= finish - begin
        raise AssertionError("spans end only by NeverOpen")

    def _spans(self, start: datetime, until: datetime | None = None) -> Iterator[_Span]:
        """Open spans from `start` on, the first one cut; a span that closes at `start` comes as empty."""
        # A window to midnight of the day before may close exactly at the start.
        day = self._local(start) - timedelta(days=1)
        last = self._local(until) if until is not None else None
        closed = 0
        while last is None or day <= last:
            spans = self._day_spans(day)
            for opens, closes in spans:
                if until is not None and opens >= until:
                    return
                if closes >= start:
                    yield max(opens, start), closes
            closed = 0 if spans else closed + 1
            if last is None and closed > MOST_CLOSED_DAYS:
                raise NeverOpen
            day += timedelta(days=1)

    def _day_spans(self, day: date) -> list[_Span]:
        zone = ZoneInfo(self.zone)
        spans = [window.on(day, zone) for window in self.hours_on(day)]
        return [(opens, closes) for opens, closes in spans if opens < closes]

    def _local(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()


_FOR_EVER: Final = datetime.max.replace(tzinfo=UTC)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("business time needs aware datetimes")
    return moment.astimezone(UTC)


def _merged(pauses: Iterable[Pause]) -> list[_Span]:
    """Pauses in order without overlaps; an open one lasts for ever."""
    ends = [
        (_utc(begin), _FOR_EVER if end is None or end == _FOR_EVER else _utc(end)) for begin, end in pauses
    ]
    merged: list[_Span] = []
    for begin, end in sorted(span for span in ends if span[0] < span[1]):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def _outside(span: _Span, stops: Sequence[_Span]) -> Iterator[_Span]:
    """The parts of a span outside the (ordered) stops."""
    begin, finish = span
    for stop, go_on in stops:
        if go_on <= begin:
            continue
        if stop >= finish:
            break
        if stop > begin:
            yield begin, stop
        begin = go_on
        if begin >= finish:
            return
    yield begin, finish


def default_calendar(country: str, subdivision: str | None, zone: str) -> BusinessCalendar:
    """Monday to Friday 08-18 with the holidays of the place.

    Of a subdivision that is not known the country's holidays are taken, of an unknown country none: a
    tenant's master data must not stop its cases. Forms ask `is_known` before they accept a place.
    """
    candidates = (Place(country, subdivision or ""), Place(country))
    place = next((p for p in candidates if is_known(p)), None)
    return weekly_calendar("08:00-18:00", zone=zone, place=place)


def weekly_calendar(weekdays: str, *, zone: str, place: Place | None = None) -> BusinessCalendar:
    """The same hours from Monday to Friday, written as '08:00-12:00, 13:00-17:00'."""
    daily = hours(weekdays)
    return BusinessCalendar(zone, (CalendarVersion(week=(*[daily] * 5, (), ()), place=place),))
