"""Rates set by several at the same moment: each key and day once, and the past stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.catalog.commands import rates
from kulanz.masterdata.catalog.commands.exchange_rates import set_exchange_rate
from kulanz.masterdata.catalog.commands.rate_lists import import_rates
from kulanz.masterdata.catalog.models import CostKind, ExchangeRate, Rate
from kulanz.masterdata.catalog.refusals_of_rates import RateListRefused, RateTwice
from kulanz.workflows.defaults import ensure_defaults
from tests.cases.people import AT, People
from tests.concurrency.conftest import AtOnce

THREADS = 6
DAY = date(2027, 1, 1)


@pytest.fixture
def packaging(people: People) -> int:
    ensure_defaults(tenant_id=people.tenant.pk, at=AT)
    with tenant_context(people.tenant.pk):
        return CostKind.objects.get(code="packaging").pk


def setting(people: People, kind: int, amount: int) -> Callable[[], Any]:
    return lambda: rates.set_rate(
        actor=people.lena, cost_kind_id=kind, valid_from=DAY, amount=Decimal(amount), at=AT
    )


def test_one_day_gets_one_rate(people: People, packaging: int, at_once: AtOnce) -> None:
    results = at_once(*(setting(people, packaging, amount) for amount in range(THREADS)))
    assert sum(isinstance(found, RateTwice) for found in results) == THREADS - 1
    with tenant_context(people.tenant.pk):
        assert Rate.objects.filter(cost_kind=packaging).count() == 1


def test_the_table_refuses_the_second_one_too(
    people: People, packaging: int, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the lock both find the day free, and the unique key decides."""

    def unlocked(_actor: object, cost_kind_id: int) -> CostKind:
        return CostKind.objects.get(pk=cost_kind_id)

    monkeypatch.setattr(rates, "lock_kind", unlocked)
    results = at_once(*(setting(people, packaging, amount) for amount in range(THREADS)))
    assert sum(isinstance(found, RateTwice) for found in results) == THREADS - 1
    with tenant_context(people.tenant.pk):
        assert Rate.objects.filter(cost_kind=packaging).count() == 1


def test_a_list_and_a_single_rate(people: People, packaging: int, at_once: AtOnce) -> None:
    content = b"Kostenart;Ab;Betrag\npackaging;2027-01-01;7\npackaging;2027-02-01;8\n"

    def importing() -> object:
        return import_rates(actor=people.lena, name="a.csv", content=content, at=AT)

    single, listed = at_once(setting(people, packaging, 5), importing)
    assert not isinstance(listed, RateListRefused)
    with tenant_context(people.tenant.pk):
        found = dict(Rate.objects.filter(cost_kind=packaging).values_list("valid_from", "amount"))
    # whichever came second saw the first: the list corrects a rate to come, the single one is refused
    assert found == {DAY: Decimal(7), date(2027, 2, 1): Decimal(8)}
    assert isinstance(single, RateTwice | Rate)


def test_one_day_gets_one_exchange_rate(people: People, packaging: int, at_once: AtOnce) -> None:
    def act() -> object:
        return set_exchange_rate(
            actor=people.lena, currency="CHF", valid_from=DAY, rate=Decimal("1.05"), at=AT
        )

    results = at_once(*(act for _n in range(THREADS)))
    assert sum(isinstance(found, RateTwice) for found in results) == THREADS - 1
    with tenant_context(people.tenant.pk):
        assert ExchangeRate.objects.count() == 1
