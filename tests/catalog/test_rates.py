"""Rates: dated, never changed once past, refused with a sentence that says why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from tests.catalog.rates_world import AT, TODAY, kind_of, person, pick_up, refused, unit, weight

from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.commands.cost_kinds import create_cost_kind
from kulanz.masterdata.catalog.commands.exchange_rates import (
    set_exchange_rate,
)
from kulanz.masterdata.catalog.commands.freight import (
    create_freight_unit,
    create_weight_class,
)
from kulanz.masterdata.catalog.commands.rates import correct_rate, remove_rate, set_rate
from kulanz.masterdata.catalog.models import Rate
from kulanz.masterdata.catalog.queries.rates import (
    rates_of,
    rates_valid_on,
    tracks,
)
from kulanz.masterdata.catalog.refusals_of_rates import (
    NoRateToEnd,
    NoSuchRate,
    RateAfterwards,
    RateBegun,
    RateRefused,
    RateTwice,
)
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.masterdata.catalog.rules.rates import RateFlaw

NEXT = date(2027, 1, 1)
Case = dict[str, Any]


@pytest.fixture
def keeper(tenant: Tenant, defaults: None) -> Actor:
    return person(tenant, Role.FINANCE)


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
