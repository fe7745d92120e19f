"""The dealer's house: who has access, who is told, who left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.rules import Kind
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind, Scope
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.portal.deciding import manages
from kulanz.interfaces.portal.filing import people_of
from kulanz.interfaces.portal.finding import typed
from kulanz.masterdata.parties.commands.access import Invitation
from kulanz.masterdata.parties.commands.access_ending import end_membership, remove_house_person
from kulanz.masterdata.parties.commands.access_requests import add_house_person, request_clerk
from kulanz.masterdata.parties.commands.recipients import (
    Occasions,
    add_recipient,
    change_recipient,
    remove_recipient,
)
from kulanz.masterdata.parties.models import ClerkRequest, Membership, NotificationRecipient
from kulanz.masterdata.parties.models.membership import SCOPE_CHOICES
from kulanz.masterdata.parties.permissions import memberships_visible_to
from kulanz.workflows.access_mails import queue_invitation


class ClerkForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-Mail-Adresse"), max_length=254)
    scope = forms.ChoiceField(label=gettext_lazy("Sieht"), choices=SCOPE_CHOICES, initial=Scope.COMPANY.value)
    dealer_team = forms.CharField(
        label=gettext_lazy("Team"),
        help_text=gettext_lazy("Nur bei „Vorgänge des Teams“, etwa: Filiale Ulm."),
        required=False,
        max_length=80,
    )


class RecipientForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-Mail-Adresse"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=120)
    at_creation = forms.BooleanField(
        label=gettext_lazy("wenn ein Vorgang gemeldet ist"), required=False, initial=True
    )
    at_closing = forms.BooleanField(
        label=gettext_lazy("wenn er abgeschlossen ist"), required=False, initial=True
    )
    at_changes = forms.BooleanField(label=gettext_lazy("bei jeder Änderung des Stands"), required=False)


@gate(ActorKind.DEALER)
@require_GET
def house(request: KulanzRequest) -> HttpResponse:
    return render_house(request)


def render_house(request: KulanzRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page; `extra` brings back a refused form with its errors."""
    actor = request.actor
    is_manager = manages(actor)
    organisation = actor.organisation_id or 0
    me = Membership.objects.select_related("organisation").get(pk=actor.membership_id or 0)
    context: dict[str, Any] = {
        "is_manager": is_manager,
        "me": me,
        "house": me.organisation,
        "members": list(
            memberships_visible_to(actor).filter(active=True).select_related("user").order_by("name", "pk")
        ),
        "people": people_of(actor),
        "may_add_people": is_manager or actor.house_account,
        "requests": list(
            ClerkRequest.objects.filter(organisation_id=organisation).order_by("-requested_at", "-pk")[:10]
        ),
        "recipients": list(
            NotificationRecipient.objects.filter(organisation_id=organisation).order_by("email")
        ),
        "clerk_form": ClerkForm(prefix="clerk"),
        "recipient_form": RecipientForm(prefix="recipient"),
        "managers": list(
            memberships_visible_to(actor)
            .filter(active=True, manages_house=True)
            .order_by("name")
            .values_list("name", flat=True)
        ),
        "menu_current": "house",
    }
    return render(request, "portal/house.html", context | extra, status=status)


def _refused(request: KulanzRequest, form: forms.Form, refusal: Refusal, name: str) -> HttpResponse:
    if isinstance(refusal, NotAllowed):
        raise refusal
    add_refusal(form, refusal)
    return render_house(request, status=422, **{name: form})


@gate(ActorKind.DEALER)
@require_POST
def ask_for_clerk(request: KulanzRequest) -> HttpResponse:
    """Ask for a named access for one of the house's people (R114, R115)."""
    form = ClerkForm(request.POST, prefix="clerk")
    if not form.is_valid():
        return render_house(request, status=422, clerk_form=form)
    data = form.cleaned_data
    try:
        request_clerk(
            actor=request.actor,
            name=data["name"],
            email=data["email"],
            scope=Scope(data["scope"]),
            dealer_team=data["dealer_team"],
            at=clock.now(),
        )
    except Refusal as refusal:
        return _refused(request, form, refusal, "clerk_form")
    notices.success(request, _("Der Zugang ist beantragt. Das Servicebüro gibt ihn frei."))
    return redirect("portal:house")


