"""Instants as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from kulanz.core.ui import moments

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday, 11:00 in Berlin
BERLIN = moments.zone("Europe/Berlin")


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (timedelta(seconds=20), "gerade eben"),
        (timedelta(seconds=-20), "gleich"),
        (timedelta(minutes=5), "vor 5 Min."),
        (timedelta(minutes=-59), "in 59 Min."),
        (timedelta(hours=3), "vor 3 Std."),
        (timedelta(hours=-4), "in 4 Std."),
        (timedelta(hours=13), "gestern"),
        (timedelta(hours=26), "gestern"),
        (timedelta(hours=-26), "morgen"),
        (timedelta(days=2), "vor 2 Tagen"),
        (timedelta(days=-6), "in 6 Tagen"),
        (timedelta(days=20), "29. Okt."),
        (timedelta(days=400), "14. Okt. 2025"),
    ],
)
def test_relative(distance: timedelta, expected: str) -> None:
    with translation.override("de"):
        assert moments.relative(NOW - distance, NOW, BERLIN) == expected


def test_the_day_is_the_tenants() -> None:
    late = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
    with translation.override("de"):
        assert moments.short_date(late, NOW, BERLIN) == "18. Nov."
        assert moments.short_date(date(2026, 3, 1), NOW, BERLIN).startswith("1. M")
        assert moments.long_moment(late, BERLIN) == "Mittwoch, 18. November 2026, 00:30 Uhr"
        hour = late + timedelta(hours=1)
        assert moments.long_moment(late, BERLIN, hour) == "Mittwoch, 18. November 2026, 00:30–01:30 Uhr"
        assert moments.long_moment(late, BERLIN, late + timedelta(days=1)) == (
            "Mittwoch, 18. November 2026, 00:30 Uhr – Donnerstag, 19. November 2026, 00:30 Uhr"
        )


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 Byte"), (999, "999 Byte"), (1500, "1,5 kB"), (25_000_000, "25 MB"), (999_999, "1,0 MB")],
)
def test_file_size(count: int, expected: str) -> None:
    with translation.override("de"):
        assert moments.file_size(count) == expected


def test_an_unknown_zone_is_berlin() -> None:
    assert moments.zone("Mars/Olympus") == moments.zone(None) == BERLIN
