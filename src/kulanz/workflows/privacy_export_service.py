"""Visits, maintenance and its offers, for the export of a person's data."""

from __future__ import annotations

from typing import Any

from kulanz.cases.models import Case
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.models import (
    MaintenancePlan,
    ReportCorrection,
    ServiceOffer,
    ServiceReport,
    Visit,
)

_VISIT = (
    "number", "kind", "state", "starts_at", "ends_at", "wanted_on", "task", "name", "street", "postcode",
    "city", "country", "place_note", "contact", "phone", "customer_moves", "created_at",
)  # fmt: skip
_REPORT = (
    "number", "technician_name", "result", "result_reason", "work_done", "defects", "safety", "safety_note",
    "arrived_at", "left_at", "signed_by_name", "signature_refused", "rating", "rating_note", "received_at",
)  # fmt: skip
_CORRECTION = ("number", "arrived_at", "left_at", "former_arrived_at", "former_left_at", "reason", "made_at")
_PLAN = ("name", "kind", "items", "interval_months", "next_due_on", "ends_on", "active", "created_at")
_OFFER = (
    "number", "kind", "state", "text", "pieces", "net", "tax_rate", "gross", "currency", "interval_months",
    "made_at", "expires_on", "answered_at", "answered_by_name", "answer_text", "evidence",
)  # fmt: skip


def visits_of(case: Case) -> list[dict[str, Any]]:
    """Of a case that is about the person himself."""
    return [{name: getattr(visit, name) for name in _VISIT} for visit in Visit.objects.filter(case=case)]


def reports_of(case: Case) -> list[dict[str, Any]]:
    """What technicians reported of a case that is about the person himself, his own rating among it."""
    reports = ServiceReport.objects.filter(visit__case=case).prefetch_related("corrections").order_by("pk")
    return [
        {name: getattr(report, name) for name in _REPORT}
        | {"corrections": [_corrected(one) for one in report.corrections.all()]}
        for report in reports
    ]


def _corrected(correction: ReportCorrection) -> dict[str, Any]:
    """When he was visited as the office put it right; travel is not about him."""
    return {name: getattr(correction, name) for name in _CORRECTION}


def maintenance_of(party: Party) -> dict[str, Any]:
    """What comes again for him, and what he was offered."""
    plans = MaintenancePlan.objects.filter(customer=party)
    offers = ServiceOffer.objects.filter(customer=party)
    return {
        "plans": [{name: getattr(plan, name) for name in _PLAN} for plan in plans],
        "offers": [{name: getattr(offer, name) for name in _OFFER} for offer in offers],
    }
