"""Setting, correcting and taking back dated rates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from kulanz.core.access.actor import Actor
from kulanz.core.countries import country_code
from kulanz.core.protocol.recording import record
from kulanz.masterdata.catalog.events import RateCorrected, RateRemoved, RateSet
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.models import CostKind, FreightUnit, Rate, WeightClass
from kulanz.masterdata.catalog.permissions import require_keeper
from kulanz.masterdata.catalog.queries.rate_keys import Key, figure_of
from kulanz.masterdata.catalog.refusals_of_rates import (
    CostKindRetired,
    NoRateToEnd,
    NoSuchCostKind,
    NoSuchFreightUnit,
    NoSuchRate,
    NoSuchWeightClass,
    RateAfterwards,
    RateBegun,
    RateRefused,
    RateTwice,
)
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.masterdata.catalog.rules.rates import (
    Clash,
    Fault,
    Figure,
    day_faults,
    figure_faults,
    key_faults,
    move_of,
)

STREAM = "catalog"


def set_rate(
    *,
    actor: Actor,
    cost_kind_id: int,
    valid_from: date,
    at: datetime,
    amount: Decimal | None = None,
    share_percent: Decimal | None = None,
    currency: str = "",
    country: str = "",
    freight_unit_id: int | None = None,
    weight_class_id: int | None = None,
) -> Rate:
    """A rate from a day on; without amount and share it ends there. No currency: the tenant's.

    Raises RateRefused, RateTwice, RateAfterwards, NoRateToEnd, CostKindRetired, NoSuch…, NotAllowed.
    """
    require_keeper(actor)
    house = house_of(actor.tenant_id)
    figure = Figure(amount, share_percent, currency.strip().upper() or house.currency)
    with transaction.atomic():
        kind = lock_kind(actor, cost_kind_id)
        key = _key(kind, country, freight_unit_id, weight_class_id)
        _refuse([*figure_faults(Scope(kind.scope), figure), *day_faults(valid_from)])
        history = key.history()
        if valid_from in history:
            raise RateTwice(what=str(key), day=valid_from)
        move = move_of(history, valid_from, figure, house.day(at))
        if isinstance(move, Clash):
            raise clash_refusal(move, key, valid_from, history)
        rate = new_rate(key, figure, valid_from, actor, at)
        try:
            with transaction.atomic():
                rate.save(force_insert=True)
        except IntegrityError as taken:
            if "rate_once_a_day" not in str(taken):
                raise
            raise RateTwice(what=str(key), day=valid_from) from taken
        event = RateSet(
            valid_from=valid_from, amount=amount, share_percent=share_percent, currency=figure.currency,
            **key.facts(),
        )  # fmt: skip
        record(event, actor=actor, stream=STREAM, at=at)
    return rate


def correct_rate(
    *,
    actor: Actor,
    rate_id: int,
    at: datetime,
    amount: Decimal | None = None,
    share_percent: Decimal | None = None,
    currency: str = "",
) -> Rate:
    """Say something else for the same day, while that has not passed. Raises RateBegun, RateRefused."""
    require_keeper(actor)
    house = house_of(actor.tenant_id)
    with transaction.atomic():
        rate, key = _unbegun(actor, rate_id, house.day(at))
        figure = Figure(amount, share_percent, currency.strip().upper() or house.currency)
        _refuse(figure_faults(Scope(key.kind.scope), figure))
        if figure.ends:
            others = {day: known for day, known in key.history().items() if day != rate.valid_from}
            move = move_of(others, rate.valid_from, figure, house.day(at))
            if move is Clash.NOTHING_TO_END:
                raise NoRateToEnd(what=str(key))
        correct(rate, key, figure, actor, at)
    return rate


def remove_rate(*, actor: Actor, rate_id: int, at: datetime) -> None:
    """Take back a rate whose day has not passed; what was valid before goes on."""
    require_keeper(actor)
    with transaction.atomic():
        rate, key = _unbegun(actor, rate_id, house_of(actor.tenant_id).day(at))
        rate.delete()
        event = RateRemoved(
            valid_from=rate.valid_from, amount=rate.amount, share_percent=rate.share_percent,
            currency=rate.currency, **key.facts(),
        )  # fmt: skip
        record(event, actor=actor, stream=STREAM, at=at)


def new_rate(key: Key, figure: Figure, valid_from: date, actor: Actor, at: datetime) -> Rate:
    return Rate(
        tenant_id=actor.tenant_id,
        cost_kind=key.kind,
        country=key.country,
        freight_unit=key.unit,
        weight_class=key.weight_class,
        valid_from=valid_from,
        amount=figure.amount,
        share_percent=figure.share_percent,
        currency=figure.currency,
        created_at=at,
        created_by_name=actor.name,
    )


def correct(rate: Rate, key: Key, figure: Figure, actor: Actor, at: datetime) -> None:
    """Write the figure into a row that may still change; nothing when it says so already."""
    before = figure_of(rate)
    if before == figure:
        return
    rate.amount, rate.share_percent, rate.currency = figure.amount, figure.share_percent, figure.currency
    rate.created_at, rate.created_by_name = at, actor.name
    rate.save(update_fields=["amount", "share_percent", "currency", "created_at", "created_by_name"])
    event = RateCorrected(
        valid_from=rate.valid_from, amount=figure.amount, share_percent=figure.share_percent,
        currency=figure.currency, amount_before=before.amount, share_before=before.share_percent,
        currency_before=before.currency, **key.facts(),
    )  # fmt: skip
    record(event, actor=actor, stream=STREAM, at=at)


def lock_kind(actor: Actor, cost_kind_id: int) -> CostKind:
    """The cost kind, so that two who set its rates wait for each other."""
    kind = CostKind.objects.select_for_update().filter(pk=cost_kind_id, tenant_id=actor.tenant_id).first()
    if kind is None:
        raise NoSuchCostKind
    if not kind.active:
        raise CostKindRetired(name=kind.name)
    return kind


def clash_refusal(
    clash: Clash, key: object, valid_from: date, history: dict[date, Figure]
) -> RateTwice | RateAfterwards | RateBegun | NoRateToEnd:
    """The clash in words, naming the day that is in the way."""
    match clash:
        case Clash.AFTERWARDS:
            return RateAfterwards(what=str(key), day=min(day for day in history if day > valid_from))
        case Clash.BEGUN:
            return RateBegun(what=str(key), day=valid_from)
        case Clash.NOTHING_TO_END:
            return NoRateToEnd(what=str(key))
        case Clash.TWICE:
            return RateTwice(what=str(key), day=valid_from)


def _key(kind: CostKind, country: str, unit_id: int | None, class_id: int | None) -> Key:
    country = country_code(country) or country.strip().upper()
    _refuse(
        key_faults(
            Scope(kind.scope),
            country=country,
            has_unit=unit_id is not None,
            has_class=class_id is not None,
        )
    )
    unit = weight_class = None
    if unit_id is not None:
        unit = FreightUnit.objects.filter(pk=unit_id, tenant_id=kind.tenant_id, active=True).first()
        if unit is None:
            raise NoSuchFreightUnit
    if class_id is not None:
        weight_class = WeightClass.objects.filter(pk=class_id, tenant_id=kind.tenant_id, active=True).first()
        if weight_class is None:
            raise NoSuchWeightClass
    return Key(kind, country, unit, weight_class)


def _unbegun(actor: Actor, rate_id: int, today: date) -> tuple[Rate, Key]:
    found = Rate.objects.filter(pk=rate_id, tenant_id=actor.tenant_id).values_list("cost_kind_id", flat=True)
    kind_id = found.first()
    if kind_id is None:
        raise NoSuchRate
    kind = lock_kind(actor, kind_id)
    rate = (
        Rate.objects.select_for_update(of=("self",))
        .select_related("freight_unit", "weight_class")
        .filter(pk=rate_id, tenant_id=actor.tenant_id)
        .first()
    )
    if rate is None:
        raise NoSuchRate
    key = Key(kind, rate.country, rate.freight_unit, rate.weight_class)
    if rate.valid_from < today:
        raise RateBegun(what=str(key), day=rate.valid_from)
    return rate, key


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise RateRefused(faults[0])
