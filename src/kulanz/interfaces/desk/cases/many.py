"""Several cases at once, and saved views of the worklist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages as notices
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kulanz.cases.commands.people import assign_case, mark_spam
from kulanz.cases.commands.state import set_follow_up
from kulanz.cases.commands.views import delete_view, save_view
from kulanz.cases.models import Case, SavedView
from kulanz.cases.permissions import visible_to
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.core.ui.typed import key_of

_MOST = 200
_KEPT_FILTERS = (
    "view",
    "sort",
    "kind",
    "severity",
    "waits_for",
    "step",
    "claim_status",
    "owner_id",
    "team_id",
    "dealer_id",
    "q",
)


def _back(request: KulanzRequest) -> HttpResponse:
    target = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/desk/")
    return redirect(target if safe else reverse("desk:worklist"))


@gate(ActorKind.STAFF)
@require_POST
def bulk(request: KulanzRequest) -> HttpResponse:
    """One action for the chosen cases. Each stands alone: what one refuses does not stop the others."""
    act = _action_of(request)
    if act is None:
        return _back(request)
    done = 0
    refused: list[str] = []
    for case in (
        visible_to(request.actor).filter(number__in=request.POST.getlist("case")[:_MOST]).order_by("pk")
    ):
        try:
            act(case)
            done += 1
        except Refusal as refusal:
            refused.append(f"{case.number}: {refusal}")
    if done:
        notices.success(
            request, ngettext("%(n)d Vorgang geändert.", "%(n)d Vorgänge geändert.", done) % {"n": done}
        )
    for text in refused[:10]:
        notices.error(request, text)
    return _back(request)


def _action_of(request: KulanzRequest) -> Callable[[Case], object] | None:
    actor, at = request.actor, clock.now()
    match request.POST.get("action", ""):
        case "take":
            return lambda case: assign_case(
                actor=actor, case_id=case.pk, owner_id=actor.membership_id, team_id=case.team_id, at=at
            )
        case "assign":
            owner = key_of(request.POST.get("owner", ""))
            if owner is None:
                notices.error(request, _("Bitte eine Person wählen."))
                return None
            return lambda case: assign_case(
                actor=actor, case_id=case.pk, owner_id=owner, team_id=case.team_id, at=at
            )
        case "follow_up":
            try:
                on = date.fromisoformat(request.POST.get("on", ""))
            except ValueError:
                notices.error(request, str(InvalidValue("on", _("Bitte ein Datum wie 24.12.2026 angeben."))))
                return None
            return lambda case: set_follow_up(actor=actor, case_id=case.pk, on=on, at=at)
        case "spam":
            return lambda case: mark_spam(actor=actor, case_id=case.pk, spam=True, at=at)
        case "no_spam":
            return lambda case: mark_spam(actor=actor, case_id=case.pk, spam=False, at=at)
        case _:
            return None


@gate(ActorKind.STAFF)
@require_POST
def keep_view(request: KulanzRequest) -> HttpResponse:
    """Save the filters of the list as a view."""
    filters = {
        name: request.POST.get(name, "")[:200] for name in _KEPT_FILTERS if request.POST.get(name, "").strip()
    }
    try:
        save_view(
            actor=request.actor,
            name=request.POST.get("name", ""),
            filters=filters,
            shared=request.POST.get("shared") == "1",
        )
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, _("Ansicht gespeichert."))
    return _back(request)


@gate(ActorKind.STAFF)
@require_POST
def drop_view(request: KulanzRequest, view_id: int) -> HttpResponse:
    delete_view(actor=request.actor, view_id=view_id)
    return _back(request)


def views_of(request: KulanzRequest) -> list[SavedView]:
    """One's own views and those colleagues share."""
    own = Q(membership_id=request.actor.membership_id or 0) | Q(shared=True)
    return list(SavedView.objects.filter(own).order_by("position", "name")[:50])
