"""What stands beside rates: exchange rates, own cost kinds, freight units, weight classes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.catalog.rates_world import AT, TODAY, person, pick_up, refused, unit

from kulanz.core.access.actor import Actor, Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue
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
from kulanz.masterdata.catalog.commands.rates import set_rate
from kulanz.masterdata.catalog.models import CostKind, ExchangeRate
from kulanz.masterdata.catalog.queries.rates import (
    exchange_rates_valid_on,
)
from kulanz.masterdata.catalog.refusals_of_rates import (
    CostKindCodeTaken,
    CostKindRetired,
    FreightUnitCodeTaken,
    NoSuchCostKind,
    NoSuchFreightUnit,
    RateAfterwards,
    RateBegun,
    RateRefused,
    RateTwice,
    WeightClassTwice,
)
from kulanz.masterdata.catalog.rules.costs import Scope

NEXT = date(2027, 1, 1)


@pytest.fixture
def keeper(tenant: Tenant, defaults: None) -> Actor:
    return person(tenant, Role.FINANCE)


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
