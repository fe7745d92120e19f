"""The complaint rate against counting one by one, over cases and sales at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kulanz.cases.models import Case, Position
from kulanz.stages.improvement.commands.totals import total_up
from kulanz.stages.improvement.models import SalesFigure
from kulanz.stages.improvement.queries.figures import Filters
from kulanz.stages.improvement.queries.rate import Asked, Report, complaint_rate, counted_cases
from kulanz.stages.improvement.rules.rate import Counting, Dimension, rate
from tests.improvement.house import AT, House

BERLIN = ZoneInfo("Europe/Berlin")


def report_of(house: House, filters: Filters) -> Report:
    house.told()
    return complaint_rate(actor=house.people.lena, at=AT, filters=filters)


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
            found = counted_cases(actor=house.people.anna, at=AT, filters=filters, asked=asked)
            expected = figures.accepted if counting is Counting.ACCEPTED else figures.cases
            assert found.count() == expected, (filters, asked)
