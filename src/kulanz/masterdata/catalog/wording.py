"""How the catalog's things are named in sentences."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from kulanz.core.names import named, reads_english
from kulanz.masterdata.catalog.models import CostKind, FreightUnit, WeightClass
from kulanz.masterdata.catalog.rules.places import country_name


def kilos(bound: Decimal) -> str:
    """31.500 as “31,5”."""
    plain = bound.normalize()
    if plain.as_tuple().exponent not in range(-3, 1):
        plain = plain.quantize(Decimal(1))
    return formats.number_format(plain)


def class_text(weight_class: WeightClass) -> str:
    return _("bis %(kilos)s kg") % {"kilos": kilos(weight_class.up_to_kg)}


def country_text(code: str) -> str:
    """The country's name in the reader's language."""
    return country_name(code, "en" if reads_english() else "de")


def kind_text(kind: CostKind) -> str:
    """The cost kind's name in the reader's language."""
    return named(kind)


def unit_text(unit: FreightUnit) -> str:
    """The freight unit's name in the reader's language."""
    return named(unit)


def key_text(kind: CostKind, country: str, unit: FreightUnit | None, weight_class: WeightClass | None) -> str:
    """“Abholkosten, Deutschland, Palette”."""
    parts = [kind_text(kind)]
    if country:
        parts.append(country_text(country))
    if unit is not None:
        parts.append(unit_text(unit))
    if weight_class is not None:
        parts.append(class_text(weight_class))
    return ", ".join(parts)
