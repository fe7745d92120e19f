"""Terms, standing and reminders of certificates, and regions as people type them: pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.masterdata.parties.rules.certificates import (
    REMINDERS,
    Standing,
    due_reminder,
    last_day,
    local_day,
    standing,
)
from kulanz.masterdata.parties.rules.regions import (
    GERMAN_AREAS,
    Region,
    UnreadableRegion,
    covers_area,
    read_regions,
    regions_text,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("issued", "months", "until"),
    [
        # two years
        ("2024-03-15", 24, "2026-03-14"),
        ("2026-11-22", 24, "2028-11-21"),
        ("2025-01-01", 24, "2026-12-31"),
        ("2024-03-01", 24, "2026-02-28"),
        ("2026-03-01", 24, "2028-02-29"),
        # leap days
        ("2024-02-29", 24, "2026-02-28"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2022-03-01", 24, "2024-02-29"),
        ("2024-02-28", 24, "2026-02-27"),
        # ends of months
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-08-30", 6, "2027-02-28"),
        ("2026-08-29", 6, "2027-02-28"),
        ("2026-08-28", 6, "2027-02-27"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-01", 1, "2026-12-31"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_last_day(issued: str, months: int, until: str) -> None:
    assert last_day(date.fromisoformat(issued), months) == date.fromisoformat(until)


@given(DAYS, st.integers(1, 120))
def test_a_term_is_never_longer_than_its_months_and_hardly_shorter(issued: date, months: int) -> None:
    until = last_day(issued, months)
    ahead = (until.year - issued.year) * 12 + until.month - issued.month
    # the same day of the month is never reached
    assert ahead < months or (ahead == months and until.day < issued.day)
    assert until + timedelta(days=4) > issued + timedelta(days=28 * months)


@given(DAYS, DAYS, st.integers(1, 120))
def test_who_is_certified_later_is_certified_longer(one: date, other: date, months: int) -> None:
    early, late = sorted((one, other))
    assert last_day(early, months) <= last_day(late, months)


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("issued", "until", "revoked", "followed", "expected"),
    [
        ("2025-01-10", "2027-06-01", None, None, Standing.VALID),
        ("2025-01-10", "2027-02-22", None, None, Standing.VALID),
        ("2025-01-10", "2027-02-21", None, None, Standing.ENDING),
        ("2025-01-10", "2026-11-23", None, None, Standing.ENDING),
        ("2025-01-10", "2026-11-22", None, None, Standing.ENDED),
        ("2026-11-24", "2028-11-23", None, None, Standing.NOT_YET),
        ("2026-11-23", "2028-11-22", None, None, Standing.VALID),
        ("2025-01-10", "2027-06-01", "2026-11-23", None, Standing.REVOKED),
        ("2025-01-10", "2027-06-01", "2026-11-24", None, Standing.VALID),
        ("2025-01-10", "2026-11-30", None, "2026-12-01", Standing.RENEWED),
        ("2025-01-10", "2026-11-30", None, "2026-12-02", Standing.ENDING),
        ("2025-01-10", "2026-10-30", None, "2026-11-20", Standing.RENEWED),
        ("2025-01-10", "2026-10-30", None, "2026-11-24", Standing.ENDED),
    ],
)
def test_standing(
    issued: str, until: str, revoked: str | None, followed: str | None, expected: Standing
) -> None:
    found = standing(
        issued_on=date.fromisoformat(issued),
        valid_until=date.fromisoformat(until),
        today=TODAY,
        revoked_on=date.fromisoformat(revoked) if revoked else None,
        followed_from=date.fromisoformat(followed) if followed else None,
    )
    assert found is expected


@pytest.mark.parametrize(
    ("left", "told", "expected"),
    [
        (91, (), None),
        (90, (), 90),
        (90, (90,), None),
        (60, (), 90),
        (31, (90,), None),
        (30, (90,), 30),
        # nobody was told for months: one mail, the nearest
        (5, (), 7),
        (5, (90,), 7),
        (5, (90, 30, 7), None),
        (20, (7,), None),
        (0, (30,), 7),
        (-1, (), None),
    ],
)
def test_reminders(left: int, told: tuple[int, ...], expected: int | None) -> None:
    until = TODAY + timedelta(days=left)
    assert due_reminder(issued_on=date(2020, 1, 1), valid_until=until, today=TODAY, told=told) == expected


def test_a_short_certificate_is_not_reminded_of_days_before_it() -> None:
    until = TODAY + timedelta(days=20)
    assert due_reminder(issued_on=TODAY, valid_until=until, today=TODAY, told=()) is None
    later = until - timedelta(days=7)
    assert due_reminder(issued_on=TODAY, valid_until=until, today=later, told=()) == 7


@given(DAYS, st.integers(8, 1500), st.lists(st.integers(0, 1500), max_size=40))
def test_each_reminder_goes_out_once_whenever_the_job_runs(issued: date, term: int, runs: list[int]) -> None:
    told: list[int] = []
    for day in sorted(runs):
        due = due_reminder(
            issued_on=issued,
            valid_until=issued + timedelta(days=term),
            today=issued + timedelta(days=day),
            told=told,
        )
        if due is not None:
            told.append(due)
    assert len(told) == len(set(told))
    assert told == sorted(told, reverse=True)
    assert set(told) <= set(REMINDERS)


def test_the_day_is_the_tenants() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert local_day(late, "Europe/Berlin") == date(2026, 11, 23)
    assert local_day(late, "America/New_York") == date(2026, 11, 22)


# --- regions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("20, 21;225", (Region("DE", "20"), Region("DE", "21"), Region("DE", "225"))),
        ("DE", (Region("DE"),)),
        ("de 20\nAT 10, ch", (Region("AT", "10"), Region("CH"), Region("DE", "20"))),
        ("AT-10", (Region("AT", "10"),)),
        ("20, 20 , de 20", (Region("DE", "20"),)),
        ("GB SW1A, NL 10 12", (Region("GB", "SW1A"), Region("NL", "1012"))),
    ],
)
def test_regions_are_read(text: str, expected: tuple[Region, ...]) -> None:
    assert read_regions(text, home="DE") == expected


@pytest.mark.parametrize("text", ["Hamburg", "20, !", "2*", "01234567890", "?"])
def test_what_is_no_region_is_refused(text: str) -> None:
    with pytest.raises(UnreadableRegion):
        read_regions(text, home="DE")


@given(
    st.lists(
        st.builds(
            Region, st.sampled_from(["DE", "AT", "CH", "GB"]), st.from_regex(r"[0-9]{0,5}", fullmatch=True)
        ),
        max_size=12,
    )
)
def test_regions_are_written_as_they_are_read(regions: list[Region]) -> None:
    assert set(read_regions(regions_text(regions, home="DE"), home="DE")) == set(regions)


def test_areas() -> None:
    assert len(GERMAN_AREAS) == 95
    regions = [Region("DE", "2"), Region("DE", "801"), Region("AT")]
    assert covers_area(regions, "DE", "20") is True
    assert covers_area(regions, "DE", "80") is None
    assert covers_area(regions, "DE", "81") is False
    assert covers_area(regions, "AT", "10") is True
    assert regions[0].holds("de", "22 765")
    assert not regions[1].holds("DE", "80999")
