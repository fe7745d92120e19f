"""The complaint rate of a house, against figures worked out by hand and against counting one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kulanz.core.refusal import NotAllowed
from kulanz.stages.improvement.commands.totals import total_up
from kulanz.stages.improvement.models import SalesFigure
from kulanz.stages.improvement.queries.figures import Filters, Row
from kulanz.stages.improvement.queries.rate import Asked, Report, complaint_rate, counted_cases
from kulanz.stages.improvement.rules.rate import Counting, Dimension
from tests.improvement.house import AT, House, month

BERLIN = ZoneInfo("Europe/Berlin")


def sold(
    house: House, when: str, article: Any, units: int, *, dealer: Any = None, country: str = "DE"
) -> None:
    SalesFigure.objects.create(
        tenant=house.people.tenant, month=month(when), article=article, dealer=dealer, country=country,
        quantity=units,
    )  # fmt: skip
    total_up(tenant_id=house.people.tenant.pk, months=[month(when)])


def report_of(house: House, filters: Filters | None = None, at: datetime = AT) -> Report:
    house.told()
    return complaint_rate(actor=house.people.lena, at=at, filters=filters or Filters())


def row(report: Report, dimension: Dimension, key: object) -> Row:
    return next(row for row in report.lists[dimension] if row.key == key)


def test_by_hand(house: House) -> None:
    """Two chairs and a table in one case: it counts once for chairs, once for tables, once in all."""
    people = house.people
    house.complaint(
        "2026-10-15",
        {"article": house.arve, "quantity": 2, "failure_code": "GF", "claim_status": "accepted"},
        {"article": house.buche, "quantity": 1, "failure_code": "GF"},
        {"article": house.tanne, "quantity": 1, "failure_code": "KA"},
        dealer=people.blatt,
    )
    house.complaint("2026-09-01", {"article": house.arve, "quantity": 3}, dealer=people.blatt)
    house.complaint("2025-03-01", {"article": house.arve})  # in the twelve months before
    house.complaint("2026-11-02", {"article": house.arve})  # in the month that still runs
    sold(house, "2026-10", house.arve, 100, dealer=people.blatt)
    sold(house, "2026-01", house.arve, 60)
    sold(house, "2026-02", house.tanne, 40, dealer=people.blatt)
    sold(house, "2025-02", house.arve, 50)

    report = report_of(house)

    whole = report.whole
    assert (whole.now.cases, whole.now.hundredths, whole.now.accepted, whole.now.sold) == (2, 700, 1, 200)
    assert [whole.now.rate(c) for c in Counting] == [Decimal("1.00"), Decimal("3.50"), Decimal("0.50")]
    assert (whole.before.cases, whole.before.sold) == (1, 50)
    assert whole.change(Counting.CASES) == Decimal("-1.00")
    assert whole.now.is_small(Counting.CASES)

    arve = row(report, Dimension.ARTICLE, house.arve.pk)
    assert (arve.now.cases, arve.now.sold, arve.now.rate(Counting.CASES)) == (2, 160, Decimal("1.25"))
    assert row(report, Dimension.ARTICLE, house.buche.pk).now.rate(Counting.CASES) is None  # none sold
    chairs = row(report, Dimension.GROUP, house.chairs.pk)
    assert (chairs.now.cases, chairs.now.hundredths, chairs.now.sold) == (2, 600, 160)
    assert row(report, Dimension.GROUP, house.tables.pk).now.rate(Counting.CASES) == Decimal("2.50")
    assert row(report, Dimension.SUPPLIER, house.feder.pk).now.cases == 2
    assert row(report, Dimension.SUPPLIER, None).now.cases == 1
    assert row(report, Dimension.DEALER, people.blatt.pk).now.rate(Counting.CASES) == Decimal(
        "1.43"
    )  # of 140
    # Failure codes and remedies stand against all sales.
    assert row(report, Dimension.FAILURE_CODE, "GF").now.rate(Counting.CASES) == Decimal("0.50")
    assert row(report, Dimension.REMEDY, None).now.sold == 200
    assert [r.now.cases for r in report.months] == [0] * 10 + [1, 1]


def test_filtered_lists_stand_against_the_sales_of_the_filter(house: House) -> None:
    house.complaint("2026-10-15", {"article": house.arve}, {"article": house.tanne})
    sold(house, "2026-10", house.arve, 100)
    sold(house, "2026-10", house.arve, 100, country="AT")
    sold(house, "2026-10", house.tanne, 50)

    chairs = report_of(house, Filters(group_id=house.chairs.pk))
    assert (chairs.whole.now.cases, chairs.whole.now.sold) == (1, 200)
    assert [r.key for r in chairs.lists[Dimension.ARTICLE]] == [house.arve.pk]
    germany = report_of(house, Filters(country="DE"))
    assert (germany.whole.now.cases, germany.whole.now.sold) == (1, 150)
    assert row(germany, Dimension.FAILURE_CODE, "").now.sold == 150
    assert report_of(house, Filters(country="AT")).whole.now.cases == 0


def test_nothing_sold_on_balance(house: House) -> None:
    house.complaint("2026-10-15", {"article": house.arve})
    sold(house, "2026-10", house.arve, 5)
    sold(house, "2026-09", house.arve, -5)

    report = report_of(house)

    assert report.whole.now.rate(Counting.CASES) is None
    assert row(report, Dimension.ARTICLE, house.arve.pk).change(Counting.CASES) is None


@pytest.mark.parametrize(
    ("recorded", "inside"),
    [
        ("2025-10-31T22:59:59+00:00", False),
        ("2025-10-31T23:30:00+00:00", True),  # 00:30 on 1 November in Berlin
        ("2025-12-31T23:30:00+00:00", True),
        ("2026-10-31T22:59:00+00:00", True),
        ("2026-10-31T23:00:00+00:00", False),  # midnight: November, which still runs
    ],
)
def test_the_window_by_local_time(house: House, recorded: str, inside: bool) -> None:
    house.complaint(recorded, {"article": house.arve})

    assert report_of(house).whole.now.cases == inside


def test_leap_day_and_turn_of_the_year(house: House) -> None:
    house.complaint("2028-02-29T12:00:00+00:00", {"article": house.arve})
    house.complaint("2027-12-31T23:30:00+00:00", {"article": house.arve})

    report = report_of(house, at=datetime(2028, 3, 1, 8, tzinfo=UTC))

    counted = {r.key: r.now.cases for r in report.months if r.now.cases}
    assert counted == {month("2028-02"): 1, month("2028-01"): 1}


def test_by_month_of_delivery(house: House) -> None:
    """Complaints so far; last year's deliveries as they stood a year ago."""
    house.complaint(
        "2026-11-10", {"article": house.arve, "delivered_on": date(2026, 3, 5)}
    )  # after the window
    house.complaint("2026-05-10", {"article": house.arve, "delivered_on": date(2026, 3, 31)})
    house.complaint("2025-06-10", {"article": house.arve, "delivered_on": date(2025, 3, 1)})
    house.complaint(
        "2025-12-10", {"article": house.arve, "delivered_on": date(2025, 3, 1)}
    )  # later than then
    sold(house, "2026-03", house.arve, 40)
    sold(house, "2025-03", house.arve, 50)

    delivered = row(report_of(house), Dimension.DELIVERED, month("2026-03"))

    assert (delivered.now.cases, delivered.now.rate(Counting.CASES)) == (2, Decimal("5.00"))
    assert (delivered.before.cases, delivered.before.rate(Counting.CASES)) == (1, Decimal("2.00"))


def test_only_the_office_reads_it(house: House) -> None:
    for outsider in (house.people.blatt_house, house.people.tom, house.people.otto):
        with pytest.raises(NotAllowed):
            complaint_rate(actor=outsider, at=AT, filters=Filters())
        with pytest.raises(NotAllowed):
            counted_cases(actor=outsider, at=AT, filters=Filters(), asked=Asked(None))
