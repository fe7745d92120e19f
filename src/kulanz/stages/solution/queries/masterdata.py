"""A tenant's remedies, cost kinds and rates as the calculation takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import CostKind, ExchangeRate, Rate, WeightClass
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.models import Remedy, RemedyCostKind, SolutionSettings
from kulanz.stages.solution.rules.figures import Cell, Exchange, Kind, RateRow, RemedySpec
from kulanz.stages.solution.rules.remedies import Goods, Nature


@dataclass(frozen=True, slots=True)
class TenantFigures:
    """Everything a calculation of this tenant needs that is no fact of the case."""

    currency: str
    kinds: tuple[Kind, ...]
    remedies: tuple[RemedySpec, ...]
    classes: tuple[Decimal, ...]
    rates: tuple[RateRow, ...]
    exchanges: tuple[Exchange, ...]
    preference_percent: Decimal | None


def tenant_figures(tenant_id: int, day: date, *, using: str = "default") -> TenantFigures:
    """The active remedies in their order, and the rates valid on `day`; a fixed number of statements."""
    tenant = Tenant.objects.using(using).only("currency").get(pk=tenant_id)
    kinds = list(CostKind.objects.using(using).filter(tenant_id=tenant_id))
    settings = SolutionSettings.objects.using(using).filter(tenant_id=tenant_id).first()
    return TenantFigures(
        currency=tenant.currency,
        kinds=tuple(Kind(k.code, k.name, Scope(k.scope), k.is_revenue) for k in kinds),
        remedies=_remedies(tenant_id, {kind.pk: kind for kind in kinds}, using),
        classes=tuple(
            WeightClass.objects.using(using)
            .filter(tenant_id=tenant_id, active=True)
            .values_list("up_to_kg", flat=True)
        ),
        rates=_rates(tenant_id, day, using),
        exchanges=tuple(
            Exchange(*row)
            for row in ExchangeRate.objects.using(using)
            .filter(tenant_id=tenant_id, valid_from__lte=day)
            .order_by("currency", "-valid_from")
            .distinct("currency")
            .values_list("currency", "valid_from", "rate")
        ),
        preference_percent=settings.repair_preference_percent if settings else None,
    )


def _remedies(tenant_id: int, kinds: dict[int, CostKind], using: str) -> tuple[RemedySpec, ...]:
    cells: dict[int, list[tuple[int, Cell]]] = {}
    for cell in RemedyCostKind.objects.using(using).filter(tenant_id=tenant_id):
        kind = kinds[cell.cost_kind_id]
        if kind.active:
            cells.setdefault(cell.remedy_id, []).append((kind.position, Cell(kind.code, cell.required)))
    return tuple(
        RemedySpec(
            code=remedy.code,
            name=remedy.name,
            nature=Nature(remedy.nature),
            goods=Goods(remedy.goods),
            cells=tuple(cell for _place, cell in sorted(cells.get(remedy.pk, []), key=lambda pair: pair[0])),
            is_benchmark=remedy.is_benchmark,
        )
        for remedy in Remedy.objects.using(using).filter(tenant_id=tenant_id, active=True)
    )


def _rates(tenant_id: int, day: date, using: str) -> tuple[RateRow, ...]:
    """The newest row of each key that is not later than the day; ended ones leave themselves out."""
    key = ("cost_kind", "country", "freight_unit", "weight_class")
    rows = (
        Rate.objects.using(using)
        .filter(tenant_id=tenant_id, valid_from__lte=day)
        .order_by(*(f"{name}_id" if name != "country" else name for name in key), "-valid_from")
        .distinct(*(f"{name}_id" if name != "country" else name for name in key))
        .values_list(
            "cost_kind__code", "valid_from", "amount", "share_percent", "currency", "country",
            "freight_unit__code", "weight_class__up_to_kg",
        )
    )  # fmt: skip
    return tuple(
        RateRow(kind, valid_from, amount, share, currency, country, unit or "", up_to)
        for kind, valid_from, amount, share, currency, country, unit, up_to in rows
        if amount is not None or share is not None
    )
