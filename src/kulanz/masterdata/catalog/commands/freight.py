"""What freight rates hang on: freight units and weight classes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.catalog.events import FreightUnitSaved, WeightClassSaved
from kulanz.masterdata.catalog.models import FreightUnit, WeightClass
from kulanz.masterdata.catalog.permissions import require_keeper
from kulanz.masterdata.catalog.refusals_of_rates import (
    FreightUnitCodeTaken,
    NoSuchFreightUnit,
    NoSuchWeightClass,
    WeightClassTwice,
)

_LONGEST: Final = {"code": 20, "name": 60, "name_en": 60}
HEAVIEST: Final = Decimal(1_000_000)


def create_freight_unit(
    *, actor: Actor, code: str, name: str, at: datetime, name_en: str = ""
) -> FreightUnit:
    """A further freight unit; its code stands in lists and stays. Raises FreightUnitCodeTaken."""
    require_keeper(actor)
    unit = FreightUnit(tenant_id=actor.tenant_id, code=code.strip().upper())
    _name(unit, name, name_en)
    with transaction.atomic():
        units = FreightUnit.objects.filter(tenant_id=actor.tenant_id)
        last: int | None = units.aggregate(last=Max("position"))["last"]
        unit.position = 0 if last is None else last + 1
        try:
            with transaction.atomic():
                unit.save(force_insert=True)
        except IntegrityError as taken:
            if "freight_unit_code" not in str(taken):
                raise
            raise FreightUnitCodeTaken(code=unit.code) from taken
        _record_unit(unit, actor, at)
    return unit


def change_freight_unit(
    *, actor: Actor, unit_id: int, name: str, at: datetime, name_en: str = "", active: bool = True
) -> FreightUnit:
    """Rename it, take it out of use or back into it; articles and rates keep it."""
    require_keeper(actor)
    with transaction.atomic():
        unit = FreightUnit.objects.select_for_update().filter(pk=unit_id, tenant_id=actor.tenant_id).first()
        if unit is None:
            raise NoSuchFreightUnit
        before = (unit.name, unit.name_en, unit.active)
        _name(unit, name, name_en)
        unit.active = active
        if before != (unit.name, unit.name_en, unit.active):
            unit.save(update_fields=["name", "name_en", "active"])
            _record_unit(unit, actor, at)
    return unit


def create_weight_class(*, actor: Actor, up_to_kg: Decimal, at: datetime) -> WeightClass:
    """A class up to and including a weight. Raises WeightClassTwice, InvalidValue, NotAllowed.

    Orders that weigh less than its bound and more than the next lighter one fall into it from now on.
    """
    require_keeper(actor)
    if not up_to_kg.is_finite() or not 0 < up_to_kg < HEAVIEST:
        raise InvalidValue("up_to_kg", _("Bitte ein Gewicht über 0 und unter einer Million Kilogramm."))
    if up_to_kg != round(up_to_kg, 3):
        raise InvalidValue("up_to_kg", _("Bitte höchstens drei Nachkommastellen."))
    with transaction.atomic():
        weight_class = WeightClass(tenant_id=actor.tenant_id, up_to_kg=up_to_kg)
        try:
            with transaction.atomic():
                weight_class.save(force_insert=True)
        except IntegrityError as taken:
            if "weight_class_once" not in str(taken):
                raise
            raise WeightClassTwice(kilos=up_to_kg) from taken
        _record_class(weight_class, actor, at)
    return weight_class


def change_weight_class(*, actor: Actor, class_id: int, active: bool, at: datetime) -> WeightClass:
    """Take it out of use or back into it; its bound stays, its rates hang on it."""
    require_keeper(actor)
    with transaction.atomic():
        weight_class = (
            WeightClass.objects.select_for_update().filter(pk=class_id, tenant_id=actor.tenant_id).first()
        )
        if weight_class is None:
            raise NoSuchWeightClass
        if weight_class.active != active:
            weight_class.active = active
            weight_class.save(update_fields=["active"])
            _record_class(weight_class, actor, at)
    return weight_class


def _name(unit: FreightUnit, name: str, name_en: str) -> None:
    unit.name, unit.name_en = name.strip(), name_en.strip()
    for field, longest in _LONGEST.items():
        value = getattr(unit, field)
        if not value and field != "name_en":
            raise MissingValue(field)
        if len(value) > longest:
            raise InvalidValue(field, _("Bitte höchstens %(most)s Zeichen."), most=longest)


def _record_unit(unit: FreightUnit, actor: Actor, at: datetime) -> None:
    event = FreightUnitSaved(code=unit.code, unit_name=unit.name, active=unit.active)
    record(event, actor=actor, stream="catalog", at=at)


def _record_class(weight_class: WeightClass, actor: Actor, at: datetime) -> None:
    event = WeightClassSaved(up_to_kg=weight_class.up_to_kg, active=weight_class.active)
    record(event, actor=actor, stream="catalog", at=at)
