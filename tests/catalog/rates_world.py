"""A tenant with its defaults and the actors of the rates' tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kulanz.core.access.actor import Actor, ActorKind, Channel, Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.commands.rates import set_rate
from kulanz.masterdata.catalog.models import CostKind, ExchangeRate, FreightUnit, Rate, WeightClass

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def person(tenant: Tenant, *roles: Role, kind: ActorKind = ActorKind.STAFF) -> Actor:
    return Actor(
        tenant_id=tenant.pk, kind=kind, name="Kim Probe", channel=Channel.DESK, roles=frozenset(roles)
    )


def kind_of(code: str) -> int:
    return CostKind.objects.get(code=code).pk


def unit(code: str = "PALETTE") -> int:
    return FreightUnit.objects.get(code=code).pk


def weight(up_to_kg: str = "5") -> int:
    return WeightClass.objects.get(up_to_kg=Decimal(up_to_kg)).pk


def pick_up(actor: Actor, valid_from: date, amount: str | None, **more: Any) -> Rate:
    """A rate of the pick-up of a pallet in Germany."""
    given: dict[str, Any] = {"country": "DE", "freight_unit_id": unit(), "at": AT, **more}
    return set_rate(
        actor=actor,
        cost_kind_id=kind_of("pick_up"),
        valid_from=valid_from,
        amount=Decimal(amount) if amount else None,
        **given,
    )


def everything() -> list[object]:
    """All that a refused change must leave as it was."""
    return [
        list(Rate.objects.order_by("pk").values()),
        list(ExchangeRate.objects.order_by("pk").values()),
        list(CostKind.objects.order_by("pk").values()),
        list(FreightUnit.objects.order_by("pk").values()),
        list(WeightClass.objects.order_by("pk").values()),
        ProtocolEntry.objects.count(),
    ]


def refused(refusal: type[Refusal], act: Callable[[], object]) -> Refusal:
    before = everything()
    with pytest.raises(refusal) as caught:
        act()
    assert everything() == before
    return caught.value
