"""Make or buy counts what the office put right, not what was reported first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from kulanz.stages.execution.commands.reports.correcting import correct_report
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.improvement.queries.make_or_buy import reckon
from tests.improvement.dealing import Dealing
from tests.improvement.house import AT, House
from tests.improvement.test_cockpit import YEAR, ZONE


def counted(house: House) -> tuple[int, int, Decimal, int, int]:
    """Minutes of work and of travel, kilometres, and how many visits lack time or distance."""
    blatt = house.people.blatt_house
    assert blatt.organisation_id is not None
    (one,) = reckon(blatt, blatt.organisation_id, YEAR, ZONE).counted.visits
    assert one.count == 1
    return one.work_minutes, one.travel_minutes, one.kilometres, one.without_time, one.without_distance


def correct(house: House, report_id: int, expected: int, **changed: Any) -> None:
    report = ServiceReport.objects.get(pk=report_id)
    correct_report(
        actor=house.people.anna,
        report_id=report_id,
        times=replace(report.times, **changed),
        reason="vertippt",
        expected=expected,
        at=AT,
    )


def test_the_newest_correction_counts_also_where_it_takes_a_value_away(house: House) -> None:
    dealing = Dealing(house)
    report = dealing.report(dealing.case("2026-05-01"), work=60, road=300, km="200")
    assert counted(house) == (60, 300, Decimal(200), 0, 0)
    later = report.arrived_at + timedelta(minutes=90) if report.arrived_at else None
    correct(house, report.pk, 0, left_at=later, travel_minutes=30, travel_km=Decimal(20))
    assert counted(house) == (90, 30, Decimal(20), 0, 0)
    correct(house, report.pk, 1, travel_km=Decimal("20.5"))
    assert counted(house) == (90, 30, Decimal("20.5"), 0, 0)
    correct(house, report.pk, 2, travel_minutes=None, travel_km=None)
    assert counted(house) == (0, 0, Decimal(0), 1, 1)


def test_a_time_the_office_took_out_counts_once_it_is_put_in(house: House) -> None:
    dealing = Dealing(house)
    report = dealing.report(dealing.case("2026-05-01"), work=None, km=None)
    assert counted(house) == (0, 0, Decimal(0), 1, 1)
    later = report.arrived_at + timedelta(minutes=45) if report.arrived_at else None
    correct(house, report.pk, 0, left_at=later, travel_km=Decimal(12))
    assert counted(house) == (45, 30, Decimal(12), 0, 0)
