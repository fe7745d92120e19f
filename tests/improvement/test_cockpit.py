"""A dealer's figures: its own cases, counted as docs/make-or-buy.md says, and nothing of anybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, Role, Scope
from kulanz.masterdata.parties.models import DealerContract
from kulanz.stages.execution.models import Booking
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.stages.improvement.permissions_of_cockpit import (
    counted_cases,
    offers_of,
    part_sales_visible_to,
    prices_visible_to,
    rates_visible_to,
)
from kulanz.stages.improvement.queries.cockpit import about, count_cases, satisfaction, times_of, within
from kulanz.stages.improvement.queries.make_or_buy import offered, part_sales, reckon
from kulanz.stages.improvement.queries.visiting import visits_of
from kulanz.stages.improvement.rules.options import Line, Payer
from kulanz.stages.improvement.rules.periods import before, chosen, periods_at
from kulanz.stages.improvement.rules.rate import Dimension, Window
from kulanz.stages.solution.models import Decision, Remedy
from tests.cases.people import AT as STAFF_AT
from tests.improvement.dealing import Dealing
from tests.improvement.house import AT, House, month

D = Decimal
ZONE = ZoneInfo("Europe/Berlin")
YEAR = Window(date(2025, 11, 1), date(2026, 11, 1))


@pytest.fixture
def dealing(house: House) -> Dealing:
    return Dealing(house)


@pytest.fixture
def blatt(dealing: Dealing) -> Actor:
    dealing.rival()
    return dealing.house.people.blatt_house


def house_of(actor: Actor) -> int:
    assert actor.organisation_id is not None
    return actor.organisation_id


def test_periods() -> None:
    found = periods_at(AT, ZONE, date(2024, 5, 1))

    assert [(p.key, p.window.first, p.window.end) for p in found] == [
        ("12", date(2025, 11, 1), date(2026, 11, 1)),
        ("current", date(2026, 11, 1), date(2026, 12, 1)),
        ("3", date(2026, 8, 1), date(2026, 11, 1)),
        ("6", date(2026, 5, 1), date(2026, 11, 1)),
        ("24", date(2024, 11, 1), date(2026, 11, 1)),
        ("2026", date(2026, 1, 1), date(2026, 11, 1)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2024", date(2024, 1, 1), date(2025, 1, 1)),
    ]
    assert before(found[2].window) == Window(date(2026, 5, 1), date(2026, 8, 1))
    assert chosen(found, "unsinn").key == "12"
    # in January this year has no full month yet
    assert "2027" not in [p.key for p in periods_at(datetime(2027, 1, 9, tzinfo=UTC), ZONE, None)]


def test_counting(dealing: Dealing, blatt: Actor) -> None:
    arve = dealing.house.arve
    dealing.case("2026-10-31T23:30:00+00:00", article=arve)  # November in Berlin
    dealing.case("2026-10-31T22:30:00+00:00", article=arve)
    dealing.case("2026-05-01", kind="assembly", article=arve)
    dealing.case("2026-05-02", kind="complaint", coverage="guarantee", carried_out_by="dealer", article=arve)
    dealing.case("2026-05-03", kind="complaint", carried_out_by="dealer")
    dealing.case("2026-05-04", coverage="chargeable", carried_out_by="dealer")
    dealing.case("2025-06-01", article=arve)
    dealing.case("2026-05-05", step="cancelled")
    dealing.case("2026-05-06", is_spam=True)
    dealing.case("2026-05-07", merged_into=dealing.case("2026-05-08"))

    counts = count_cases(blatt, house_of(blatt), YEAR, ZONE)

    assert (counts.total.now, counts.total.before) == (6, 1)
    assert (counts.assemblies.now, counts.own_guarantee.now) == (1, 2)
    assert (counts.months[month("2026-10")], counts.months[month("2026-05")]) == (1, 5)
    assert {key: share.now for key, share in counts.kinds.items()} == {
        "repair": 3, "assembly": 1, "complaint": 2,
    }  # fmt: skip
    lists = about(blatt, house_of(blatt), YEAR, ZONE)
    assert [(s.key, s.now, s.before) for s in lists[Dimension.ARTICLE]] == [(arve.pk, 3, 1)]
    assert [(s.key, s.now) for s in lists[Dimension.GROUP]] == [(dealing.house.chairs.pk, 3)]
    assert [(s.key, s.now) for s in lists[Dimension.FAILURE_CODE]] == [("GF", 3)]


def test_times(dealing: Dealing, blatt: Actor) -> None:
    for days in (1, 2, 3, 4, 11):
        dealing.case(
            "2026-05-01T08:00:00", step="closed", closed_by="answer",
            closed_at=datetime(2026, 5, 1 + days, 20, tzinfo=UTC),
        )  # fmt: skip
    dealing.case("2026-05-01")

    times = times_of(blatt, house_of(blatt), YEAR, ZONE)

    assert (times.ended, times.half, times.most, times.open_now) == (5, D("3.5"), D("8.7"), 1)
    assert times.half_before is None


def test_satisfaction_needs_five_and_tells_no_single_one(dealing: Dealing, blatt: Actor) -> None:
    for n in range(4):
        dealing.report(dealing.case(f"2026-05-0{n + 1}"), rating=5)
    assert satisfaction(blatt, house_of(blatt), AT, ZONE).average is None

    dealing.report(dealing.case("2026-05-05"), rating=3)
    dealing.report(dealing.case("2026-05-06"), rating=4)

    found = satisfaction(blatt, house_of(blatt), AT, ZONE)
    assert (found.average, found.ratings) == (D("4.5"), 5)  # 27 ÷ 6; that there are six is not said
    # nor does withdrawing a case tell what its customer said
    Case.objects.filter(dealer_id=house_of(blatt)).update(step="cancelled")
    assert satisfaction(blatt, house_of(blatt), AT, ZONE) == found


def test_visits(dealing: Dealing, blatt: Actor, skilled: Any) -> None:
    with_report = dealing.case("2026-05-01", dealer_part="principal")
    first = dealing.report(with_report, work=60, road=30, km="20.5")
    dealing.report(with_report, work=None, km=None)  # tells neither
    for technician in skilled:
        Booking.objects.create(
            tenant=with_report.tenant, visit=first.visit, technician=technician,
            leads=technician == skilled[0],
            starts_at=AT, ends_at=AT.replace(hour=11), created_at=AT, created_by_name="",
        )  # fmt: skip
    dealing.case("2026-05-01")
    answered = dealing.case("2026-05-02", kind="complaint", coverage="guarantee")
    remedy = Remedy.objects.create(
        tenant=answered.tenant, code="s", name="Service", nature="repair", orders=["service"]
    )
    Decision.objects.create(
        tenant=answered.tenant, case=answered, remedy=remedy, state="done", key="k", calculation={},
        currency="EUR", proposed_at=STAFF_AT, proposed_by_name="Anna",
    )  # fmt: skip
    dealing.case("2026-05-02", kind="complaint")

    found = visits_of(within(counted_cases(blatt, house_of(blatt)), YEAR, ZONE), house_of(blatt), ZONE)

    told = {one.payer: one for one in found.visits}
    dealt = told[Payer.DEALER]
    assert (dealt.count, dealt.work_minutes, dealt.travel_minutes) == (2, 120, 60)  # a crew of two
    assert (dealt.kilometres, dealt.without_time, dealt.without_distance) == (D("20.5"), 1, 1)
    assert (told[Payer.CUSTOMER].count, told[Payer.CUSTOMER].without_time) == (1, 1)
    assert told[Payer.NOBODY].count == 1
    assert (found.count, found.charged, found.unreported) == (4, 3, 2)


def test_the_worked_example_from_cases(dealing: Dealing, blatt: Actor) -> None:
    """As in the rules' test, each table row told by its cases."""
    for day, fields, told, work, road, km in (
        ("2026-03-03", {"coverage": "guarantee", "kind": "repair"}, 6, 80, 50, "35"),
        ("2026-03-10", {"coverage": "chargeable"}, 2, 125, 80, "55"),
        ("2026-06-17", {"dealer_part": "principal"}, 2, 75, 50, "35"),
    ):
        for _n in range(told):
            dealing.report(dealing.case(day, **fields), work=work, road=road, km=km)
    for day, fields, more in (
        ("2026-03-03", {"coverage": "guarantee"}, 5),
        ("2026-03-10", {}, 3),
        ("2026-06-17", {"dealer_part": "principal"}, 2),
    ):
        for _n in range(more):
            dealing.case(day, **fields)
    dealing.rates()
    dealing.prices()

    found = reckon(blatt, house_of(blatt), YEAR, ZONE)

    assert (found.comparison.own.total, found.comparison.factory.total) == (D(10654), D(2129))
    assert found.comparison.billed == {Payer.CUSTOMER: D(1261), Payer.DEALER: D(868)}
    asked = reckon(blatt, house_of(blatt), YEAR, ZONE, guarantee_own=True)
    assert asked.comparison.own.total == D("12317.50")
    DealerContract.objects.create(
        tenant=dealing.house.people.tenant,
        dealer_id=house_of(blatt),
        delegates_guarantee=False,
        changed_at=AT,
    )
    agreed = reckon(blatt, house_of(blatt), YEAR, ZONE)
    assert (agreed.by_contract, agreed.comparison.own.total) == (True, D("12317.50"))


