"""The complaint rate of a house, against figures worked out by hand and against counting one by one."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Model

from kulanz.cases.models import Case, Position
from kulanz.core.refusal import NotAllowed
from kulanz.stages.improvement.commands.totals import total_up
from kulanz.stages.improvement.models import SalesFigure
from kulanz.stages.improvement.queries.figures import Filters, Row
from kulanz.stages.improvement.queries.rate import Asked, Report, complaint_rate, counted_cases
from kulanz.stages.improvement.rules.rate import Counting, Dimension, rate
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


# --- against counting one by one ---------------------------------------------------------------------


def fill(house: House, dice: random.Random) -> None:
    """Cases and sales at random, few of each kind, so that many fall together."""
    people = house.people
    articles = [house.arve, house.buche, house.tanne, None]
    places = [house.lives_in(people.karla, "DE"), house.lives_in(people.blatt, "AT")]
    start = datetime(2024, 9, 1, tzinfo=UTC)
    for _ in range(120):
        positions = [
            {
                "article": dice.choice(articles),
                "quantity": Decimal(dice.randint(25, 400)) / 100,
                "failure_code": dice.choice(["", "GF", "KA"]),
                "supplier": dice.choice([None, None, house.feder]),
                "claim_status": dice.choice(["under_review", "accepted", "remedy_started", "rejected"]),
                "delivered_on": dice.choice([None, date(2026, dice.randint(1, 10), 3), date(2025, 2, 1)]),
            }
            for _ in range(dice.choice([0, 1, 1, 2, 3]))
        ]
        house.complaint(
            (start + timedelta(hours=dice.randint(0, 20_000))).isoformat(),
            *positions,
            dealer=dice.choice([None, people.blatt, people.fremd]),
            place_of_use=dice.choice(places),
            step=dice.choice(["in_progress", "in_progress", "in_progress", "cancelled"]),
        )
    for _ in range(60):
        SalesFigure.objects.update_or_create(
            tenant=people.tenant,
            month=date(dice.choice([2025, 2026]), dice.randint(1, 12), 1),
            article=dice.choice(articles[:3]),
            dealer=dice.choice([None, people.blatt, people.fremd]),
            country=dice.choice(["DE", "AT"]),
            defaults={"quantity": dice.randint(-5, 60)},
        )
    total_up(tenant_id=people.tenant.pk, months={f.month for f in SalesFigure.objects.all()})


def pk(thing: Model | None) -> int | None:
    return thing.pk if thing else None


KEY_OF: dict[Dimension, Callable[[Case, Position | None], object]] = {
    Dimension.ARTICLE: lambda c, p: p and p.article_id,
    Dimension.GROUP: lambda c, p: p and (
        p.article.product_group_id if p.article else p.product_group_id
    ),
    Dimension.SUPPLIER: lambda c, p: p and (p.supplier_id or (p.article and p.article.supplier_id)),
    Dimension.DEALER: lambda c, p: c.dealer_id,
    Dimension.COUNTRY: lambda c, p: c.place_of_use and c.place_of_use.country,
    Dimension.FAILURE_CODE: lambda c, p: p.failure_code if p else "",
    Dimension.REMEDY: lambda c, p: None,
}  # fmt: skip
SOLD_KEY: dict[Dimension, Callable[[SalesFigure], object]] = {
    Dimension.ARTICLE: lambda s: s.article_id,
    Dimension.GROUP: lambda s: s.article.product_group_id,
    Dimension.SUPPLIER: lambda s: s.article.supplier_id,
    Dimension.DEALER: lambda s: s.dealer_id,
    Dimension.COUNTRY: lambda s: s.country,
}


def passes(filters: Filters, of: Callable[[Dimension], object]) -> bool:
    wanted = {
        Dimension.GROUP: filters.group_id, Dimension.ARTICLE: filters.article_id,
        Dimension.DEALER: filters.dealer_id, Dimension.COUNTRY: filters.country or None,
        Dimension.SUPPLIER: filters.supplier_id,
    }  # fmt: skip
    return all(value is None or of(dimension) == value for dimension, value in wanted.items())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_as_counted_one_by_one(house: House, seed: int) -> None:
    fill(house, random.Random(seed))
    looked_at = [
        (case, position)
        for case in Case.objects.exclude(step="cancelled").select_related("place_of_use")
        if date(2025, 11, 1) <= case.created_at.astimezone(BERLIN).date() <= date(2026, 10, 31)
        for position in list(case.positions.select_related("article")) or [None]
    ]
    sales = [
        s for s in SalesFigure.objects.select_related("article")
        if date(2025, 11, 1) <= s.month <= date(2026, 10, 1)
    ]  # fmt: skip
    choices = [
        Filters(),
        Filters(country="AT"),
        Filters(dealer_id=house.people.blatt.pk),
        Filters(group_id=house.chairs.pk),
        Filters(article_id=house.arve.pk, country="DE"),
        Filters(supplier_id=house.feder.pk, dealer_id=house.people.fremd.pk),
    ]
    for filters in choices:
        report = report_of(house, filters)
        rows = [
            (c, p) for c, p in looked_at if passes(filters, lambda d, c=c, p=p: KEY_OF[d](c, p))
        ]  # fmt: skip
        units = [s for s in sales if passes(filters, lambda d, s=s: SOLD_KEY[d](s))]
        total = sum(s.quantity for s in units)
        assert report.whole.now.cases == len({c.pk for c, _ in rows})
        assert report.whole.now.sold == total
        for dimension, key_of in KEY_OF.items():
            groups = {key_of(c, p) for c, p in rows}
            sold_in = SOLD_KEY.get(dimension)
            groups |= {sold_in(s) for s in units} if sold_in else set()
            found = {r.key: r for r in report.lists[dimension]}
            for key in groups:
                own = [(c, p) for c, p in rows if key_of(c, p) == key]
                figures = found[key].now
                assert figures.cases == len({c.pk for c, _ in own}), (filters, dimension, key)
                assert figures.accepted == len(
                    {
                        c.pk for c, p in own
                        if (p.claim_status if p else c.claim_status) in ("accepted", "remedy_started")
                    }
                )  # fmt: skip
                assert figures.hundredths == sum(int(p.quantity * 100) for _, p in own if p)
                of_group = sum(s.quantity for s in units if sold_in(s) == key) if sold_in else total
                assert figures.sold == of_group
                assert figures.rate(Counting.CASES) == rate(figures.cases, of_group)


@pytest.mark.parametrize("counting", list(Counting))
def test_every_figure_leads_to_exactly_its_cases(house: House, counting: Counting) -> None:
    fill(house, random.Random(4))
    for filters in (Filters(), Filters(group_id=house.chairs.pk), Filters(country="DE")):
        report = report_of(house, filters)
        every = [
            *((Asked(None, month=r.key, counting=counting), r.now) for r in report.months),
            *(
                (Asked(dimension, r.key, counting=counting, before=before), r.before if before else r.now)
                for dimension, rows in report.lists.items()
                for r in rows
                for before in (False, True)
                if not (before and dimension is Dimension.DELIVERED)
            ),
            (Asked(None, counting=counting), report.whole.now),
        ]
        for asked, figures in every:
            if asked.dimension is Dimension.DELIVERED:
                asked = Asked(Dimension.DELIVERED, asked.key, counting=counting)  # noqa: PLW2901
            found = counted_cases(actor=house.people.anna, at=AT, filters=filters, asked=asked)
            expected = figures.accepted if counting is Counting.ACCEPTED else figures.cases
            assert found.count() == expected, (filters, asked)
