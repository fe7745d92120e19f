"""The rules of dated rates, and the lookup in the database held against them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.catalog.rates_world import AT, person

from kulanz.core.access.actor import Actor, Role
from kulanz.core.countries import countries
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import CostKind, FreightUnit, Rate
from kulanz.masterdata.catalog.queries.rates import (
    rates_of,
    rates_valid_on,
    tracks,
)
from kulanz.masterdata.catalog.rules.places import currencies
from kulanz.masterdata.catalog.rules.rates import Clash, Figure, Move, move_of, valid_on


@pytest.fixture
def keeper(tenant: Tenant, defaults: None) -> Actor:
    return person(tenant, Role.FINANCE)


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


keys = st.sampled_from(
    [("pick_up", "DE", 0), ("pick_up", "AT", 0), ("pick_up", "DE", 1), ("packaging", "", None)]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.dictionaries(st.tuples(keys, days), figures, max_size=25), day=days)
def test_the_database_finds_what_the_rule_says(
    keeper: Actor, rows: dict[tuple[tuple[str, str, int | None], date], Figure], day: date
) -> None:
    kinds = {kind.code: kind for kind in CostKind.objects.all()}
    units = list(FreightUnit.objects.order_by("position"))
    Rate.objects.all().delete()
    Rate.objects.bulk_create(
        Rate(
            tenant_id=keeper.tenant_id, cost_kind=kinds[code], country=country,
            freight_unit=None if place is None else units[place], valid_from=since,
            amount=figure.amount, currency="EUR", created_at=AT,
        )
        for ((code, country, place), since), figure in rows.items()
    )  # fmt: skip
    wanted = {}
    for key, _since in rows:
        valid = valid_on({since: figure for (other, since), figure in rows.items() if other == key}, day)
        if valid is not None and not valid.ends:
            wanted[key] = valid.amount

    def key_of(rate: Rate) -> tuple[str, str, int | None]:
        return (
            rate.cost_kind.code,
            rate.country,
            units.index(rate.freight_unit) if rate.freight_unit else None,
        )

    assert {key_of(rate): rate.amount for rate in rates_valid_on(keeper, day)} == wanted
    found = tracks(rates_of(keeper), day)
    assert {key_of(t.key): t.now.amount for t in found if t.now} == wanted
    assert sum(bool(t.now) + len(t.future) + len(t.past) for t in found) == len(rows)


def test_the_codes_are_those_in_use() -> None:
    assert {"EUR", "CHF", "USD", "GBP"} <= currencies()
    assert not {"DEM", "XAU", "XXX", "eur"} & currencies()
    assert {"DE", "AT", "CH", "XK"} <= countries()
    assert not {"EU", "ZZ", "UK", "XX"} & countries()
    assert len(countries()) == 250