def _done(request: KulanzRequest, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        return render_house(request, status=422, house_error=str(refusal))
    notices.success(request, said)
    return redirect("portal:house")


@gate(ActorKind.DEALER)
@require_POST
def end_access(request: KulanzRequest, membership_id: int) -> HttpResponse:
    """Somebody left: his access ends with his next click (R131)."""
    at = clock.now()

    def act() -> Sequence[Invitation]:
        return end_membership(
            actor=request.actor,
            membership_id=membership_id,
            reason=typed(request, "reason"),
            at=at,
        ).renewed

    return _leaving(request, act, _("Der Zugang ist beendet."), at=at, own=membership_id)


def _leaving(
    request: KulanzRequest,
    act: Callable[[], Sequence[Invitation]],
    said: str,
    *,
    at: datetime,
    own: int | None = None,
) -> HttpResponse:
    """End it, mail the new passwords, and sign out whoever has thereby ended his own session."""
    try:
        renewed = act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        return render_house(request, status=422, house_error=str(refusal))
    for invitation in renewed:
        queue_invitation(invitation=invitation, at=at, renewed=True)
    mine = request.actor.membership_id
    if mine in (own, *(invitation.membership.pk for invitation in renewed)):
        logout(request)
        notices.success(request, f"{said} {_('Bitte melden Sie sich neu an.')}")
        return redirect("account_login")
    notices.success(request, said)
    return redirect("portal:house")


@gate(ActorKind.DEALER)
@require_POST
def add_person(request: KulanzRequest) -> HttpResponse:
    return _done(
        request,
        lambda: add_house_person(actor=request.actor, name=typed(request, "name"), at=clock.now()),
        _("Der Name steht jetzt zur Auswahl."),
    )


@gate(ActorKind.DEALER)
@require_POST
def remove_person(request: KulanzRequest, person_id: int) -> HttpResponse:
    """Somebody who used the shared access left."""
    at = clock.now()
    return _leaving(
        request,
        lambda: remove_house_person(
            actor=request.actor,
            person_id=person_id,
            organisation_id=request.actor.organisation_id or 0,
            at=at,
        ),
        _("Der Name ist entfernt und das gemeinsame Passwort erneuert."),
        at=at,
    )


@gate(ActorKind.DEALER)
@require_POST
def tell_office(request: KulanzRequest) -> HttpResponse:
    """A short message to the office about the house, such as who left; it becomes a case like any other."""
    text = typed(request, "text").strip()
    if not text:
        return render_house(request, status=422, tell_error=_("Bitte schreiben Sie, worum es geht."))
    case = record_case(
        actor=request.actor,
        case=NewCase(
            title=_("Nachricht zu unserem Haus: %(start)s") % {"start": text.splitlines()[0][:120]},
            kind=Kind.INQUIRY,
            description=text[:20_000],
            language=(get_language() or "de")[:2],
        ),
        at=clock.now(),
    )
    notices.success(request, _("Ihre Nachricht ist angekommen (%(number)s).") % {"number": case.number})
    return redirect("portal:house")


def _occasions(request: KulanzRequest, prefix: str = "") -> Occasions:
    return Occasions(
        **{name: f"{prefix}{name}" in request.POST for name in ("at_creation", "at_closing", "at_changes")}
    )


@gate(ActorKind.DEALER)
@require_POST
def new_recipient(request: KulanzRequest) -> HttpResponse:
    """One more address that is told about the house's cases (R112)."""
    form = RecipientForm(request.POST, prefix="recipient")
    if not form.is_valid():
        return render_house(request, status=422, recipient_form=form)
    try:
        add_recipient(
            actor=request.actor,
            organisation_id=request.actor.organisation_id or 0,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            language=(get_language() or "de")[:2],
            occasions=_occasions(request, "recipient-"),
            at=clock.now(),
        )
    except Refusal as refusal:
        return _refused(request, form, refusal, "recipient_form")
    notices.success(request, _("Die Adresse bekommt ab jetzt Nachrichten."))
    return redirect("portal:house")


@gate(ActorKind.DEALER)
@require_POST
def edit_recipient(request: KulanzRequest, recipient_id: int) -> HttpResponse:
    return _done(
        request,
        lambda: change_recipient(
            actor=request.actor, recipient_id=recipient_id, occasions=_occasions(request), at=clock.now()
        ),
        _("Gespeichert."),
    )


@gate(ActorKind.DEALER)
@require_POST
def drop_recipient(request: KulanzRequest, recipient_id: int) -> HttpResponse:
    return _done(
        request,
        lambda: remove_recipient(actor=request.actor, recipient_id=recipient_id, at=clock.now()),
        _("Die Adresse bekommt keine Nachrichten mehr."),
    )
