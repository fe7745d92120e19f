"""Mailboxes mail comes in by, and how it goes out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.mail.imap import test_connection as try_mailbox
from kulanz.core.mail.mailbox import MailboxUnreachable
from kulanz.core.mail.smtp import Security
from kulanz.core.mail.smtp import test_connection as try_outlet
from kulanz.core.mail.wording import MAILBOX_PROBLEMS, SENDING_PROBLEMS
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators
from kulanz.masterdata.parties.models import Team
from kulanz.stages.contact.commands.incoming_fetching import imap_settings
from kulanz.stages.contact.commands.mailboxes import MailboxAccess, keep_mailbox, use_mailbox
from kulanz.stages.contact.commands.sending import smtp_settings
from kulanz.stages.contact.mailbox_passwords import has_mailbox_password
from kulanz.stages.contact.models import Mailbox
from kulanz.stages.contact.queries.outgoing import mail_figures

_SECURITY = [
    (Security.TLS.value, gettext_lazy("TLS (Port 993)")),
    (Security.STARTTLS.value, gettext_lazy("STARTTLS (Port 143)")),
    (Security.NONE.value, gettext_lazy("keine")),
]


class MailboxForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("Adresse"), help_text=gettext_lazy("hierhin schreiben Kunden")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, required=False)
    host = forms.CharField(
        label=gettext_lazy("IMAP-Server"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("leer, wenn E-Mails nur über „kulanz mail in“ kommen"),
    )
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(label=gettext_lazy("Verschlüsselung"), choices=_SECURITY)
    user = forms.CharField(
        label=gettext_lazy("Benutzer"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("leer: die Adresse"),
    )
    password = forms.CharField(
        label=gettext_lazy("Passwort"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("leer lässt das bisherige stehen"),
    )
    folder = forms.CharField(label=gettext_lazy("Ordner"), max_length=120, initial="INBOX")
    team = forms.ModelChoiceField(
        label=gettext_lazy("Neue Vorgänge an"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("– nach der Zuweisungstabelle –"),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Sprache"),
        required=False,
        choices=[
            ("", gettext_lazy("wie der Absender schreibt")),
            ("de", gettext_lazy("Deutsch")),
            ("en", gettext_lazy("Englisch")),
        ],
    )
    other_addresses = forms.CharField(
        label=gettext_lazy("Weitere Adressen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("eine je Zeile; was dort ankommt, gehört auch hierher"),
    )
    is_default = forms.BooleanField(
        label=gettext_lazy("Antworten laufen hierüber, wenn ein Vorgang kein anderes Postfach hat"),
        required=False,
    )
    active = forms.BooleanField(label=gettext_lazy("in Gebrauch"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = self.fields["team"]
        if isinstance(teams, forms.ModelChoiceField):
            teams.queryset = Team.objects.filter(active=True)


@administrators
@require_GET
def mailboxes(request: KulanzRequest) -> HttpResponse:
    outlet = smtp_settings()
    rows = list(
        Mailbox.objects.filter(tenant_id=request.tenant.pk).order_by("-active", "-is_default", "name")
    )
    context = {
        "rows": [(row, has_mailbox_password(row.pk)) for row in rows],
        "outlet": outlet,
        "outbox": settings.OUTBOX_FOLDER if request.tenant.is_demo and outlet is None else "",
        "figures": mail_figures(request.tenant.pk),
    }
    return render(request, "desk/administration/mailboxes.html", context)


@administrators
@require_http_methods(["GET", "POST"])
def mailbox(request: KulanzRequest, mailbox_id: int | None = None) -> HttpResponse:
    row = _row(request, mailbox_id) if mailbox_id is not None else None
    if request.method == "GET":
        return _page(request, row, MailboxForm(initial=_initial(row)))
    form = MailboxForm(request.POST)
    if done(form, lambda values: _save(request, row, values)):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:admin_mailboxes")
    return _page(request, row, form, status=422)


def _row(request: KulanzRequest, mailbox_id: int) -> Mailbox:
    row = Mailbox.objects.filter(tenant_id=request.tenant.pk, pk=mailbox_id).first()
    if row is None:
        raise Http404
    return row


def _initial(row: Mailbox | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "address": row.address,
        "name": row.name,
        "host": row.imap_host,
        "port": row.imap_port,
        "security": row.imap_security,
        "user": row.imap_user,
        "folder": row.folder,
        "team": row.team_id,
        "language": row.language,
        "other_addresses": "\n".join(row.other_addresses),
        "is_default": row.is_default,
        "active": row.active,
    }


def _save(request: KulanzRequest, row: Mailbox | None, values: dict[str, Any]) -> None:
    at = clock.now()
    saved = keep_mailbox(
        actor=request.actor,
        # The address is what a mailbox is known by; a new one is a new mailbox.
        address=row.address if row else values["address"],
        name=values["name"],
        access=MailboxAccess(
            host=values["host"],
            port=values["port"],
            security=Security(values["security"]),
            user=values["user"],
            folder=values["folder"],
        ),
        password=values["password"],
        active=values["active"],
        at=at,
    )
    team = values["team"]
    use_mailbox(
        actor=request.actor,
        mailbox_id=saved.pk,
        team_id=team.pk if team else None,
        other_addresses=values["other_addresses"].split(),
        language=values["language"],
        is_default=values["is_default"] or saved.is_default,
        at=at,
    )


def _page(
    request: KulanzRequest, row: Mailbox | None, form: MailboxForm, *, status: int = 200
) -> HttpResponse:
    if row is not None:
        form.fields["address"].disabled = True
    context = {"row": row, "form": form, "has_password": row is not None and has_mailbox_password(row.pk)}
    return render(request, "desk/administration/mailbox.html", context, status=status)


@administrators
@require_POST
def try_one(request: KulanzRequest, mailbox_id: int) -> HttpResponse:
    """Log in to the mailbox and say what was found. Nothing is fetched."""
    row = _row(request, mailbox_id)
    if not row.imap_host:
        notices.info(request, _("Dieses Postfach wird nicht abgerufen: Es hat keinen Server."))
        return redirect("desk:admin_mailboxes")
    try:
        found = try_mailbox(imap_settings(row))
    except MailboxUnreachable as problem:
        text = MAILBOX_PROBLEMS[problem.reason]
        notices.error(request, f"{row.address}: {text} {problem}")
    else:
        notices.success(
            request, _("%(address)s ist erreichbar. %(found)s") % {"address": row.address, "found": found}
        )
    return redirect("desk:admin_mailboxes")


@administrators
@require_POST
def try_out(request: KulanzRequest) -> HttpResponse:
    """Reach the server for outgoing mail. Nothing is sent."""
    outlet = smtp_settings()
    if outlet is None:
        notices.info(request, _("Es ist kein Server für ausgehende E-Mails eingerichtet."))
    elif (problem := try_outlet(outlet)) is not None:
        notices.error(request, f"{SENDING_PROBLEMS[problem.reason]} {problem.detail}")
    else:
        notices.success(request, _("Der Server für ausgehende E-Mails ist erreichbar."))
    return redirect("desk:admin_mailboxes")
