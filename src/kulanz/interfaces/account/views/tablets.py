"""A technician's own devices, for ending the use of one he has lost."""

from __future__ import annotations

from django.contrib.messages import success
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.stages.execution.commands.reports.devices import revoke_device
from kulanz.stages.execution.models import FieldDevice
from kulanz.stages.execution.permissions_of_reports import devices_visible_to
from kulanz.stages.execution.refusals_of_reports import NoSuchDevice

_MOST = 20


def tablets_of(actor: Actor) -> list[FieldDevice]:
    """Those still signed in or lost; one he logged out of keeps nothing."""
    if actor.kind is not ActorKind.TECHNICIAN:
        return []
    return list(devices_visible_to(actor).filter(left_at=None).order_by("-last_seen_at")[:_MOST])


@gate(ActorKind.TECHNICIAN)
@require_POST
def revoke(request: KulanzRequest, device_id: int) -> HttpResponseBase:
    """The session in which he does so stays."""
    try:
        revoke_device(
            actor=request.actor,
            device_id=device_id,
            except_session=request.session.session_key,
            at=clock.now(),
        )
    except NoSuchDevice as gone:
        raise Http404 from gone
    success(request, _("Das Gerät ist gesperrt."))
    return redirect(f"{reverse('account:security')}#tablets")
