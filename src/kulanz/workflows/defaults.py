"""What every tenant starts with so that it can decide complaints: cost kinds, remedies, reasons, limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from kulanz.core.access.actor import Role, system_actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant, TenantModel
from kulanz.masterdata.catalog.models import CostKind, FreightUnit, Rate, WeightClass
from kulanz.masterdata.catalog.rules.costs import COST_KINDS, customs_free
from kulanz.stages.solution.events_of_settings import DefaultsGiven
from kulanz.stages.solution.models import (
    DecisionLimit,
    Reason,
    Remedy,
    RemedyCostKind,
    SolutionSettings,
)
from kulanz.stages.solution.rules.remedies import REMEDIES, RemedyDefault
from kulanz.workflows.default_reasons import DEFAULT_REASONS

FREIGHT_UNITS: Final = (
    ("PAKET", "Paket", "Parcel"),
    ("PALETTE", "Palette", "Pallet"),
    ("SPEDITION", "Spedition", "Forwarder's load"),
)
WEIGHT_CLASSES: Final = tuple(Decimal(text) for text in ("2", "5", "10", "31.5", "100"))
# calculated cost and credit up to which a role decides alone; None: without limit
LIMITS: Final[dict[Role, tuple[Decimal | None, Decimal | None]]] = {
    Role.AGENT: (Decimal(1000), Decimal(250)),
    Role.LEAD: (Decimal(10000), Decimal(2500)),
    Role.DIVISION: (None, None),
    Role.EXECUTIVE: (None, None),
}
CUSTOMS_FREE_SINCE: Final = date(2000, 1, 1)
"""Earlier than any case: no calculation of the past finds the rate missing."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was added for the first time."""

    remedies: tuple[str, ...]
    customs_free: tuple[str, ...]


def ensure_defaults(*, tenant_id: int, at: datetime) -> bool:
    """Give a tenant what is missing of the defaults; whether it got its settings now.

    They are given once. From then on the tenant's own settings stand, also what it has emptied or taken
    away; only cost kinds a new version knows are added.
    """
    with tenant_context(tenant_id):
        tenant = Tenant.objects.select_for_update().defer("logo").get(pk=tenant_id)
        given = write_defaults(tenant, at=at)
        if given is None:
            return False
        event = DefaultsGiven(remedies=given.remedies, customs_free=given.customs_free)
        record(event, actor=system_actor(tenant_id), stream="tenant", at=at)
        return True


def write_defaults(tenant: Tenant, *, at: datetime, using: str = "default") -> Given | None:
    """The rows alone, without a word in the protocol; None when the tenant has its settings already."""
    _insert(
        using,
        [
            CostKind(
                tenant_id=tenant.pk, code=kind.code, name=kind.name, name_en=kind.name_en,
                scope=kind.scope.value, is_revenue=kind.is_revenue, position=position,
            )
            for position, kind in enumerate(COST_KINDS)
        ],
    )  # fmt: skip
    if SolutionSettings.objects.using(using).filter(tenant_id=tenant.pk).exists():
        return None
    _insert(using, [SolutionSettings(tenant_id=tenant.pk)])
    _insert(
        using,
        [
            FreightUnit(tenant_id=tenant.pk, code=code, name=name, name_en=name_en, position=position)
            for position, (code, name, name_en) in enumerate(FREIGHT_UNITS)
        ],
    )
    _insert(using, [WeightClass(tenant_id=tenant.pk, up_to_kg=kilos) for kilos in WEIGHT_CLASSES])
    known = set(Remedy.objects.using(using).filter(tenant_id=tenant.pk).values_list("code", flat=True))
    new = [remedy for remedy in REMEDIES if remedy.code not in known]
    _remedies(tenant.pk, new, using, with_benchmark=not known)
    _insert(
        using,
        [
            Reason(
                tenant_id=tenant.pk, purpose=purpose.value, name=german, name_en=english, position=position
            )
            for purpose, texts in DEFAULT_REASONS.items()
            for position, (german, english) in enumerate(texts)
        ],
    )
    _insert(
        using,
        [
            DecisionLimit(tenant_id=tenant.pk, role=role.value, cost=cost, credit=credit)
            for role, (cost, credit) in LIMITS.items()
        ],
    )
    countries = tuple(sorted(customs_free(tenant.country)))
    _customs(tenant, countries, at, using)
    return Given(tuple(remedy.code for remedy in new), countries)


def _remedies(tenant_id: int, new: Sequence[RemedyDefault], using: str, *, with_benchmark: bool) -> None:
    """The remedies with their cells of the matrix."""
    places = {remedy.code: place for place, remedy in enumerate(REMEDIES)}
    _insert(
        using,
        [
            Remedy(
                tenant_id=tenant_id, code=r.code, name=r.name, name_en=r.name_en, nature=r.nature.value,
                goods=r.goods.value, orders=[kind.value for kind in r.orders], letters=list(r.letters),
                ends=r.ends.value, needs_executor=r.needs_executor, position=places[r.code],
                is_benchmark=r.is_benchmark and with_benchmark,
            )
            for r in new
        ],
    )  # fmt: skip
    remedies = dict(Remedy.objects.using(using).filter(tenant_id=tenant_id).values_list("code", "pk"))
    kinds = dict(CostKind.objects.using(using).filter(tenant_id=tenant_id).values_list("code", "pk"))
    _insert(
        using,
        [
            RemedyCostKind(
                tenant_id=tenant_id, remedy_id=remedies[r.code], cost_kind_id=kinds[code], required=required
            )
            for r in new
            for required, codes in ((True, r.required), (False, r.optional))
            for code in codes
        ],
    )


def _customs(tenant: Tenant, countries: Sequence[str], at: datetime, using: str) -> None:
    """No customs within the own country and its customs union, as a rate one can see and change."""
    customs = CostKind.objects.using(using).get(tenant_id=tenant.pk, code="customs")
    if Rate.objects.using(using).filter(tenant_id=tenant.pk, cost_kind=customs).exists():
        return
    _insert(
        using,
        [
            Rate(
                tenant_id=tenant.pk, cost_kind=customs, country=country, valid_from=CUSTOMS_FREE_SINCE,
                share_percent=Decimal(0), currency=tenant.currency, created_at=at, created_by_name="System",
            )
            for country in countries
        ],
    )  # fmt: skip


def _insert(using: str, rows: Sequence[Any]) -> None:
    """In one go; rows that are there already stay as they are."""
    if rows:
        model: type[TenantModel] = type(rows[0])
        model._default_manager.using(using).bulk_create(rows, ignore_conflicts=True)
