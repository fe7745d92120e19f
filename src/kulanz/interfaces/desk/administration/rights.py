"""Requests for accesses, teams, and the matrix of rights as the program knows it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.permissions import OTHERS_MAY, STAFF_MAY, Action
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators, number_of
from kulanz.masterdata.parties.commands.access_requests import approve_clerk, decline_clerk
from kulanz.masterdata.parties.commands.editing_access import save_team
from kulanz.masterdata.parties.models import ClerkRequest, ClerkRequestState, PartyRoleKind, Team
from kulanz.masterdata.parties.models.membership import MEMBER_KINDS, ROLE_CHOICES
from kulanz.masterdata.parties.permissions import visible_to
from kulanz.workflows.access_mails import queue_decline, queue_invitation

ACTION_WORDS: Final[dict[Action, Any]] = {
    Action.VIEW: gettext_lazy("Vorgang lesen"),
    Action.RECORD: gettext_lazy("Vorgang erfassen"),
    Action.WRITE_MESSAGE: gettext_lazy("Nachricht schreiben"),
    Action.ADD_FILE: gettext_lazy("Datei hinzufügen"),
    Action.REMOVE_FILE: gettext_lazy("Datei entfernen"),
    Action.WORK: gettext_lazy("Bearbeiten, zuweisen, Aufgaben"),
    Action.EDIT_OWN_REFERENCE: gettext_lazy("Eigenes Zeichen ändern"),
    Action.DECIDE_CLAIM: gettext_lazy("Über Reklamation entscheiden"),
    Action.RECORD_SOLUTION: gettext_lazy("Lösung eintragen"),
    Action.CLOSE: gettext_lazy("Vorgang beenden"),
    Action.REOPEN: gettext_lazy("Wieder öffnen"),
    Action.OBJECT: gettext_lazy("Einspruch"),
    Action.CONFIRM: gettext_lazy("Lösung bestätigen"),
    Action.WITHDRAW: gettext_lazy("Zurückziehen"),
    Action.MERGE: gettext_lazy("Zusammenführen und trennen"),
    Action.MARK_SPAM: gettext_lazy("Als Spam markieren"),
    Action.MANAGE_VIEWS: gettext_lazy("Ansichten speichern"),
    Action.CONFIGURE: gettext_lazy("Texte und Regeln einstellen"),
}


@administrators
@require_GET
def matrix(request: KulanzRequest) -> HttpResponse:
    """Read from the very tables that decide, so it cannot be out of date."""
    kinds = [(kind, label) for kind, label in MEMBER_KINDS if kind != ActorKind.STAFF.value]
    rows = [
        (
            ACTION_WORDS.get(action, action.value),
            [Role(role) in STAFF_MAY[action] for role, _label in ROLE_CHOICES],
            [ActorKind(kind) in OTHERS_MAY.get(action, frozenset()) for kind, _label in kinds],
        )
        for action in Action
    ]
    context = {"roles": [r[1] for r in ROLE_CHOICES], "kinds": [k[1] for k in kinds], "rows": rows}
    return render(request, "desk/administration/matrix.html", context)


@administrators
@require_GET
def requests(request: KulanzRequest) -> HttpResponse:
    """`antrag` and `haus`: the house just made for this request is filled in."""
    return _requests_page(request, made=_made_house(request))


def _made_house(request: KulanzRequest) -> dict[str, Any] | None:
    dealers = visible_to(request.actor).filter(roles__role=PartyRoleKind.DEALER, active=True)
    house = dealers.filter(pk=number_of(request.GET.get("haus")) or 0).first()
    if house is None:
        return None
    return {"request": number_of(request.GET.get("antrag")), "house": house.pk, "name": house.name}


def _requests_page(
    request: KulanzRequest,
    *,
    error: str = "",
    failed: int = 0,
    status: int = 200,
    made: dict[str, Any] | None = None,
) -> HttpResponse:
    rows = ClerkRequest.objects.filter(tenant_id=request.tenant.pk).select_related("organisation")
    context = {
        "pending": list(rows.filter(state=ClerkRequestState.PENDING).order_by("pk")[:100]),
        "decided": list(rows.exclude(state=ClerkRequestState.PENDING).order_by("-decided_at")[:20]),
        "error": error,
        "failed": failed,
        "made": made,
    }
    return render(request, "desk/administration/requests.html", context, status=status)


@administrators
@require_POST
def approve(request: KulanzRequest, request_id: int) -> HttpResponse:
    at = clock.now()
    house = request.POST.get("organisation", "")
    try:
        invitation = approve_clerk(
            actor=request.actor,
            request_id=request_id,
            organisation_id=int(house) if house.isdecimal() and len(house) < 18 else None,
            is_house_account=bool(request.POST.get("is_house_account")),
            manages_house=bool(request.POST.get("manages_house")),
            at=at,
        )
    except Refusal as refusal:
        return _requests_page(request, error=str(refusal), failed=request_id, status=422)
    queue_invitation(invitation=invitation, at=at)
    notices.success(request, _("Der Zugang ist eingerichtet; die Einladung ist unterwegs."))
    return redirect("desk:admin_requests")


@administrators
@require_POST
def decline(request: KulanzRequest, request_id: int) -> HttpResponse:
    at = clock.now()
    try:
        row = decline_clerk(
            actor=request.actor, request_id=request_id, reason=request.POST.get("reason", ""), at=at
        )
    except Refusal as refusal:
        return _requests_page(request, error=str(refusal), failed=request_id, status=422)
    queue_decline(request=row, at=at)
    notices.success(request, _("Abgelehnt; die Begründung ist unterwegs."))
    return redirect("desk:admin_requests")


class TeamForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    active = forms.BooleanField(label=gettext_lazy("in Gebrauch"), required=False, initial=True)


@administrators
@require_http_methods(["GET", "POST"])
def teams(request: KulanzRequest, team_id: int | None = None) -> HttpResponse:
    """All teams on one page, each with its name to change."""
    if team_id is not None and not Team.objects.filter(tenant_id=request.tenant.pk, pk=team_id).exists():
        raise Http404
    form = TeamForm(request.POST or None)
    if request.method == "POST" and done(
        form,
        lambda values: save_team(actor=request.actor, team_id=team_id, at=clock.now(), **values),
    ):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:admin_teams")
    rows = Team.objects.filter(tenant_id=request.tenant.pk).annotate(
        people=Count("members", filter=Q(members__active=True))
    )
    context = {"rows": list(rows.order_by("-active", "name")), "form": form, "failed": team_id}
    return render(request, "desk/administration/teams.html", context, status=422 if form.is_bound else 200)
