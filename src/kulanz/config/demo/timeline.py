"""The house's working hours as one line of numbers: 12.5 is noon of the thirteenth working day."""

from __future__ import annotations

import bisect
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from kulanz.cases.rules import NEWS_DAYS, NEWS_DAYS_OTHERWISE, Step, WaitsFor
from kulanz.core.business_time.calendar import BusinessCalendar, default_calendar

OPENS = time(7, 30)
CLOSES = time(17, 30)


class Timeline:
    """From `begin` to `now`; `end` is the number of `now`."""

    def __init__(self, begin: datetime, now: datetime, country: str, subdivision: str, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.now = now
        self.calendar: BusinessCalendar = default_calendar(country, subdivision or None, zone)
        self.days: list[tuple[datetime, float]] = []
        day = begin.astimezone(self.zone).date()
        while day <= now.astimezone(self.zone).date():
            opens = datetime.combine(day, OPENS, self.zone)
            closes = min(datetime.combine(day, CLOSES, self.zone), now)
            if self.calendar.is_working_day(day) and closes > opens:
                self.days.append((opens.astimezone(now.tzinfo), (closes - opens).total_seconds()))
            day += timedelta(days=1)
        self.end = float(len(self.days))

    def at(self, number: float) -> datetime:
        """The instant of a number; never after `now`."""
        index = min(int(number), len(self.days) - 1)
        opens, seconds = self.days[index]
        share = min(max(number - index, 0.0), 1.0)
        return opens + timedelta(seconds=int(share * seconds))

    def number_of(self, at: datetime) -> float:
        """The number of an instant, rounded down to the hours of work."""
        index = max(bisect.bisect_right(self.days, at, key=lambda day: day[0]) - 1, 0)
        opens, seconds = self.days[index]
        return index + min(max((at - opens).total_seconds() / seconds, 0.0), 1.0)

    def local_date(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def next_news(self, step: Step, waits_for: WaitsFor, at: datetime) -> date:
        """As `cases.calendar.next_news` with the default promises."""
        days = NEWS_DAYS.get((step, waits_for), NEWS_DAYS_OTHERWISE)
        return self._working_day(self.local_date(at), days)

    def working_day_after(self, day: date, count: int) -> date:
        return self._working_day(day, count)

    @lru_cache(maxsize=10_000)  # noqa: B019  # as many as days; a timeline lives as long as its process
    def _working_day(self, day: date, count: int) -> date:
        return self.calendar.add_working_days(day, count)