def test_parts_and_offers(dealing: Dealing, blatt: Actor) -> None:
    dealing.parts("2026-05", "100.50", 3)
    dealing.parts("2026-10", "-20.00", -1)
    dealing.offer("2026-05-05", "maintenance", "400", state="accepted")
    dealing.offer("2026-06-05", "maintenance", "100")
    dealing.offer("2025-06-05", "cleaning", "90")

    parts = part_sales(blatt, house_of(blatt), YEAR)
    assert (parts.months[month("2026-05")], parts.of(YEAR)) == (parts.months[month("2026-05")], None)
    assert len(parts.missing(YEAR)) == 10
    spring = part_sales(blatt, house_of(blatt), Window(date(2026, 5, 1), date(2026, 6, 1)))
    sold = spring.of(Window(date(2026, 5, 1), date(2026, 6, 1)))
    assert sold is not None
    assert (sold.amount, sold.quantity) == (D("100.50"), 3)
    offers = offered(blatt, house_of(blatt), YEAR, ZONE)
    now, earlier = offers[VisitKind.MAINTENANCE]
    assert (now.count, now.volume, now.accepted, earlier.count) == (2, D(500), 1, 0)
    assert offers[VisitKind.CLEANING][1].volume == D(90)


def test_nothing_of_another_dealer(dealing: Dealing, blatt: Actor) -> None:
    people = dealing.house.people
    fremd = people.fremd.pk
    dealing.prices()

    assert count_cases(blatt, house_of(blatt), YEAR, ZONE).total.now == 0
    assert count_cases(people.fremd_house, fremd, YEAR, ZONE).total.now == 7
    # not even by asking for it
    assert count_cases(blatt, fremd, YEAR, ZONE).total.now == 0
    assert not any(about(blatt, fremd, YEAR, ZONE).values())
    assert satisfaction(blatt, fremd, AT, ZONE).average is None
    assert satisfaction(people.fremd_house, fremd, AT, ZONE).average == 1
    assert not any(part_sales(blatt, fremd, YEAR).months[m] for m in YEAR.months() if m != month("2026-05"))
    assert part_sales(blatt, fremd, YEAR).months[month("2026-05")].amount == 0  # type: ignore[union-attr]  # a list there is
    assert offered(blatt, fremd, YEAR, ZONE)[VisitKind.CLEANING][0].count == 0
    found = reckon(blatt, fremd, YEAR, ZONE)
    assert (found.counted.count, found.rates, found.comparison.factory.total) == (0, [], 0)
    assert found.comparison.own.line(Line.TRAINING).missing


