"""Technicians' devices: who has which, when it was last here, and ending the use of a lost one."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.stages.execution.commands.reports.devices import revoke_device
from kulanz.stages.execution.permissions_of_reports import DEVICE_KEEPERS, devices_visible_to
from kulanz.stages.execution.refusals_of_reports import NoSuchDevice

MOST = 200


@gate(ActorKind.STAFF, roles=DEVICE_KEEPERS)
@require_GET
def devices(request: KulanzRequest) -> HttpResponse:
    """Those in use first; the list is as long as there are technicians, twice or thrice."""
    found = devices_visible_to(request.actor).select_related("membership__organisation")
    query = " ".join(request.GET.get("q", "").split())[:100]
    if query:
        found = found.filter(membership__name__icontains=query)
    rows = list(found.order_by("revoked_at", "-last_seen_at")[: MOST + 1])
    rows.sort(key=lambda row: row.revoked_at is not None)
    context = {"rows": rows[:MOST], "cut": len(rows) > MOST, "query": query, "menu_current": "devices"}
    return render(request, "desk/reports/devices.html", context)


@gate(ActorKind.STAFF, roles=DEVICE_KEEPERS)
@require_POST
def revoke(request: KulanzRequest, device_id: int) -> HttpResponse:
    try:
        device = revoke_device(actor=request.actor, device_id=device_id, at=clock.now())
    except NoSuchDevice as gone:
        raise Http404 from gone
    notices.success(
        request,
        _("Das Gerät von %(name)s ist gesperrt. Es löscht seine Daten, sobald es sich wieder meldet.")
        % {"name": device.membership.name},
    )
    return redirect("desk:devices")
