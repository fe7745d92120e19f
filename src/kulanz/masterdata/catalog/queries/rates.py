"""Which rates are valid, which came before and which come next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from kulanz.core.access.actor import Actor
from kulanz.masterdata.catalog.models import CostKind, ExchangeRate, FreightUnit, Rate, WeightClass

_KEY: Final = ("cost_kind_id", "country", "freight_unit_id", "weight_class_id")
_PARTS: Final = ("cost_kind", "freight_unit", "weight_class")


def rates_valid_on(actor: Actor, day: date) -> list[Rate]:
    """The newest row of each key that is not later than the day, without keys that have ended: one query.

    Cost kind, freight unit and weight class are loaded with it.
    """
    return [rate for rate in _newest(rates_of(actor), day) if not _ends(rate)]


def exchange_rates_valid_on(actor: Actor, day: date) -> list[ExchangeRate]:
    rows = exchange_rates_of(actor).filter(valid_from__lte=day)
    return list(rows.order_by("currency", "-valid_from").distinct("currency"))


def rates_of(actor: Actor) -> QuerySet[Rate]:
    """All rates, past and future. What things cost is for the staff."""
    rows = Rate.objects.filter(tenant_id=actor.tenant_id).select_related(*_PARTS)
    return rows if actor.is_staff or actor.is_system else rows.none()


def exchange_rates_of(actor: Actor) -> QuerySet[ExchangeRate]:
    rows = ExchangeRate.objects.filter(tenant_id=actor.tenant_id)
    return rows if actor.is_staff or actor.is_system else rows.none()


def cost_kinds(actor: Actor) -> QuerySet[CostKind]:
    """Also those out of use, in the order of the calculation."""
    rows = CostKind.objects.filter(tenant_id=actor.tenant_id)
    return rows if actor.is_staff or actor.is_system else rows.none()


def freight_units(actor: Actor) -> QuerySet[FreightUnit]:
    return FreightUnit.objects.filter(tenant_id=actor.tenant_id)


def weight_classes(actor: Actor) -> QuerySet[WeightClass]:
    return WeightClass.objects.filter(tenant_id=actor.tenant_id)


@dataclass(frozen=True, slots=True)
class Track:
    """One key as seen on a day: what is valid, what comes (nearest first), what was (newest first)."""

    key: Rate
    """Any row of the key: kind, country, unit and class are the same in all."""
    now: Rate | None
    future: tuple[Rate, ...]
    past: tuple[Rate, ...]


def tracks(rows: Iterable[Rate], day: date) -> list[Track]:
    """The rows by their keys, in the order of country, freight unit and weight."""
    keys: dict[tuple[object, ...], list[Rate]] = defaultdict(list)
    for row in rows:
        keys[tuple(getattr(row, part) for part in _KEY)].append(row)
    found = []
    for same in keys.values():
        same.sort(key=lambda row: row.valid_from)
        begun = [row for row in same if row.valid_from <= day]
        now = begun[-1] if begun and not _ends(begun[-1]) else None
        past = begun[:-1] if now else begun
        future = tuple(row for row in same if row.valid_from > day)
        found.append(Track(same[0], now, future, tuple(reversed(past))))
    return sorted(found, key=_place)


def _place(track: Track) -> tuple[object, ...]:
    key = track.key
    unit, weight = key.freight_unit, key.weight_class
    return (
        key.country,
        (unit.position, unit.code) if unit else (0, ""),
        weight.up_to_kg if weight else 0,
    )


def _newest(rows: QuerySet[Rate], day: date) -> QuerySet[Rate]:
    return rows.filter(valid_from__lte=day).order_by(*_KEY, "-valid_from").distinct(*_KEY)


def _ends(rate: Rate) -> bool:
    return rate.amount is None and rate.share_percent is None
