"""The own calendar: an address for calendar programs, shown once, renewed and ended here."""

from __future__ import annotations

from typing import Final

from django.contrib import messages as notices
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.account.views.security import frame_of
from kulanz.interfaces.account.views.start import home_of
from kulanz.workflows.appointment_calendars import end_feed, feed_since, renew_feed

_SHOWN_ONCE: Final = "calendar-address"


@gate(ActorKind.STAFF, ActorKind.TECHNICIAN)
@require_GET
def calendar(request: KulanzRequest) -> HttpResponseBase:
    context = {
        "frame": frame_of(request),
        "home_url": home_of(request),
        "since": feed_since(request.actor, at=clock.now()),
        "address": request.session.pop(_SHOWN_ONCE, ""),
        "technician": request.actor.kind is ActorKind.TECHNICIAN,
    }
    return render(request, "account/calendar.html", context)


@gate(ActorKind.STAFF, ActorKind.TECHNICIAN)
@require_POST
def renew(request: KulanzRequest) -> HttpResponseBase:
    """A new address; whoever knows the old one sees nothing any more."""
    request.session[_SHOWN_ONCE] = renew_feed(actor=request.actor, at=clock.now())
    return redirect("account:calendar")


@gate(ActorKind.STAFF, ActorKind.TECHNICIAN)
@require_POST
def end(request: KulanzRequest) -> HttpResponseBase:
    if end_feed(actor=request.actor, at=clock.now()):
        notices.success(request, _("Ihr Kalender ist über die alte Adresse nicht mehr zu lesen."))
    return redirect("account:calendar")
