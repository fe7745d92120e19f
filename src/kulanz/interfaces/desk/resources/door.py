"""What these screens share: who may in, who may work here."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.permissions_of_resources import (
    RESOURCE_STAFF_MAY,
    ResourceAction,
    may_with_resources,
)

readers: Final = gate(ActorKind.STAFF)
workers: Final = gate(ActorKind.STAFF, roles=RESOURCE_STAFF_MAY[ResourceAction.WORK])


def show(
    request: KulanzRequest, template: str, here: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of desk/resources with its item of the menu marked."""
    may_work = may_with_resources(request.actor, ResourceAction.WORK)
    return render(
        request,
        f"desk/resources/{template}",
        {**context, "menu_current": here, "may_work": may_work},
        status=status,
    )


def technician_choices(tenant_id: int) -> list[tuple[str, str]]:
    """Those who are active, with their house where names are alike."""
    rows = Technician.objects.filter(tenant_id=tenant_id, active=True).select_related("organisation")
    return [(str(row.pk), f"{row.name} ({row.organisation.name})") for row in rows.order_by("name")[:500]]
