"""The formula of the complaint rate and its months, against figures worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.stages.improvement.rules.rate import (
    change,
    is_small,
    month_of,
    months_after,
    rate,
    window_at,
    year_before,
)

BERLIN = ZoneInfo("Europe/Berlin")
BEGIN, END = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2090-01-01")
moments = st.datetimes(BEGIN, END, timezones=st.just(UTC))
zones = st.sampled_from(["Europe/Berlin", "UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata"])


@pytest.mark.parametrize(
    ("at", "first", "last"),
    [
        ("2026-11-22T09:00+01:00", date(2025, 11, 1), date(2026, 10, 1)),
        # The turn of the year: the whole year before, to the second.
        ("2026-01-01T00:00+01:00", date(2025, 1, 1), date(2025, 12, 1)),
        ("2025-12-31T23:59:59+01:00", date(2024, 12, 1), date(2025, 11, 1)),
        # Half past midnight here is still the evening before in UTC.
        ("2026-09-30T22:30+00:00", date(2025, 10, 1), date(2026, 9, 1)),
        # The leap day and the day after.
        ("2028-02-29T12:00+01:00", date(2027, 2, 1), date(2028, 1, 1)),
        ("2028-03-01T00:00+01:00", date(2027, 3, 1), date(2028, 2, 1)),
    ],
)
def test_window(at: str, first: date, last: date) -> None:
    window = window_at(datetime.fromisoformat(at), BERLIN)

    assert (window.first, window.last_month) == (first, last)
    assert window.before().end == window.first


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-10-31T23:30+01:00", date(2026, 10, 1)),
        ("2026-10-31T23:30+00:00", date(2026, 11, 1)),  # 00:30 on 1 November in Berlin
        ("2026-06-30T22:30+00:00", date(2026, 7, 1)),  # 00:30 in summer time
        ("2026-06-30T21:59+00:00", date(2026, 6, 1)),
        ("2024-02-29T23:30+00:00", date(2024, 3, 1)),
        ("2025-12-31T23:00+00:00", date(2026, 1, 1)),
        ("2026-02-28T23:59+01:00", date(2026, 2, 1)),
    ],
)
def test_month_by_local_time(moment: str, month: date) -> None:
    assert month_of(datetime.fromisoformat(moment), BERLIN) == month


@pytest.mark.parametrize(
    ("complaints", "sold", "expected"),
    [
        (12, 800, "1.50"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),  # 0.125: half up
        (3, 800, "0.38"),  # 0.375
        (1, 80_000, "0.00"),
        (0, 10, "0.00"),
        (5, 4, "125.00"),
        (Decimal("2.5"), 100, "2.50"),
        (7, 0, None),
        (7, -3, None),
    ],
)
def test_rate(complaints: Decimal | int, sold: int, expected: str | None) -> None:
    assert rate(complaints, sold) == (None if expected is None else Decimal(expected))


def test_change_in_points() -> None:
    assert change(Decimal("1.50"), Decimal("2.25")) == Decimal("-0.75")
    assert change(None, Decimal("2.25")) is None
    assert change(Decimal("1.50"), None) is None


@pytest.mark.parametrize(
    ("complaints", "sold", "small"),
    [(4, 1000, True), (5, 1000, False), (5, 29, True), (5, 30, False), (0, 30, True)],
)
def test_small_numbers(complaints: int, sold: int, small: bool) -> None:
    assert is_small(complaints, sold) is small


def test_the_leap_day_a_year_before() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert year_before(date(2026, 11, 22)) == date(2025, 11, 22)


@given(moments, zones)
def test_a_window_is_twelve_months_that_end_before_now(at: datetime, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    window = window_at(at, zone)

    months = window.months()
    assert len(months) == len(set(months)) == 12
    assert months[-1] == window.last_month
    assert month_of(at, zone) == window.end
    assert window.before().months()[-1] == months_after(window.first, -1)
    assert window_at(at + timedelta(days=31), zone).first > window.first


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-500, 500))
def test_months_there_and_back(day: date, months: int) -> None:
    first = day.replace(day=1)

    assert months_after(months_after(first, months), -months) == first


@given(st.integers(0, 10**6), st.integers(1, 10**7), st.integers(1, 1000))
def test_more_complaints_never_lower_the_rate(complaints: int, sold: int, more: int) -> None:
    lower, higher = rate(complaints, sold), rate(complaints + more, sold)

    assert lower is not None
    assert higher is not None
    assert lower <= higher
    assert abs(lower - Decimal(complaints) * 100 / sold) <= Decimal("0.005")
