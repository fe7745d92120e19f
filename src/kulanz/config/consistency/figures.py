"""How much of everything there is, per tenant and in all."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, QuerySet, Sum

from kulanz.cases.models import Case
from kulanz.cases.rules import Step
from kulanz.core.files.models import StoredFile
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.queue import figures as transmission_figures
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant, TenantModel
from kulanz.masterdata.catalog.models import Rate
from kulanz.stages.billing.models import ActualCost, CreditNote
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.contact.models import Letter, RawMail, RawMailOutcome
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.improvement.models import ComplaintFact, SalesFigure
from kulanz.stages.solution.models import Decision, Offer
from kulanz.stages.solution.rules.remedies import DecisionState, OfferState

Figures = dict[str, Any]
# What has states is counted by them.
_STATES: Final[dict[str, tuple[type[TenantModel], type[StrEnum]]]] = {
    "decisions": (Decision, DecisionState),
    "orders": (Order, OrderState),
    "offers": (Offer, OfferState),
    "credit_notes": (CreditNote, CreditState),
}
_TABLES: Final[dict[str, type[TenantModel]]] = {
    "actual_costs": ActualCost,
    "letters": Letter,
    "rates": Rate,
    "sales_figures": SalesFigure,
    "complaint_facts": ComplaintFact,
}


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
            **_deciding(),
        }


def _deciding() -> Figures:
    """Decisions and what follows from them, by their states."""
    found: Figures = {
        name: dict.fromkeys((state.value for state in states), 0)
        | _counted(model._default_manager.all(), "state")
        for name, (model, states) in _STATES.items()
    }
    return found | {name: model._default_manager.count() for name, model in _TABLES.items()}


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
