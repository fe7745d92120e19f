"""The vectors of business time, changes of summer time, places, and advance and consumed as inverses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.business_time.calendar import (
    BusinessCalendar,
    CalendarVersion,
    NeverOpen,
    Place,
    default_calendar,
    weekly_calendar,
)
from kulanz.core.business_time.holidays_of import CATHOLIC, PUBLIC, UnknownPlace, holiday_name, is_known
from kulanz.core.business_time.windows import Window, hours

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600
STANDARD = default_calendar("DE", "BE", "Europe/Berlin")
NINE_TO_FIVE = weekly_calendar("09:00-17:00", zone="Europe/Berlin")
SPLIT = weekly_calendar("08:00-12:00, 13:00-17:00", zone="Europe/Berlin")
ALWAYS = BusinessCalendar("Europe/Berlin", (CalendarVersion(week=(hours("00:00-24:00"),) * 7),))


def at(day: int, clock: str, month: int = 11, year: int = 2026) -> datetime:
    """An instant of the local clock. 16 November 2026 is a Monday."""
    hour, minute = clock.split(":")
    return datetime(year, month, day, int(hour), int(minute), tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("calendar", "start", "seconds", "due"),
    [
        (STANDARD, at(16, "17:00"), 4 * HOUR, at(17, "11:00")),
        (STANDARD, at(16, "17:00"), 3 * HOUR, at(17, "10:00")),
        (NINE_TO_FIVE, at(20, "16:00"), 2 * HOUR, at(23, "10:00")),
        (STANDARD, at(16, "17:00"), 1 * HOUR, at(16, "18:00")),
        (STANDARD, at(16, "18:00"), 0, at(16, "18:00")),
        (STANDARD, at(16, "20:00"), 0, at(17, "08:00")),
        (STANDARD, at(16, "10:00"), 0, at(16, "10:00")),
        (STANDARD, at(21, "12:00"), 0, at(23, "08:00")),
        (STANDARD, at(16, "06:00"), 2 * HOUR, at(16, "10:00")),
        (STANDARD, at(16, "23:30"), 10 * HOUR, at(17, "18:00")),
        (SPLIT, at(16, "11:00"), 2 * HOUR, at(16, "14:00")),
        (SPLIT, at(16, "11:00"), 1 * HOUR, at(16, "12:00")),
        (SPLIT, at(16, "12:30"), 0, at(16, "13:00")),
        (ALWAYS, at(16, "23:00"), 2 * HOUR, at(17, "01:00")),
    ],
)
def test_advance(calendar: BusinessCalendar, start: datetime, seconds: int, due: datetime) -> None:
    assert calendar.advance(start, seconds) == due
    assert calendar.advance(start, seconds).tzinfo is UTC


def test_warnings_are_offsets_in_business_time() -> None:
    assert STANDARD.due(at(16, "17:00"), 4 * HOUR) == at(17, "11:00")
    assert STANDARD.warning(at(16, "17:00"), 4 * HOUR, HOUR) == at(17, "10:00")
    assert STANDARD.warning(at(16, "17:00"), HOUR, 4 * HOUR) == at(16, "17:00")


def test_pauses_do_not_count() -> None:
    pauses = [(at(16, "11:00"), at(17, "09:00")), (at(16, "10:30"), at(16, "12:00"))]
    assert STANDARD.consumed(at(16, "09:00"), at(17, "10:00"), pauses) == 2.5 * HOUR
    assert STANDARD.due(at(16, "09:00"), 3 * HOUR, pauses) == at(17, "10:30")
    assert STANDARD.consumed(at(16, "09:00"), at(16, "08:00")) == 0


def test_the_target_is_changed_during_a_pause() -> None:
    start, stop = at(16, "09:00"), at(16, "11:00")
    paused = [(stop, None)]
    assert STANDARD.due(start, 4 * HOUR, paused) is None
    assert STANDARD.due(start, 3 * HOUR, paused) is None
    resumed = [(stop, at(17, "09:00"))]
    assert STANDARD.due(start, 3 * HOUR, resumed) == at(17, "10:00")
    # Two hours are consumed: one hour is breached at once, two are due as they were reached.
    assert STANDARD.due(start, 1 * HOUR, paused) == at(16, "10:00")
    assert STANDARD.due(start, 2 * HOUR, paused) == stop


def test_started_while_paused() -> None:
    assert STANDARD.due(at(16, "09:00"), 0, [(at(16, "08:00"), None)]) is None
    assert STANDARD.due(at(16, "09:00"), HOUR, [(at(16, "08:00"), at(16, "10:00"))]) == at(16, "11:00")


def test_summer_time() -> None:
    # 29 March 2026: 02:00 becomes 03:00; 25 October 2026: 03:00 becomes 02:00.
    assert ALWAYS.consumed(at(29, "00:00", 3), at(30, "00:00", 3)) == 23 * HOUR
    assert ALWAYS.consumed(at(25, "00:00", 10), at(26, "00:00", 10)) == 25 * HOUR
    assert STANDARD.advance(at(27, "17:00", 3), 2 * HOUR) == at(30, "09:00", 3)
    assert STANDARD.advance(at(23, "17:00", 10), 2 * HOUR) == at(26, "09:00", 10)
    night = BusinessCalendar("Europe/Berlin", (CalendarVersion(week=(hours("02:00-03:00"),) * 7),))
    assert night.consumed(at(28, "12:00", 3), at(29, "12:00", 3)) == 0
    assert night.consumed(at(24, "12:00", 10), at(25, "12:00", 10)) == 2 * HOUR


def test_a_holiday_in_one_state_only() -> None:
    # 6 January 2026, a Tuesday: Epiphany in Bavaria, a working day in Berlin.
    bavaria = default_calendar("DE", "DE-BY", "Europe/Berlin")
    start = at(5, "17:00", 1)
    assert STANDARD.advance(start, 2 * HOUR) == at(6, "09:00", 1)
    assert bavaria.advance(start, 2 * HOUR) == at(7, "09:00", 1)
    assert bavaria.add_working_days(date(2026, 1, 5), 1) == date(2026, 1, 7)


def test_holidays_of_a_municipality() -> None:
    assumption, peace = date(2026, 8, 15), date(2026, 8, 8)
    assert holiday_name(Place("DE", "BY"), assumption) is None
    assert holiday_name(Place("DE", "BY", (PUBLIC, CATHOLIC)), assumption)
    assert holiday_name(Place("DE", "Augsburg"), peace)
    assert holiday_name(Place("DE", "BY", (PUBLIC, CATHOLIC)), peace) is None


def test_unknown_places() -> None:
    assert not is_known(Place("XX"))
    with pytest.raises(UnknownPlace):
        holiday_name(Place("DE", "Nirgendwo"), date(2026, 1, 1))
    assert not default_calendar("DE", "ZZ", "Europe/Berlin").is_working_day(date(2026, 1, 1))
    assert default_calendar("XX", None, "Europe/Berlin").is_working_day(date(2026, 1, 1))


def test_special_hours_before_closures_before_holidays() -> None:
    christmas, stocktaking, sunday = date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 20)
    version = CalendarVersion(
        week=(*[hours("08-18")] * 5, (), ()),
        place=Place("DE", "BE"),
        closures=frozenset({christmas, stocktaking}),
        special_hours={christmas: hours("10-12"), sunday: hours("09-13")},
    )
    calendar = BusinessCalendar("Europe/Berlin", (version,))
    assert calendar.hours_on(christmas) == (Window(time(10), time(12)),)
    assert calendar.hours_on(stocktaking) == ()
    assert calendar.is_working_day(sunday)
    assert not calendar.is_working_day(date(2026, 12, 26))
    assert calendar.is_open(at(25, "10:00", 12))
    assert not calendar.is_open(at(25, "12:00", 12))


def test_an_edited_calendar_does_not_change_the_past() -> None:
    edited = NINE_TO_FIVE.edited(
        CalendarVersion(week=(*[hours("12-13")] * 5, (), ()), valid_from=date(2026, 11, 18))
    )
    assert edited.consumed(at(16, "00:00"), at(18, "00:00")) == 16 * HOUR
    assert edited.consumed(at(16, "00:00"), at(19, "00:00")) == 17 * HOUR
    assert NINE_TO_FIVE.consumed(at(16, "00:00"), at(19, "00:00")) == 24 * HOUR


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (20, 1, 23),
        (20, 0, 20),
        (21, 0, 23),
        (21, 1, 23),
        (21, 2, 24),
        (23, -1, 20),
        (22, -1, 20),
        (16, 5, 23),
    ],
)
def test_working_days(day: int, count: int, expected: int) -> None:
    assert STANDARD.add_working_days(date(2026, 11, day), count) == date(2026, 11, expected)


def test_what_is_refused() -> None:
    closed = BusinessCalendar("Europe/Berlin", (CalendarVersion(week=((),) * 7),))
    with pytest.raises(NeverOpen):
        closed.advance(at(16, "09:00"), 1)
    with pytest.raises(NeverOpen):
        closed.add_working_days(date(2026, 11, 16), 1)
    assert closed.consumed(at(16, "09:00"), at(20, "09:00")) == 0
    with pytest.raises(ValueError, match="overlap"):
        hours("08-12, 11-13")
    with pytest.raises(ValueError, match="closes after"):
        hours("12-08")
    with pytest.raises(ValueError, match="aware"):
        STANDARD.advance(datetime(2026, 11, 16, 9), 1)  # noqa: DTZ001  # naive on purpose
    with pytest.raises(ValueError, match="forward"):
        STANDARD.advance(at(16, "09:00"), -1)
    with pytest.raises(ValueError, match="seven"):
        CalendarVersion(week=())
    with pytest.raises(ValueError, match="order"):
        BusinessCalendar("Europe/Berlin", ())


MOMENTS = st.integers(0, 2 * 365 * 86400).map(
    lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)
CALENDARS = st.sampled_from([STANDARD, NINE_TO_FIVE, SPLIT, ALWAYS])
SPANS = st.lists(st.tuples(MOMENTS, st.integers(0, 10 * 86400)), max_size=4).map(
    lambda found: [(begin, begin + timedelta(seconds=length)) for begin, length in found]
)


@given(CALENDARS, MOMENTS, st.integers(0, 60 * 10 * HOUR))
def test_consumed_undoes_advance(calendar: BusinessCalendar, start: datetime, seconds: int) -> None:
    due = calendar.advance(start, seconds)
    assert due >= start
    assert calendar.consumed(start, due) == seconds


@given(CALENDARS, MOMENTS, st.integers(0, 60 * 10 * HOUR), SPANS)
def test_due_is_when_the_target_is_consumed(
    calendar: BusinessCalendar, start: datetime, target: int, pauses: list[tuple[datetime, datetime]]
) -> None:
    due = calendar.due(start, target, pauses)
    assert due is not None
    assert calendar.consumed(start, due, pauses) == target
    assert calendar.consumed(start, due - timedelta(seconds=1), pauses) <= target


@given(CALENDARS, MOMENTS, st.integers(0, 40 * 86400), st.integers(0, 40 * 86400))
def test_consumed_adds_up(calendar: BusinessCalendar, start: datetime, first: int, second: int) -> None:
    middle = start + timedelta(seconds=first)
    end = middle + timedelta(seconds=second)
    assert calendar.consumed(start, end) == calendar.consumed(start, middle) + calendar.consumed(middle, end)


@given(MOMENTS, st.integers(0, 20 * HOUR), st.integers(0, 20 * HOUR))
def test_recomputed_at_any_moment_the_due_time_is_the_same(start: datetime, target: int, later: int) -> None:
    due = STANDARD.advance(start, target)
    now = start + timedelta(seconds=later)
    left = target - STANDARD.consumed(start, now)
    if left > 0:
        assert STANDARD.advance(now, left) == due
