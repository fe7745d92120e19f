"""People and rights: who has an access, what it may do, giving and ending it."""

from __future__ import annotations

from django.contrib import messages as notices
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.sessions import sessions_of
from kulanz.core.enums import member
from kulanz.core.refusal import Refusal
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators, page_by_name
from kulanz.interfaces.desk.administration.people_forms import (
    KIND_TABS,
    KIND_WORDS,
    InviteForm,
    KeyForm,
    RightsForm,
)
from kulanz.masterdata.parties.commands.access import (
    Invitation,
    change_membership,
    invitation_secret,
    invite_member,
)
from kulanz.masterdata.parties.commands.access_ending import end_membership, renew_house_password
from kulanz.masterdata.parties.commands.editing_access import issue_api_key, revoke_api_key
from kulanz.masterdata.parties.models import Membership
from kulanz.masterdata.parties.permissions import memberships_visible_to
from kulanz.workflows.access_mails import queue_invitation


@administrators
@require_GET
def people(request: KulanzRequest) -> HttpResponse:
    asked = request.GET.get("kind", "")
    kind = asked if asked in KIND_WORDS else "staff"
    ended = request.GET.get("ended") == "1"
    query = " ".join(request.GET.get("q", "").split())[:100]
    rows = memberships_visible_to(request.actor).filter(kind=kind, active=not ended)
    if query:
        rows = rows.filter(
            Q(name__icontains=query)
            | Q(user__email__icontains=query)
            | Q(organisation__name__icontains=query)
        )
    found, cursor = page_by_name(
        rows.select_related("user", "team", "organisation", "person"), request.GET.get("cursor")
    )
    context = {
        "rows": found,
        "next_cursor": cursor,
        "kinds": KIND_TABS,
        "kind": kind,
        "ended": ended,
        "query": query,
    }
    return render(request, "desk/administration/people.html", context)


@administrators
@require_http_methods(["GET", "POST"])
def invite(request: KulanzRequest, kind: str) -> HttpResponse:
    chosen = member(ActorKind, kind)
    if chosen is None or kind not in KIND_WORDS:
        raise Http404
    form = InviteForm(request.POST or None, kind=kind)
    if request.method == "POST" and done(form, lambda values: _invite(request, chosen, form)):
        notices.success(request, _("Der Zugang ist eingerichtet; die Einladung ist unterwegs."))
        return redirect(f"{request.path_info.rsplit('/neu/', 1)[0]}/?kind={kind}")
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "kind": kind,
        "kind_word": KIND_WORDS[kind],
        "party_name": _party_name(form),
    }
    return render(request, "desk/administration/invite.html", context, status=status)


def _party_name(form: InviteForm) -> str:
    """What the search box showed before a refusal came back."""
    if not form.is_bound or "party" not in form.fields:
        return ""
    party = form.cleaned_data.get("party")
    return party.name if party else ""


def _invite(request: KulanzRequest, kind: ActorKind, form: InviteForm) -> None:
    at = clock.now()
    values = form.cleaned_data
    invitation = invite_member(
        actor=request.actor,
        email=values["email"],
        kind=kind,
        is_house_account=values.get("is_house_account", False),
        language=values["language"],
        at=at,
        **form.rights(),
        **form.place(),
    )
    queue_invitation(invitation=invitation, at=at)


@administrators
@require_http_methods(["GET", "POST"])
def person(request: KulanzRequest, membership_id: int) -> HttpResponse:
    """One access: its rights, its keys, and what ends it."""
    row = _row(request, membership_id)
    shown = {
        "name": row.name,
        "roles": row.roles,
        "team": row.team_id,
        "scope": row.scope,
        "dealer_team": row.dealer_team,
        "manages_house": row.manages_house,
    }
    if request.method == "GET":
        return _person_page(request, row, RightsForm(initial=shown, kind=row.kind))
    form = RightsForm(request.POST, kind=row.kind)
    at = clock.now()
    if done(
        form,
        lambda values: change_membership(actor=request.actor, membership_id=row.pk, at=at, **form.rights()),
    ):
        notices.success(
            request, _("Gespeichert. Die Rechte gelten ab der nächsten Seite, die geöffnet wird.")
        )
        return redirect("desk:admin_person", row.pk)
    return _person_page(request, row, form, status=422)


