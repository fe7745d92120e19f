"""Rates: dated, never changed once past, refused with a sentence that says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.catalog.rates_world import AT, TODAY, everything, kind_of, person, pick_up, unit, weight

from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed, Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.commands.cost_kinds import change_cost_kind, create_cost_kind
from kulanz.masterdata.catalog.commands.exchange_rates import (
    correct_exchange_rate,
    remove_exchange_rate,
    set_exchange_rate,
)
from kulanz.masterdata.catalog.commands.freight import (
    change_freight_unit,
    change_weight_class,
    create_freight_unit,
    create_weight_class,
)
from kulanz.masterdata.catalog.commands.rates import correct_rate, remove_rate, set_rate
from kulanz.masterdata.catalog.models import CostKind, ExchangeRate, Rate
from kulanz.masterdata.catalog.queries.rates import (
    exchange_rates_valid_on,
    rates_of,
    rates_valid_on,
    tracks,
)
from kulanz.masterdata.catalog.refusals_of_rates import (
    CostKindCodeTaken,
    CostKindRetired,
    FreightUnitCodeTaken,
    NoRateToEnd,
    NoSuchCostKind,
    NoSuchFreightUnit,
    NoSuchRate,
    RateAfterwards,
    RateBegun,
    RateRefused,
    RateTwice,
    WeightClassTwice,
)
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.masterdata.catalog.rules.places import countries, currencies
from kulanz.masterdata.catalog.rules.rates import Clash, Figure, Move, RateFlaw, move_of, valid_on

NEXT = date(2027, 1, 1)
Case = dict[str, Any]


@pytest.fixture
def keeper(tenant: Tenant, defaults: None) -> Actor:
    return person(tenant, Role.FINANCE)


def refused(refusal: type[Refusal], act: Callable[[], object]) -> Refusal:
    before = everything()
    with pytest.raises(refusal) as caught:
        act()
    assert everything() == before
    return caught.value


def test_a_rate_is_set_for_each_scope(keeper: Actor) -> None:
    for code, more in (
        ("packaging", {}),
        ("shipping", {"country": "de ", "weight_class_id": weight()}),
        ("pick_up", {"country": "AT", "freight_unit_id": unit()}),
        ("second_choice", {"freight_unit_id": unit("PAKET")}),
        ("customs", {"country": "CH"}),
    ):
        rate = set_rate(
            actor=keeper, cost_kind_id=kind_of(code), valid_from=TODAY, amount=Decimal("12.50"), at=AT, **more
        )
        assert (rate.amount, rate.currency, rate.created_by_name) == (Decimal("12.50"), "EUR", "Kim Probe")
    share = set_rate(
        actor=keeper, cost_kind_id=kind_of("customs"), country="US", valid_from=TODAY,
        share_percent=Decimal("3.125"), currency="usd", at=AT,
    )  # fmt: skip
    assert (share.amount, share.share_percent, share.currency) == (None, Decimal("3.125"), "USD")
    entry = ProtocolEntry.objects.filter(stream="catalog", event="rate.set").order_by("pk")[2]
    assert entry.facts == {
        "cost_kind": "pick_up", "valid_from": "2026-11-20", "amount": "12.50", "share_percent": None,
        "currency": "EUR", "country": "AT", "freight_unit": "PALETTE", "up_to_kg": None,
    }  # fmt: skip


BAD: list[tuple[RateFlaw, str, Case]] = [
    (RateFlaw.COUNTRY_MISSING, "country", {"country": ""}),
    (RateFlaw.COUNTRY_UNKNOWN, "country", {"country": "XX"}),
    (RateFlaw.COUNTRY_UNKNOWN, "country", {"country": "EU"}),
    (RateFlaw.UNIT_MISSING, "freight_unit", {"freight_unit_id": None}),
    (RateFlaw.CLASS_UNASKED, "weight_class", {"weight_class_id": 1}),
    (RateFlaw.NEGATIVE, "amount", {"amount": Decimal("-0.01")}),
    (RateFlaw.TOO_LARGE, "amount", {"amount": Decimal(10_000_000)}),
    (RateFlaw.TOO_LARGE, "amount", {"amount": Decimal("NaN")}),
    (RateFlaw.TOO_LARGE, "amount", {"amount": Decimal("Infinity")}),
    (RateFlaw.TOO_FINE, "amount", {"amount": Decimal("1.005")}),
    (RateFlaw.SHARE_UNASKED, "share_percent", {"amount": None, "share_percent": Decimal(5)}),
    (RateFlaw.CURRENCY_UNKNOWN, "currency", {"currency": "DEM"}),
    (RateFlaw.CURRENCY_UNKNOWN, "currency", {"currency": "Euro"}),
    (RateFlaw.DAY_ABSURD, "valid_from", {"valid_from": date(1999, 12, 31)}),
    (RateFlaw.DAY_ABSURD, "valid_from", {"valid_from": date(2206, 1, 1)}),
    (RateFlaw.NOT_RATED, "cost_kind", {"code": "disposal"}),
    (RateFlaw.NOT_RATED, "cost_kind", {"code": "cost_price"}),
    (RateFlaw.COUNTRY_UNASKED, "country", {"code": "packaging", "freight_unit_id": None}),
    (RateFlaw.UNIT_UNASKED, "freight_unit", {"code": "packaging", "country": ""}),
    (RateFlaw.CLASS_MISSING, "weight_class", {"code": "shipping", "freight_unit_id": None}),
    (
        RateFlaw.SHARE_TOO_LARGE,
        "share_percent",
        {"code": "customs", "freight_unit_id": None, "amount": None, "share_percent": Decimal("1000.001")},
    ),
    (
        RateFlaw.NEGATIVE,
        "share_percent",
        {"code": "customs", "freight_unit_id": None, "amount": None, "share_percent": Decimal(-1)},
    ),
    (
        RateFlaw.BOTH,
        "share_percent",
        {"code": "customs", "freight_unit_id": None, "share_percent": Decimal(1)},
    ),
]


@pytest.mark.parametrize(("flaw", "field", "change"), BAD)
def test_what_is_no_rate_is_refused(keeper: Actor, flaw: RateFlaw, field: str, change: Case) -> None:
    given: Case = {
        "country": "DE", "freight_unit_id": unit(), "amount": Decimal(5), "valid_from": TODAY,
        "at": AT, **change,
    }  # fmt: skip
    code = given.pop("code", "pick_up")
    refusal = refused(RateRefused, lambda: set_rate(actor=keeper, cost_kind_id=kind_of(code), **given))
    assert isinstance(refusal, RateRefused)
    assert (refusal.flaw, refusal.field) == (flaw, field)
    assert str(refusal).endswith(".")


def test_the_edges_of_what_is_possible(keeper: Actor) -> None:
    for amount, day in (("0", TODAY), ("9999999.99", NEXT)):
        assert pick_up(keeper, day, amount).amount == Decimal(amount)
    set_rate(
        actor=keeper, cost_kind_id=kind_of("customs"), country="CH", valid_from=TODAY,
        share_percent=Decimal(1000), at=AT,
    )  # fmt: skip


def test_the_same_rate_twice_for_one_day_is_refused_by_name(keeper: Actor) -> None:
    pick_up(keeper, NEXT, "80")
    for amount in ("80", "90", None):
        refusal = refused(RateTwice, lambda amount=amount: pick_up(keeper, NEXT, amount))
        assert (
            str(refusal) == "Abholkosten, Deutschland, Palette: Ab dem 01.01.2027 gibt es schon einen Satz."
        )
    pick_up(keeper, NEXT, "70", country="AT")
    pick_up(keeper, NEXT, "60", freight_unit_id=unit("PAKET"))


def test_the_past_stays_as_it_was(keeper: Actor) -> None:
    first = pick_up(keeper, TODAY - timedelta(days=30), "80")
    pick_up(keeper, TODAY - timedelta(days=10), "85")  # entered late: no later one has begun
    refusal = refused(RateAfterwards, lambda: pick_up(keeper, TODAY - timedelta(days=20), "82"))
    assert "10.11.2026" in str(refusal)
    refused(RateBegun, lambda: correct_rate(actor=keeper, rate_id=first.pk, amount=Decimal(1), at=AT))
    refused(RateBegun, lambda: remove_rate(actor=keeper, rate_id=first.pk, at=AT))


def test_what_has_not_passed_can_be_corrected_and_taken_back(keeper: Actor) -> None:
    rate = pick_up(keeper, NEXT, "80")
    correct_rate(actor=keeper, rate_id=rate.pk, amount=Decimal("88.00"), currency="CHF", at=AT)
    correct_rate(actor=keeper, rate_id=rate.pk, amount=Decimal("88.00"), currency="CHF", at=AT)
    entry = ProtocolEntry.objects.get(event="rate.corrected")
    assert (entry.facts["amount_before"], entry.facts["amount"]) == ("80.00", "88.00")
    refused(RateRefused, lambda: correct_rate(actor=keeper, rate_id=rate.pk, amount=Decimal(-1), at=AT))
    refused(NoRateToEnd, lambda: correct_rate(actor=keeper, rate_id=rate.pk, at=AT))
    today = pick_up(keeper, TODAY, "15.50")
    correct_rate(actor=keeper, rate_id=today.pk, amount=Decimal(155), at=AT)
    remove_rate(actor=keeper, rate_id=rate.pk, at=AT)
    assert [r.amount for r in Rate.objects.filter(cost_kind__code="pick_up")] == [Decimal("155.00")]
    refused(NoSuchRate, lambda: remove_rate(actor=keeper, rate_id=rate.pk, at=AT))


def test_the_day_turns_in_the_tenants_time_zone(keeper: Actor) -> None:
    rate = pick_up(keeper, TODAY, "80")
    before_midnight = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    correct_rate(actor=keeper, rate_id=rate.pk, amount=Decimal(81), at=before_midnight)
    after = before_midnight + timedelta(minutes=1)
    refused(RateBegun, lambda: correct_rate(actor=keeper, rate_id=rate.pk, amount=Decimal(82), at=after))


def test_a_rate_ends_and_begins_again(keeper: Actor) -> None:
    refused(NoRateToEnd, lambda: pick_up(keeper, NEXT, None))
    pick_up(keeper, TODAY, "80")
    pick_up(keeper, NEXT, None)
    refused(NoRateToEnd, lambda: pick_up(keeper, NEXT + timedelta(days=1), None))
    pick_up(keeper, date(2027, 6, 1), "90")

    def valid(day: date) -> list[Decimal | None]:
        return [r.amount for r in rates_valid_on(keeper, day) if r.cost_kind.code == "pick_up"]

    assert [valid(day) for day in (TODAY - timedelta(days=1), TODAY, date(2026, 12, 31))] == [
        [], [Decimal(80)], [Decimal(80)],
    ]  # fmt: skip
    assert [valid(day) for day in (NEXT, date(2027, 5, 31), date(2027, 6, 1))] == [[], [], [Decimal(90)]]
    track = next(t for t in tracks(rates_of(keeper), NEXT) if t.key.cost_kind.code == "pick_up")
    assert (track.now, [r.amount for r in track.future]) == (None, [Decimal(90)])
    assert [r.amount for r in track.past] == [None, Decimal(80)]


def test_valid_rates_are_one_query(keeper: Actor) -> None:
    from django.db import connection

    for country in ("DE", "AT", "CH"):
        for day in (TODAY - timedelta(days=9), TODAY, NEXT):
            pick_up(keeper, day, str(day.day), country=country)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = [r for r in rates_valid_on(keeper, TODAY) if r.cost_kind.code == "pick_up"]
        assert {(r.country, r.freight_unit.code if r.freight_unit else "") for r in found} == {
            (country, "PALETTE") for country in ("DE", "AT", "CH")
        }
    assert len(queries) == 1
    assert {r.valid_from for r in found} == {TODAY}


def test_who_may(tenant: Tenant, defaults: None) -> None:
    rate = pick_up(person(tenant, Role.LEAD), NEXT, "80")
    for other in (
        person(tenant, Role.AGENT),
        person(tenant, Role.EXECUTIVE),
        person(tenant, kind=ActorKind.DEALER),
    ):
        for act in (
            lambda other=other: pick_up(other, TODAY, "1"),
            lambda other=other: correct_rate(actor=other, rate_id=rate.pk, amount=Decimal(1), at=AT),
            lambda other=other: remove_rate(actor=other, rate_id=rate.pk, at=AT),
            lambda other=other: set_exchange_rate(
                actor=other, currency="USD", valid_from=TODAY, rate=Decimal(1), at=AT
            ),
            lambda other=other: create_cost_kind(actor=other, code="x", name="x", scope=Scope.ONCE, at=AT),
            lambda other=other: create_freight_unit(actor=other, code="X", name="x", at=AT),
            lambda other=other: create_weight_class(actor=other, up_to_kg=Decimal(7), at=AT),
        ):
            refused(NotAllowed, act)
    assert not rates_of(person(tenant, kind=ActorKind.DEALER)).exists()


def test_exchange_rates(keeper: Actor) -> None:
    def swiss(day: date, rate: str, currency: str = "CHF") -> ExchangeRate:
        return set_exchange_rate(actor=keeper, currency=currency, valid_from=day, rate=Decimal(rate), at=AT)

    swiss(date(2026, 1, 1), "1.05")
    row = swiss(NEXT, "1.0712345")
    assert [r.rate for r in exchange_rates_valid_on(keeper, TODAY)] == [Decimal("1.05")]
    assert [r.rate for r in exchange_rates_valid_on(keeper, NEXT)] == [Decimal("1.0712345")]
    assert exchange_rates_valid_on(keeper, date(2025, 12, 31)) == []
    assert "CHF" in str(refused(RateTwice, lambda: swiss(NEXT, "1")))
    refused(RateAfterwards, lambda: swiss(date(2025, 1, 1), "1"))
    for rate, currency in (("0", "USD"), ("-1", "USD"), ("NaN", "USD"), ("1.123456789", "USD"),
                           ("1000001", "USD"), ("1", "EUR"), ("1", "DEM"), ("1", "")):  # fmt: skip
        refused(RateRefused, lambda rate=rate, currency=currency: swiss(TODAY, rate, currency))
    correct_exchange_rate(actor=keeper, rate_id=row.pk, rate=Decimal("1.08"), at=AT)
    remove_exchange_rate(actor=keeper, rate_id=row.pk, at=AT)
    first = ExchangeRate.objects.get()
    refused(RateBegun, lambda: remove_exchange_rate(actor=keeper, rate_id=first.pk, at=AT))


def test_own_cost_kinds_freight_units_and_weight_classes(keeper: Actor) -> None:
    storage = create_cost_kind(
        actor=keeper, code="Storage", name="Lagerung", name_en="Storage", scope=Scope.UNIT, at=AT
    )
    assert (storage.code, storage.position) == ("storage", CostKind.objects.count() - 1)
    refused(
        CostKindCodeTaken,
        lambda: create_cost_kind(actor=keeper, code="storage", name="x", scope=Scope.ONCE, at=AT),
    )
    for code, scope in (("Größe", Scope.ONCE), ("a b", Scope.ONCE), ("x", Scope.COST_PRICE)):
        refused(
            InvalidValue,
            lambda code=code, scope=scope: create_cost_kind(
                actor=keeper, code=code, name="x", scope=scope, at=AT
            ),
        )
    change_cost_kind(actor=keeper, cost_kind_id=storage.pk, name="Lagerung", active=False, at=AT)
    refused(
        CostKindRetired,
        lambda: set_rate(
            actor=keeper, cost_kind_id=storage.pk, freight_unit_id=unit(), valid_from=TODAY,
            amount=Decimal(1), at=AT,
        ),
    )  # fmt: skip
    refused(NoSuchCostKind, lambda: change_cost_kind(actor=keeper, cost_kind_id=0, name="x", at=AT))
    crate = create_freight_unit(actor=keeper, code="kiste", name="Kiste", at=AT)
    refused(FreightUnitCodeTaken, lambda: create_freight_unit(actor=keeper, code="KISTE", name="x", at=AT))
    change_freight_unit(actor=keeper, unit_id=crate.pk, name="Holzkiste", active=False, at=AT)
    refused(NoSuchFreightUnit, lambda: pick_up(keeper, TODAY, "1", freight_unit_id=crate.pk))
    heavy = create_weight_class(actor=keeper, up_to_kg=Decimal(250), at=AT)
    assert "250" in str(
        refused(WeightClassTwice, lambda: create_weight_class(actor=keeper, up_to_kg=Decimal(250), at=AT))
    )
    for wrong in ("0", "-1", "NaN", "1000000", "1.0005"):
        refused(
            InvalidValue,
            lambda wrong=wrong: create_weight_class(actor=keeper, up_to_kg=Decimal(wrong), at=AT),
        )
    change_weight_class(actor=keeper, class_id=heavy.pk, active=False, at=AT)
    names = ProtocolEntry.objects.filter(stream="catalog").values_list("event", flat=True)
    assert {"cost_kind.saved", "freight_unit.saved", "weight_class.saved"} <= set(names)


# --- Pure rules ----------------------------------------------------------------------------------------

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
figures = st.one_of(
    st.just(Figure()), st.decimals(0, 9999, places=2).map(lambda amount: Figure(amount, None, "EUR"))
)


@given(st.dictionaries(days, figures, max_size=12), days)
def test_the_newest_that_is_not_later_is_valid(history: dict[date, Figure], day: date) -> None:
    found = valid_on(history, day)
    begun = [since for since in history if since <= day]
    assert (found is None) == (not begun)
    if begun:
        assert found == history[max(begun)]
        later = {since: figure for since, figure in history.items() if since > day}
        assert valid_on({**later, max(begun): history[max(begun)]}, day) == found


@given(st.dictionaries(days, figures, max_size=8), days, figures, days)
def test_no_move_changes_what_was_valid_before_a_rate_that_has_begun(
    history: dict[date, Figure], valid_from: date, figure: Figure, today: date
) -> None:
    move = move_of(history, valid_from, figure, today)
    after = {**history, valid_from: figure}
    if isinstance(move, Clash):
        return
    if move is Move.UNCHANGED:
        assert history[valid_from].same(figure)
        return
    newest_begun = max((day for day in history if day <= today), default=None)
    # what was valid up to the newest rate that has begun stays as it was
    if newest_begun is not None and move is not Move.CORRECTED:
        assert valid_from > newest_begun or valid_from > today
    if move is Move.CORRECTED:
        assert valid_from >= today
    for day in history:
        if day < valid_from:
            assert valid_on(history, day) == valid_on(after, day)


def test_the_codes_are_those_in_use() -> None:
    assert {"EUR", "CHF", "USD", "GBP"} <= currencies()
    assert not {"DEM", "XAU", "XXX", "eur"} & currencies()
    assert {"DE", "AT", "CH", "XK"} <= countries()
    assert not {"EU", "ZZ", "UK", "XX"} & countries()
    assert len(countries()) == 250
