"""How much of everything there is, per tenant and in all."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Sum

from kulanz.cases.models import Case
from kulanz.cases.rules import Step
from kulanz.core.files.models import StoredFile
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.queue import figures as transmission_figures
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import RawMail, RawMailOutcome

Figures = dict[str, Any]


def all_figures() -> Figures:
    """{"tenants": {slug: figures}, "total": figures}."""
    tenants = {
        tenant.slug: tenant_figures(tenant.pk) for tenant in Tenant.objects.defer("logo").order_by("id")
    }
    total: Figures = _nothing()
    for one in tenants.values():
        total = _sum(total, one)
    return {"tenants": tenants, "total": total}


def tenant_figures(tenant_id: int) -> Figures:
    """One tenant's figures. Spam is counted apart, as everywhere; merged cases count with their step."""
    with tenant_context(tenant_id):
        files = StoredFile.objects.filter(state=StoredFile.State.PRESENT)
        cases = Case.objects.filter(is_spam=False)
        raw = dict.fromkeys(RawMailOutcome.values, 0) | _counted(RawMail.objects.all(), "outcome")
        return {
            "cases": dict.fromkeys((s.value for s in Step), 0) | _counted(cases, "step"),
            "spam": Case.objects.filter(is_spam=True).count(),
            "raw_mails": raw,
            "quarantine": raw[RawMailOutcome.QUARANTINED.value],
            "files": {"count": files.count(), "bytes": int(files.aggregate(n=Sum("size"))["n"] or 0)},
            "transmissions": transmission_figures(tenant_id),
            "protocol_entries": ProtocolEntry.objects.count(),
        }


def _counted(rows: QuerySet[Any], column: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))


def _nothing() -> Figures:
    return {
        "cases": dict.fromkeys((s.value for s in Step), 0), "spam": 0,
        "raw_mails": dict.fromkeys(RawMailOutcome.values, 0), "quarantine": 0,
        "files": {"count": 0, "bytes": 0}, "transmissions": {}, "protocol_entries": 0,
    }  # fmt: skip


def _sum(one: Figures, other: Figures) -> Figures:
    total: Figures = {}
    for key in {**one, **other}:
        left, right = one.get(key), other.get(key)
        if isinstance(left, dict) or isinstance(right, dict):
            total[key] = _sum(left or {}, right or {})
        else:
            total[key] = (left or 0) + (right or 0)
    return total
