"""The pages of planning: name and address below the desk."""

from __future__ import annotations

from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.rules.visits import VisitState


def visit_pages(tenant: Tenant) -> list[tuple[str, str]]:
    """In the tenant that is open, whose demo has visits to plan and planned ones."""
    visits = Visit.objects.filter(tenant=tenant).select_related("case").order_by("pk")
    waiting = visits.filter(state=VisitState.TO_PLAN.value)
    to_plan = waiting.filter(works__work_kind__safety="given").first() or waiting.first() or visits[0]
    planned = visits.filter(starts_at__isnull=False).order_by("-starts_at").first() or visits[0]
    day = planned.starts_at.date().isoformat() if planned.starts_at is not None else ""
    return [
        ("desk-board", f"einsatzplan/?tag={day}"),
        ("desk-tours", f"touren/?tag={day}"),
        ("desk-visit", f"einsatz/{to_plan.number}/"),
        ("desk-visit-planned", f"einsatz/{planned.number}/"),
        ("desk-new-visit", f"vorgang/{to_plan.case.number}/einsatz/"),
    ]