def _row(request: KulanzRequest, membership_id: int) -> Membership:
    rows = memberships_visible_to(request.actor).select_related("user", "team", "organisation", "person")
    row = rows.filter(pk=membership_id).first()
    if row is None:
        raise Http404
    return row


def _person_page(
    request: KulanzRequest,
    row: Membership,
    form: RightsForm,
    *,
    key_form: KeyForm | None = None,
    secret: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    keys = AccessToken.objects.filter(
        tenant_id=request.tenant.pk, membership_id=row.pk, purpose=TokenPurpose.API
    )
    at = clock.now()
    context = {
        "row": row,
        "kind_word": KIND_WORDS[row.kind],
        "form": form,
        "keys": list(keys.order_by("-pk")[:50]),
        "key_form": key_form or KeyForm(),
        "secret": secret,
        "error": error,
        "at": at,
        "sessions": sessions_of(row.user_id, current_key=None, at=at),
        "has_password": row.user.has_usable_password(),
    }
    response = render(request, "desk/administration/person.html", context, status=status)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


def _blank_form(row: Membership) -> RightsForm:
    shown = {"name": row.name, "roles": row.roles, "team": row.team_id, "scope": row.scope}
    return RightsForm(
        initial=shown | {"dealer_team": row.dealer_team, "manages_house": row.manages_house}, kind=row.kind
    )


@administrators
@require_POST
def end(request: KulanzRequest, membership_id: int) -> HttpResponse:
    row, at = _row(request, membership_id), clock.now()
    try:
        ended = end_membership(
            actor=request.actor, membership_id=row.pk, reason=request.POST.get("reason", ""), at=at
        )
    except Refusal as refusal:
        return _person_page(request, row, _blank_form(row), error=str(refusal), status=422)
    for invitation in ended.renewed:
        queue_invitation(invitation=invitation, at=at, renewed=True)
    notices.success(
        request,
        _("Der Zugang von %(name)s ist beendet, ebenso alle Sitzungen und Links.") % {"name": row.name},
    )
    return redirect("desk:admin_people")


@administrators
@require_POST
def renew(request: KulanzRequest, membership_id: int) -> HttpResponse:
    """The shared password of a house ends; the house gets a link to set a new one."""
    row, at = _row(request, membership_id), clock.now()
    try:
        invitation = renew_house_password(actor=request.actor, membership_id=row.pk, at=at)
    except Refusal as refusal:
        return _person_page(request, row, _blank_form(row), error=str(refusal), status=422)
    queue_invitation(invitation=invitation, at=at, renewed=True)
    notices.success(request, _("Das Passwort ist beendet; der Link für ein neues ist unterwegs."))
    return redirect("desk:admin_person", row.pk)


@administrators
@require_POST
def invite_again(request: KulanzRequest, membership_id: int) -> HttpResponse:
    """A new link for somebody who has not set a password yet."""
    row, at = _row(request, membership_id), clock.now()
    if row.active and not row.user.has_usable_password():
        queue_invitation(invitation=Invitation(row, invitation_secret(row, at=at)), at=at)
        notices.success(request, _("Die Einladung ist noch einmal unterwegs."))
    return redirect("desk:admin_person", row.pk)


@administrators
@require_POST
def new_key(request: KulanzRequest, membership_id: int) -> HttpResponse:
    """Show a new key, this once."""
    row = _row(request, membership_id)
    form = KeyForm(request.POST)
    made: list[str] = []

    def issue(values: dict[str, object]) -> None:
        secret, _token = issue_api_key(
            actor=request.actor,
            membership_id=row.pk,
            label=str(values["label"]),
            days=int(str(values["days"])) or None,
            at=clock.now(),
        )
        made.append(secret)

    if done(form, issue):
        return _person_page(request, row, _blank_form(row), secret=made[0])
    return _person_page(request, row, _blank_form(row), key_form=form, status=422)


@administrators
@require_POST
def drop_key(request: KulanzRequest, membership_id: int, key_id: int) -> HttpResponse:
    row = _row(request, membership_id)
    if not AccessToken.objects.filter(pk=key_id, membership_id=row.pk, purpose=TokenPurpose.API).exists():
        raise Http404
    revoke_api_key(actor=request.actor, key_id=key_id, at=clock.now())
    notices.success(request, _("Der Schlüssel gilt nicht mehr."))
    return redirect("desk:admin_person", row.pk)
