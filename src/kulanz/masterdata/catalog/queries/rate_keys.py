"""What a rate is for, and what is known about that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kulanz.masterdata.catalog.models import CostKind, FreightUnit, Rate, WeightClass
from kulanz.masterdata.catalog.rules.rates import Figure
from kulanz.masterdata.catalog.wording import key_text


@dataclass(frozen=True, slots=True)
class Key:
    """What a rate is for, beside its day."""

    kind: CostKind
    country: str = ""
    unit: FreightUnit | None = None
    weight_class: WeightClass | None = None

    def rows(self) -> QuerySet[Rate]:
        return Rate.objects.filter(
            tenant_id=self.kind.tenant_id,
            cost_kind=self.kind,
            country=self.country,
            freight_unit=self.unit,
            weight_class=self.weight_class,
        )

    @property
    def ids(self) -> tuple[int, str, int | None, int | None]:
        """What tells keys apart."""
        return (
            self.kind.pk,
            self.country,
            self.unit.pk if self.unit else None,
            self.weight_class.pk if self.weight_class else None,
        )

    def history(self) -> dict[date, Figure]:
        return {row.valid_from: figure_of(row) for row in self.rows()}

    def facts(self) -> dict[str, Any]:
        """How the protocol names it."""
        return {
            "cost_kind": self.kind.code,
            "country": self.country,
            "freight_unit": self.unit.code if self.unit else "",
            "up_to_kg": self.weight_class.up_to_kg if self.weight_class else None,
        }

    def __str__(self) -> str:
        return key_text(self.kind, self.country, self.unit, self.weight_class)


def figure_of(rate: Rate) -> Figure:
    return Figure(rate.amount, rate.share_percent, rate.currency)
