"""The complaint rate: which months count, which month a moment belongs to, and the figure itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

MONTHS: Final = 12
FEWEST_COMPLAINTS: Final = 5
FEWEST_UNITS: Final = 30
_CENT: Final = Decimal("0.01")


class Dimension(StrEnum):
    """What the lists go by."""

    ARTICLE = "article"
    GROUP = "group"
    SUPPLIER = "supplier"
    DEALER = "dealer"
    COUNTRY = "country"
    FAILURE_CODE = "failure_code"
    REMEDY = "remedy"
    DELIVERED = "delivered"
    """Month of delivery: complaints so far about the units delivered in it."""


# Nothing is sold by failure code or remedy: their rates are shares of all sales of the chosen filter.
OF_ALL_SALES: Final = frozenset({Dimension.FAILURE_CODE, Dimension.REMEDY})


class Counting(StrEnum):
    """What is set against the units sold."""

    CASES = "cases"
    """The headline: complaints recorded, without cancelled ones."""
    UNITS = "units"
    """Pieces complained of."""
    ACCEPTED = "accepted"
    """Only complaints found justified."""


@dataclass(frozen=True, slots=True)
class Window:
    """Whole months from `first` on, up to but not including `end`; both are first days of months."""

    first: date
    end: date

    @property
    def last_month(self) -> date:
        return months_after(self.end, -1)

    def months(self) -> list[date]:
        """First days of its months, oldest first."""
        return [months_after(self.first, n) for n in range(_number(self.end) - _number(self.first))]

    def before(self) -> Window:
        """The same months a year earlier."""
        return Window(months_after(self.first, -MONTHS), months_after(self.end, -MONTHS))


def window_at(at: datetime, zone: ZoneInfo) -> Window:
    """The last twelve full calendar months, ending with the month before the one `at` lies in."""
    end = month_of(at, zone)
    return Window(months_after(end, -MONTHS), end)


def month_of(moment: datetime, zone: ZoneInfo) -> date:
    """First day of the month the moment lies in, as the clock on the tenant's wall says."""
    return moment.astimezone(zone).date().replace(day=1)


def months_after(first: date, months: int) -> date:
    """The first day of the month so many months later, or earlier."""
    year, month = divmod(_number(first) + months, 12)
    return date(year, month + 1, 1)


def year_before(day: date) -> date:
    """The same day a year earlier; the leap day's is the day before."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def rate(complaints: Decimal | int, sold: int) -> Decimal | None:
    """Complaints × 100 ÷ units sold, to two decimals, half up; none where nothing was sold on balance."""
    if sold <= 0:
        return None
    return (Decimal(complaints) * 100 / sold).quantize(_CENT, ROUND_HALF_UP)


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Percentage points between two rates as they are shown."""
    return None if now is None or before is None else now - before


def is_small(complaints: int, sold: int) -> bool:
    """Too few to conclude anything: fewer than 5 complaints or 30 units."""
    return complaints < FEWEST_COMPLAINTS or sold < FEWEST_UNITS


def _number(first: date) -> int:
    return first.year * 12 + first.month - 1
