"""A tenant's remedies, cost kinds and rates as the calculation takes them."""

from __future__ import annotations

import contextlib
import functools
from datetime import date
from typing import Final

from django.db import connections

from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import CostKind, ExchangeRate, FreightUnit, Rate, WeightClass
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.models import Remedy, RemedyCostKind, SolutionSettings
from kulanz.stages.solution.rules.figures import Cell, Exchange, Figures, Kind, RateRow, RemedySpec
from kulanz.stages.solution.rules.remedies import Goods, Nature


def tenant_figures(tenant_id: int, day: date, *, using: str = "default") -> Figures:
    """The active remedies in their order, and the rates valid on `day`; one statement while nothing changes.

    Kept per process by what the rows say, so that a change counts at once, wherever it was made, and one
    that was rolled back is forgotten.
    """
    while True:
        with contextlib.suppress(_Changed):
            return _figures(tenant_id, day, using, _content(tenant_id, using))


class _Changed(Exception):
    """Somebody changed a row while the rows were read one table after the other."""


# Whatever figures are made of. A sum of hashes does not mind in which order the rows come.
_TABLES: Final = (
    CostKind,
    SolutionSettings,
    RemedyCostKind,
    Remedy,
    WeightClass,
    FreightUnit,
    Rate,
    ExchangeRate,
)
_SUM: Final = (
    "(SELECT coalesce(sum(hashtextextended(kept::text, 0)::numeric), 0) FROM {} kept"
    " WHERE tenant_id = %(tenant)s)"
)
_CONTENT: Final = "SELECT currency, {} FROM tenancy_tenant WHERE id = %(tenant)s".format(  # noqa: S608  # our tables
    ", ".join(_SUM.format(model._meta.db_table) for model in _TABLES)
)


def _content(tenant_id: int, using: str) -> tuple[object, ...]:
    with connections[using].cursor() as cursor:
        cursor.execute(_CONTENT, {"tenant": tenant_id})
        return tuple(cursor.fetchone() or ())


@functools.lru_cache(maxsize=32)
def _figures(tenant_id: int, day: date, using: str, content: tuple[object, ...]) -> Figures:
    """`content` tells one state of the tables from another; figures of no single state are not kept."""
    figures = _read(tenant_id, day, using)
    if _content(tenant_id, using) != content:
        raise _Changed
    return figures


def _read(tenant_id: int, day: date, using: str) -> Figures:
    tenant = Tenant.objects.using(using).only("currency").get(pk=tenant_id)
    kinds = list(CostKind.objects.using(using).filter(tenant_id=tenant_id))
    settings = SolutionSettings.objects.using(using).filter(tenant_id=tenant_id).first()
    return Figures(
        currency=tenant.currency,
        kinds=tuple(Kind(k.code, k.name, Scope(k.scope), k.is_revenue, k.name_en) for k in kinds),
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
            name_en=remedy.name_en,
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
