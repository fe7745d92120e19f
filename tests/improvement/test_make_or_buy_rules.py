"""Make or buy: the figures of docs/make-or-buy.md, and what holds for all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.stages.improvement.rules.make_or_buy import compare, in_force, list_in_force
from kulanz.stages.improvement.rules.options import (
    EARLIEST,
    RATE_NAMES,
    Comparison,
    Line,
    OwnRates,
    Payer,
    PriceItem,
    PriceList,
    Visits,
)
from kulanz.stages.improvement.rules.rate import Window
from kulanz.stages.improvement.rules.visiting import Sort, payer, visits_without_report

D = Decimal
YEAR = Window(date(2025, 11, 1), date(2026, 11, 1))
RATES = OwnRates(
    EARLIEST, hour=D(58), kilometre=D("0.45"), training=D(900), technicians=D(2), vehicle=D(7200),
    vehicles=D(1), stock=D(2400), administration=D(3600), work_hours=D("1.5"), travel_hours=D(1),
    visit_kilometres=D(40), synergy_percent=D(40), synergy_amount=D(600),
)  # fmt: skip
PRICES = {PriceItem.CALL_OUT: D(79), PriceItem.HOUR: D(84), PriceItem.KILOMETRE: D("0.60")}
LIST = PriceList(date(2025, 1, 1), PRICES)
GUARANTEE = Visits(date(2026, 3, 3), Payer.NOBODY, 11, 480, 300, D(210), 5, 5)
MEDIATED = Visits(date(2026, 3, 10), Payer.CUSTOMER, 5, 250, 160, D(110), 3, 3)
ORDERED = Visits(date(2026, 6, 17), Payer.DEALER, 4, 150, 100, D(70), 2, 2)


def compared(
    *,
    visits: Sequence[Visits] = (GUARANTEE, MEDIATED, ORDERED),
    rates: Sequence[OwnRates] = (RATES,),
    lists: Sequence[PriceList] = (LIST,),
    window: Window = YEAR,
    guarantee_own: bool = False,
) -> Comparison:
    return compare(window=window, visits=visits, rates=rates, lists=lists, guarantee_own=guarantee_own)


@pytest.mark.parametrize(
    ("guarantee_own", "hours", "time", "distance", "total", "dearer"),
    [
        (False, D("23.5"), D("1363.00"), D("171.00"), D("10654.00"), D("9786.00")),
        (True, D(49), D("2842.00"), D("355.50"), D("12317.50"), D("11449.50")),
    ],
)
def test_the_worked_example(
    guarantee_own: bool, hours: Decimal, time: Decimal, distance: Decimal, total: Decimal, dearer: Decimal
) -> None:
    found = compared(guarantee_own=guarantee_own)

    assert {cost.line: cost.amount for cost in found.own.lines} == {
        Line.HOURS: time, Line.KILOMETRES: distance, Line.TRAINING: D(1800), Line.VEHICLES: D(7200),
        Line.STOCK: D(2400), Line.ADMINISTRATION: D(3600), Line.SYNERGY_SHARE: D(-5280),
        Line.SYNERGY_AMOUNT: D(-600),
    }  # fmt: skip
    assert found.own.line(Line.HOURS).quantity / 60 == hours
    assert found.own.total == total
    assert {cost.line: cost.amount for cost in found.factory.lines} == {
        Line.CALL_OUTS: D(711), Line.WORK: D(1190), Line.DISTANCE: D(228),
    }  # fmt: skip
    assert (found.factory.total, found.billed) == (D(2129), {Payer.CUSTOMER: D(1261), Payer.DEALER: D(868)})
    assert found.dearer_by == dearer


def test_a_new_price_list() -> None:
    dearer = PriceList(date(2026, 5, 1), {**PRICES, PriceItem.CALL_OUT: D(89)})

    found = compared(lists=(LIST, dearer))

    assert found.factory.line(Line.CALL_OUTS).amount == D(751)
    assert found.factory.total == D(2169)


def test_new_rates_within_the_year() -> None:
    found = compared(rates=(RATES, replace(RATES, valid_from=date(2026, 4, 1), vehicle=D(8400))))

    assert found.own.line(Line.VEHICLES).amount == D(7900)
    assert found.own.line(Line.SYNERGY_SHARE).amount == D(-5560)
    assert found.own.line(Line.SYNERGY_AMOUNT).amount == D(-600)


def test_rounding() -> None:
    ten_minutes = Visits(date(2026, 3, 3), Payer.DEALER, 1, 10)
    assert compared(visits=[ten_minutes]).own.line(Line.HOURS).amount == D("9.67")

    five = Window(date(2026, 1, 1), date(2026, 6, 1))
    found = compared(visits=[], window=five, rates=[replace(RATES, stock=D(1000))])
    assert found.own.line(Line.STOCK).amount == D("416.67")


def test_synergies_are_no_more_than_there_is_to_share() -> None:
    found = compared(rates=[replace(RATES, synergy_percent=D(100))])

    assert found.own.line(Line.SYNERGY_SHARE).amount == D(-13200)
    assert found.own.line(Line.SYNERGY_AMOUNT).amount == 0
    assert [cost.line for cost in found.own.lines if cost.is_limited] == [Line.SYNERGY_AMOUNT]
    assert not any(cost.is_limited for cost in compared().own.lines)
    exactly = compared(rates=[replace(RATES, synergy_amount=D(7920))]).own.line(Line.SYNERGY_AMOUNT)
    assert (exactly.amount, exactly.is_limited) == (D(-7920), False)


def test_a_missing_rate_makes_the_line_missing() -> None:
    found = compared(rates=[replace(RATES, hour=None)])

    assert found.own.line(Line.HOURS).missing == {"hour": {date(2026, 3, 10)}}
    assert (found.own.total, found.own.known, found.dearer_by) == (None, D(9291), None)
    assert found.factory.total == D(2129)


def test_a_missing_estimate_is_missing_on_both_sides() -> None:
    found = compared(rates=[replace(RATES, work_hours=None)])

    assert found.own.line(Line.HOURS).missing.keys() == {"work_hours"}
    assert found.factory.line(Line.WORK).missing.keys() == {"work_hours"}
    assert found.own.total is found.factory.total is None


def test_nothing_entered_and_nothing_published() -> None:
    found = compared(rates=[], lists=[])

    assert all(
        not c.is_complete for c in found.own.lines if c.line not in (Line.SYNERGY_SHARE, Line.SYNERGY_AMOUNT)
    )
    assert [sorted(c.missing) for c in found.factory.lines] == [
        ["call_out"], ["hour", "work_hours"], ["kilometre", "visit_kilometres"],
    ]  # fmt: skip
    assert found.own.known == found.factory.known == 0


def test_before_the_first_rates_it_is_missing() -> None:
    later = replace(RATES, valid_from=date(2026, 4, 1))

    found = compared(rates=[later])

    assert found.own.line(Line.STOCK).missing == {"stock": {date(2025, 11, 1)}}
    assert found.own.line(Line.HOURS).missing["hour"] == {date(2026, 3, 10)}


def test_no_visits_no_vehicles_nothing_missing() -> None:
    none = OwnRates(technicians=D(0), vehicles=D(0), stock=D(0), administration=D(0))

    found = compared(visits=[GUARANTEE], rates=[none], lists=[])

    assert found.own.total == found.factory.total == 0
    assert found.dearer_by is None


def test_too_few_visits_compare_nothing() -> None:
    for visits, guarantee_own, enough in (
        ([], False, False),
        ([GUARANTEE], False, False),
        ([GUARANTEE], True, True),
        ([ORDERED], False, False),
        ([MEDIATED], False, True),
    ):
        found = compared(visits=visits, guarantee_own=guarantee_own)
        assert found.own.total is not None
        assert found.factory.total is not None
        assert (found.is_enough, found.dearer_by is not None) == (enough, enough)


def test_a_shared_cost_that_is_missing_makes_the_share_missing() -> None:
    found = compared(rates=[replace(RATES, stock=None)])

    assert found.own.line(Line.SYNERGY_SHARE).missing == {"shared": {date(2025, 11, 1)}}


@pytest.mark.parametrize(
    ("sort", "pays", "visits"),
    [
        (Sort("complaint"), Payer.NOBODY, 0),
        (Sort("complaint", "guarantee", closed_by="remedy"), Payer.NOBODY, 1),
        (Sort("complaint", "guarantee", closed_by="remedy", decided=True), Payer.NOBODY, 0),
        (Sort("complaint", "statutory", decided=True, serviced=True), Payer.NOBODY, 1),
        (Sort("complaint", "chargeable", "principal", "rejection"), Payer.DEALER, 0),
        (Sort("complaint", "chargeable", decided=True, serviced=True), Payer.CUSTOMER, 1),
        (Sort("repair"), Payer.CUSTOMER, 1),
        (Sort("repair", dealer_part="principal"), Payer.DEALER, 1),
        (Sort("repair", "goodwill", "principal"), Payer.NOBODY, 1),
        (Sort("assembly", "chargeable", "intermediary", "answer"), Payer.CUSTOMER, 1),
        (Sort("maintenance", dealer_part="principal"), Payer.DEALER, 1),
        (Sort("inquiry", closed_by="answer"), Payer.CUSTOMER, 0),
        (Sort("incident"), Payer.CUSTOMER, 0),
    ],
)
def test_who_pays_and_how_many_visits(sort: Sort, pays: Payer, visits: int) -> None:
    assert payer(sort) is pays
    assert visits_without_report(sort) == visits


CALM = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
amounts = st.none() | st.integers(0, 1_000_000).map(lambda cents: D(cents) / 100)
days = st.dates(min_value=date(2025, 11, 1), max_value=date(2026, 10, 31))
own_rates = st.builds(
    lambda month, **given: OwnRates(month.replace(day=1), **given),
    days,
    **{name: amounts for name in RATE_NAMES if name != "synergy_percent"},
    synergy_percent=st.none() | st.integers(0, 100).map(D),
)
lists = st.builds(PriceList, days, st.fixed_dictionaries(dict.fromkeys(PriceItem, amounts)))


@st.composite
def some_visits(draw: Any) -> Visits:
    count = draw(st.integers(1, 9))
    return Visits(
        draw(days), draw(st.sampled_from(Payer)), count, draw(st.integers(0, 900)), draw(st.integers(0, 900)),
        D(draw(st.integers(0, 9_000))) / 10, draw(st.integers(0, count)),
        draw(st.integers(0, count)),
    )  # fmt: skip


@CALM
@given(
    st.lists(some_visits(), max_size=6),
    st.lists(own_rates, max_size=3),
    st.lists(lists, max_size=3),
    st.booleans(),
)
def test_what_holds_always(
    visits: list[Visits], rates: list[OwnRates], published: list[PriceList], guarantee_own: bool
) -> None:
    found = compared(visits=visits, rates=rates, lists=published, guarantee_own=guarantee_own)

    for option in (found.own, found.factory):
        assert option.known >= 0 or not option.is_complete
        assert (option.total is None) == any(cost.missing for cost in option.lines)
        for cost in option.lines:
            assert cost.amount == cost.amount.quantize(D("0.01"))
    if found.factory.is_complete:
        assert sum(found.billed.values()) == found.factory.total
    assert found == compared(
        visits=visits[::-1], rates=rates, lists=published, guarantee_own=guarantee_own
    ) or len({r.valid_from for r in rates}) < len(rates)
    # what the manufacturer bears never costs anything of option B
    paid = [one for one in visits if one.payer is not Payer.NOBODY]
    assert compared(visits=paid, rates=rates, lists=published).factory == found.factory


@CALM
@given(st.lists(own_rates, max_size=4), st.lists(lists, max_size=4), days)
def test_the_newest_that_is_valid(rates: list[OwnRates], published: list[PriceList], day: date) -> None:
    own, prices = in_force(day, rates), list_in_force(day, published)

    assert own.valid_from <= day
    assert all(not own.valid_from < r.valid_from <= day for r in rates)
    assert (prices is None) == all(one.valid_from > day for one in published)
