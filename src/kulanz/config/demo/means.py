"""What complaints are decided with, read back once for the stories."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final

from kulanz.config.demo.goods import GROUPS
from kulanz.config.demo.world import Helper, Means, Part, Way
from kulanz.config.demo.writing import OWNER
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article, CostKind, ExchangeRate, Executor, Rate
from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.solution.models import Remedy, SolutionSettings
from kulanz.stages.solution.queries.masterdata import tenant_figures

_CALL_OUT: Final = Decimal(79)
_FUTILE: Final = Decimal(45)


def means_of(tenant: Tenant) -> Means:
    """Inside the owner's transaction, where nobody else sees the tenant yet."""
    settings = SolutionSettings.objects.using(OWNER).get(tenant=tenant)
    return Means(
        ways={
            row.code: Way(
                row.pk, row.code, row.name, row.nature, row.needs_executor, tuple(row.orders),
                tuple(row.letters),
            )
            for row in Remedy.objects.using(OWNER).filter(tenant=tenant)
        },
        kinds={row.code: (row.pk, row.name) for row in CostKind.objects.using(OWNER).filter(tenant=tenant)},
        figures=tuple((day, tenant_figures(tenant.pk, day, using=OWNER)) for day in _days(tenant)),
        parts=_parts(tenant),
        helpers=_helpers(tenant),
        offer_days=settings.offer_days,
        reminder_days=settings.reminder_days,
    )  # fmt: skip


def _days(tenant: Tenant) -> list[date]:
    """Every day on which a figure changes."""
    rates = Rate.objects.using(OWNER).filter(tenant=tenant).values_list("valid_from", flat=True)
    exchanges = ExchangeRate.objects.using(OWNER).filter(tenant=tenant).values_list("valid_from", flat=True)
    return sorted(set(chain(rates, exchanges)))


def _parts(tenant: Tenant) -> dict[str, tuple[Part, ...]]:
    found: dict[str, list[Part]] = {group.code: [] for group in GROUPS}
    rows = Article.objects.using(OWNER).filter(tenant=tenant, is_spare_part=True, safety="none")
    for row in rows.select_related("product_group").order_by("pk"):
        if row.product_group is not None and row.cost_price is not None and row.weight_kg is not None:
            part = Part(row.pk, row.number, row.name, row.cost_price, row.weight_kg)
            found[row.product_group.code].append(part)
    return {code: tuple(parts) for code, parts in found.items()}


def _helpers(tenant: Tenant) -> tuple[Helper, ...]:
    rows = list(Executor.objects.using(OWNER).filter(tenant=tenant).order_by("pk"))
    firms = [row.party_id for row in rows if row.party_id]
    points = ContactPoint.objects.using(OWNER).filter(
        tenant=tenant, kind=ContactKind.EMAIL, is_main=True, party__in=firms
    )
    mails = dict(points.values_list("party_id", "value"))
    return tuple(
        Helper(
            row.pk, row.kind, row.name, row.party_id, mails.get(row.party_id or 0, ""),
            row.call_out or _CALL_OUT, row.futile_visit or _FUTILE,
        )
        for row in rows
    )  # fmt: skip