def test_who_sees_what(dealing: Dealing, blatt: Actor) -> None:
    people = dealing.house.people
    dealing.case("2026-05-01", created_by_membership_id=people.britta.membership_id)
    dealing.case("2026-05-02")
    dealing.parts("2026-05", "5")
    dealing.offer("2026-05-05", "maintenance", "5")
    dealing.rates()
    dealing.prices()
    house = people.blatt.pk
    seen = {
        name: (
            counted_cases(actor, house).count(),
            part_sales_visible_to(actor).count(),
            offers_of(actor, house).count(),
            rates_visible_to(actor).count(),
            prices_visible_to(actor).count(),
        )
        for name, actor in {
            "house": blatt,
            "britta": people.britta,
            "team": replace(people.britta, scope=Scope.TEAM),
            "fremd": people.fremd_house,
            "lena": people.lena,
            "anna": people.anna,
            "otto": people.otto,
            "finn": replace(people.anna, roles=frozenset({Role.FINANCE})),
            "tom": people.tom,
            "link": people.customer_link(1),
        }.items()
    }
    assert seen == {
        "house": (2, 1, 1, 1, 3),
        "britta": (1, 0, 0, 0, 3),
        "team": (1, 0, 0, 0, 3),
        "fremd": (0, 1, 0, 1, 3),  # its own parts and rates
        "lena": (2, 2, 1, 0, 3),  # never what the house's hour costs it
        "anna": (0, 0, 0, 0, 3),
        "otto": (0, 2, 0, 0, 3),
        "finn": (2, 2, 1, 0, 3),
        "tom": (0, 0, 0, 0, 0),
        "link": (0, 0, 0, 0, 0),
    }


@pytest.fixture
def skilled(house: House) -> list[Any]:
    from kulanz.masterdata.parties.models import PartyRoleKind, Technician
    from tests.cases.people import make_party

    people = house.people
    return [
        Technician.objects.create(
            tenant=people.tenant,
            person=make_party(people.tenant, name, role=PartyRoleKind.SERVICE_PARTNER),
            organisation=people.blatt,
            house="dealer",
            name=name,
            created_at=AT,
        )
        for name in ("Tim", "Tara")
    ]
