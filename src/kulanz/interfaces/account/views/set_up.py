"""The rest of the set-up, for the first administrator: brand, mailbox, imprint; each may wait."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.messages import success
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.mail.imap import test_connection
from kulanz.core.mail.mailbox import ImapSettings, MailboxUnreachable
from kulanz.core.mail.smtp import Security
from kulanz.core.mail.wording import MAILBOX_PROBLEMS
from kulanz.core.refusal import Refusal
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.account.first_run_forms import BrandForm, LawForm, MailboxForm
from kulanz.interfaces.account.views.first_run import page
from kulanz.masterdata.parties.commands.tenants import LOGO_BYTES, change_logo, change_tenant
from kulanz.stages.contact.commands.mailboxes import MailboxAccess, keep_mailbox

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
TRY_SECONDS = 10.0


@gate(ActorKind.STAFF, roles=ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def brand(request: KulanzRequest) -> HttpResponseBase:
    form = BrandForm(
        request.POST or None, request.FILES or None, initial={"brand_color": request.tenant.brand_color}
    )
    if request.method == "POST" and form.is_valid():
        logo, at = form.cleaned_data["logo"], clock.now()
        try:
            if logo:
                change_logo(actor=request.actor, data=logo.read(LOGO_BYTES + 1), at=at)
            color = form.cleaned_data["brand_color"]
            change_tenant(actor=request.actor, changes={"brand_color": color}, at=at)
            return redirect("account:set_up_mailbox")
        except Refusal as refused:
            add_refusal(form, refused)
    return _page(request, 4, form, title=_("Ihre Marke"), skip="account:set_up_mailbox", files=True)


@gate(ActorKind.STAFF, roles=ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def mailbox(request: KulanzRequest) -> HttpResponseBase:
    """Tried out before it is kept: a mailbox that cannot be reached helps nobody."""
    form = MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answers(form):
        data = form.cleaned_data
        try:
            keep_mailbox(
                actor=request.actor,
                address=data["address"],
                name=request.tenant.name,
                access=MailboxAccess(
                    host=data["host"],
                    port=data["port"],
                    security=Security(data["security"]),
                    user=data["user"],
                ),
                password=data["password"],
                at=clock.now(),
            )
            success(request, _("Das Postfach antwortet und ist eingerichtet."))
            return redirect("account:set_up_texts")
        except Refusal as refused:
            add_refusal(form, refused)
    return _page(
        request,
        5,
        form,
        title=_("Ihr Postfach"),
        intro=_("E-Mails, die hier ankommen, werden zu Vorgängen. Wir probieren die Verbindung gleich aus."),
        button=_("Ausprobieren und einrichten"),
        skip="account:set_up_texts",
    )


def _answers(form: forms.Form) -> bool:
    data = form.cleaned_data
    given = ImapSettings(
        host=data["host"],
        port=data["port"],
        username=data["user"] or data["address"],
        password=data["password"],
        security=Security(data["security"]),
        timeout=TRY_SECONDS,
    )
    try:
        test_connection(given)
    except MailboxUnreachable as wrong:
        said = re.sub(r"^\[Errno -?\d+\] ", "", wrong.detail)
        form.add_error(None, f"{MAILBOX_PROBLEMS[wrong.reason]} {said}".strip())
        return False
    return True


@gate(ActorKind.STAFF, roles=ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def texts(request: KulanzRequest) -> HttpResponseBase:
    tenant = request.tenant
    usual = {"imprint": tenant.imprint, "privacy_notice": tenant.privacy_notice}
    form = LawForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        change_tenant(actor=request.actor, changes=form.cleaned_data, at=clock.now())
        success(request, _("Kulanz ist eingerichtet."))
        return redirect("account:start")
    return _page(
        request,
        6,
        form,
        title=_("Impressum und Datenschutz"),
        intro=_("Beides steht auf jeder Seite für Kunden. Leerzeilen trennen Absätze."),
        button=_("Fertig"),
        skip="account:start",
    )


def _page(
    request: KulanzRequest, step: int, form: forms.Form, *, skip: str, **context: Any
) -> HttpResponseBase:
    context.setdefault("button", _("Weiter"))
    return page(request, step, form, skip_url=reverse(skip), **context)
