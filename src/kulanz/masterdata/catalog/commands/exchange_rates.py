"""Setting, correcting and taking back dated exchange rates into the tenant's currency."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.commands.rates import STREAM, clash_refusal
from kulanz.masterdata.catalog.events import (
    ExchangeRateCorrected,
    ExchangeRateRemoved,
    ExchangeRateSet,
)
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.models import ExchangeRate
from kulanz.masterdata.catalog.permissions import require_keeper
from kulanz.masterdata.catalog.refusals_of_rates import (
    NoSuchExchangeRate,
    RateBegun,
    RateRefused,
    RateTwice,
)
from kulanz.masterdata.catalog.rules.rates import (
    Clash,
    Fault,
    Figure,
    day_faults,
    exchange_faults,
    move_of,
)


def set_exchange_rate(
    *, actor: Actor, currency: str, valid_from: date, rate: Decimal, at: datetime
) -> ExchangeRate:
    """How much of the tenant's currency one unit of `currency` is worth from a day on.

    Raises RateRefused, RateTwice, RateAfterwards, NotAllowed.
    """
    require_keeper(actor)
    house = house_of(actor.tenant_id)
    currency = currency.strip().upper()
    _refuse([*exchange_faults(currency, house.currency, rate), *day_faults(valid_from)])
    with transaction.atomic():
        lock_exchange(actor.tenant_id)
        history = history_of(actor.tenant_id, currency)
        if valid_from in history:
            raise RateTwice(what=currency, day=valid_from)
        move = move_of(history, valid_from, Figure(rate), house.day(at))
        if isinstance(move, Clash):
            raise clash_refusal(move, currency, valid_from, history)
        row = new_exchange(currency, valid_from, rate, actor, at)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as taken:
            if "exchange_rate_once_a_day" not in str(taken):
                raise
            raise RateTwice(what=currency, day=valid_from) from taken
        event = ExchangeRateSet(currency=currency, valid_from=valid_from, rate=rate)
        record(event, actor=actor, stream=STREAM, at=at)
    return row


def correct_exchange_rate(*, actor: Actor, rate_id: int, rate: Decimal, at: datetime) -> ExchangeRate:
    """Another figure for the same day, while that has not passed. Raises RateBegun, RateRefused."""
    require_keeper(actor)
    house = house_of(actor.tenant_id)
    with transaction.atomic():
        row = _unbegun(actor, rate_id, house.day(at))
        _refuse(exchange_faults(row.currency, house.currency, rate))
        correct_exchange(row, rate, actor, at)
    return row


def remove_exchange_rate(*, actor: Actor, rate_id: int, at: datetime) -> None:
    require_keeper(actor)
    with transaction.atomic():
        row = _unbegun(actor, rate_id, house_of(actor.tenant_id).day(at))
        row.delete()
        event = ExchangeRateRemoved(currency=row.currency, valid_from=row.valid_from, rate=row.rate)
        record(event, actor=actor, stream=STREAM, at=at)


def lock_exchange(tenant_id: int) -> None:
    """Whoever sets exchange rates waits for whoever is doing so."""
    Tenant.objects.select_for_update(no_key=True).only("pk").get(pk=tenant_id)


def history_of(tenant_id: int, currency: str) -> dict[date, Figure]:
    rows = ExchangeRate.objects.filter(tenant_id=tenant_id, currency=currency)
    return {day: Figure(rate) for day, rate in rows.values_list("valid_from", "rate")}


def new_exchange(currency: str, valid_from: date, rate: Decimal, actor: Actor, at: datetime) -> ExchangeRate:
    return ExchangeRate(
        tenant_id=actor.tenant_id,
        currency=currency,
        valid_from=valid_from,
        rate=rate,
        created_at=at,
        created_by_name=actor.name,
    )


def correct_exchange(row: ExchangeRate, rate: Decimal, actor: Actor, at: datetime) -> None:
    """Write the figure into a row that may still change; nothing when it says so already."""
    before = row.rate
    if before == rate:
        return
    row.rate, row.created_at, row.created_by_name = rate, at, actor.name
    row.save(update_fields=["rate", "created_at", "created_by_name"])
    event = ExchangeRateCorrected(
        currency=row.currency, valid_from=row.valid_from, rate=rate, rate_before=before
    )
    record(event, actor=actor, stream=STREAM, at=at)


def _unbegun(actor: Actor, rate_id: int, today: date) -> ExchangeRate:
    row = ExchangeRate.objects.select_for_update().filter(pk=rate_id, tenant_id=actor.tenant_id).first()
    if row is None:
        raise NoSuchExchangeRate
    if row.valid_from < today:
        raise RateBegun(what=row.currency, day=row.valid_from)
    return row


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise RateRefused(faults[0])
