"""When maintenance is due again: so many months on, on the same day of the month where there is one. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MOST_MONTHS: Final = 120
MOST_LEAD_DAYS: Final = 180
_LAST_YEAR: Final = 9000


def add_months(day: date, months: int, *, anchor_day: int | None = None) -> date:
    """The same day so many months on, or the last of a shorter month.

    `anchor_day` is the day of the month that was meant in the first place: the 31st becomes the 28th of
    February and the 31st of March again.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor_day or day.day, last))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, from when on, how early something is made of it, and until when."""

    interval_months: int
    anchor_day: int
    lead_days: int
    ends_on: date | None = None

    def after(self, due: date) -> date:
        return add_months(due, self.interval_months, anchor_day=self.anchor_day)

    def over(self, due: date) -> bool:
        """Whether this due date lies beyond the end."""
        return (self.ends_on is not None and due > self.ends_on) or due.year > _LAST_YEAR

    def comes_up(self, due: date, today: date) -> bool:
        """Whether it is time to make a case of it."""
        return not self.over(due) and due - timedelta(days=self.lead_days) <= today

    def current(self, due: date, today: date) -> date:
        """The due date that counts today: after a long standstill the ones that were missed are not made up
        for one by one, only the latest of them.
        """
        while not self.over(due) and (later := self.after(due)) <= today and not self.over(later):
            due = later
        return due

    def resumed(self, due: date, today: date) -> date:
        """After a pause it goes on with the first date that has not passed."""
        while due < today and not self.over(due):
            due = self.after(due)
        return due
