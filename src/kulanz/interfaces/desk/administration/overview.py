"""What is set up and what is missing, each with the way to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.commands import used_bytes
from kulanz.core.protocol.queue import figures
from kulanz.interfaces.desk.administration.door import administrators
from kulanz.masterdata.parties.models import ClerkRequest, ClerkRequestState, Membership, Party
from kulanz.stages.contact.commands.sending import has_outlet, smtp_settings
from kulanz.stages.contact.models import Mailbox
from kulanz.stages.contact.queries.incoming_quarantine import mail_counts
from kulanz.stages.contact.queries.outgoing import mail_figures

_SILENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the overview. `ok` lines tell what is set up, the others what to do."""

    title: str | Promise
    text: str
    url: str
    button: str
    tone: str = "warn"


@administrators
@require_GET
def overview(request: KulanzRequest) -> HttpResponse:
    at = clock.now()
    found = [*_law(request), *_mail(request, at), *_people(request), *_queues(request)]
    return render(
        request,
        "desk/administration/overview.html",
        {
            "missing": [f for f in found if f.tone != "ok"],
            "in_order": [f for f in found if f.tone == "ok"],
            "used": used_bytes(request.tenant.pk),
            "quota": request.tenant.storage_quota_bytes,
        },
    )


def _law(request: KulanzRequest) -> list[Finding]:
    tenant = request.tenant
    url = reverse("desk:admin_tenant", args=["recht"])
    found = []
    for text, title, why in (
        (tenant.imprint, _("Impressum"), _("Ohne Impressum dürfen die Kundenseiten nicht öffentlich sein.")),
        (
            tenant.privacy_notice,
            _("Datenschutzhinweis"),
            _("Wer etwas meldet, muss vorher lesen können, was mit seinen Angaben geschieht."),
        ),
        (
            tenant.accessibility_statement,
            _("Erklärung zur Barrierefreiheit"),
            _("Für Angebote an Verbraucher ist sie Pflicht."),
        ),
    ):
        if text.strip():
            found.append(Finding(title, _("vorhanden"), url, _("Ansehen"), "ok"))
        else:
            found.append(Finding(title, why, url, _("Eintragen")))
    if not (tenant.contact_phone or tenant.contact_email):
        found.append(
            Finding(
                _("Ansprechpartner"),
                _("Kunden finden auf ihren Seiten weder Telefon noch E-Mail-Adresse."),
                reverse("desk:admin_tenant", args=["kontakt"]),
                _("Eintragen"),
            )
        )
    return found


def _mail(request: KulanzRequest, at: datetime) -> list[Finding]:
    url = reverse("desk:admin_mailboxes")
    boxes = list(Mailbox.objects.filter(tenant_id=request.tenant.pk, active=True))
    found = []
    if not boxes:
        text = _("Ohne Postfach werden aus E-Mails keine Vorgänge und Antworten gehen nicht zurück.")
        found.append(Finding(_("Postfach"), text, url, _("Einrichten")))
    for box in boxes:
        silent = box.imap_host and (box.last_fetch_at is None or at - box.last_fetch_at > _SILENT)
        if box.last_error:
            found.append(Finding(box.address, box.last_error, url, _("Prüfen"), "danger"))
        elif silent:
            text = _("Seit über einer Stunde nicht abgerufen.")
            found.append(Finding(box.address, text, url, _("Prüfen")))
        else:
            text = _("wird abgerufen") if box.imap_host else _("wird nicht abgerufen")
            found.append(Finding(box.address, text, url, _("Ansehen"), "ok"))
    if smtp_settings() is not None:
        found.append(Finding(_("Ausgang (SMTP)"), _("eingerichtet"), url, _("Ansehen"), "ok"))
    elif request.tenant.is_demo:
        found.append(
            Finding(_("Ausgang"), _("Vorführung: E-Mails landen in einem Ordner"), url, _("Ansehen"), "ok")
        )
    else:
        text = _("E-Mails warten, bis SMTP_HOST beim Start gesetzt ist.")
        found.append(Finding(_("Ausgang (SMTP)"), text, url, _("Ansehen"), "danger"))
    return found


def _people(request: KulanzRequest) -> list[Finding]:
    staff = Membership.objects.filter(tenant_id=request.tenant.pk, kind=ActorKind.STAFF, active=True)
    secured = apps.get_model("mfa", "Authenticator").objects.exclude(type="recovery_codes").values("user_id")
    open_ones = staff.exclude(user_id__in=secured).count()
    people = reverse("desk:admin_people")
    found = []
    if open_ones:
        text = ngettext(
            "%(count)s Person im Büro meldet sich nur mit Passwort an.",
            "%(count)s Personen im Büro melden sich nur mit Passwort an.",
            open_ones,
        ) % {"count": open_ones}
        if request.tenant.second_factor_required:
            text += " " + _("Sie werden bei der nächsten Anmeldung danach gefragt.")
            found.append(Finding(_("Zweiter Faktor"), text, people, _("Personen"), "info"))
        else:
            url = reverse("desk:admin_tenant", args=["regeln"])
            found.append(Finding(_("Zweiter Faktor"), text, url, _("Vorschreiben")))
    else:
        found.append(Finding(_("Zweiter Faktor"), _("alle im Büro haben einen"), people, _("Ansehen"), "ok"))
    waiting = ClerkRequest.objects.filter(
        tenant_id=request.tenant.pk, state=ClerkRequestState.PENDING
    ).count()
    if waiting:
        text = ngettext(
            "%(count)s Antrag wartet auf Entscheidung.", "%(count)s Anträge warten auf Entscheidung.", waiting
        ) % {"count": waiting}
        found.append(Finding(_("Zugänge"), text, reverse("desk:admin_requests"), _("Entscheiden"), "info"))
    return found


def _queues(request: KulanzRequest) -> list[Finding]:
    tenant_id = request.tenant.pk
    stuck, quarantined = figures(tenant_id)["stuck"], mail_counts(request.actor)["quarantined"]
    mails = mail_figures(tenant_id)
    failed = mails["failed"]
    erasures = Party.objects.filter(tenant_id=tenant_id, erase_on__isnull=False).count()
    found = []
    for count, title, text, name in (
        (
            stuck,
            _("Übermittlungen"),
            ngettext("%(count)s hängt fest.", "%(count)s hängen fest.", stuck),
            "desk:admin_transmissions",
        ),
        (
            quarantined,
            _("Quarantäne"),
            ngettext(
                "%(count)s E-Mail braucht eine Entscheidung.",
                "%(count)s E-Mails brauchen eine Entscheidung.",
                quarantined,
            ),
            "desk:admin_quarantine",
        ),
        (
            failed,
            _("Ausgehende E-Mails"),
            ngettext("%(count)s ist nicht angekommen.", "%(count)s sind nicht angekommen.", failed),
            "desk:admin_outgoing",
        ),
    ):
        if count:
            found.append(Finding(title, text % {"count": count}, reverse(name), _("Ansehen"), "danger"))
        elif name == "desk:admin_outgoing" and not has_outlet(request.tenant):
            found.append(Finding(title, _held_back(mails["waiting"]), reverse(name), _("Ansehen"), "danger"))
        else:
            found.append(Finding(title, _("nichts hängt fest"), reverse(name), _("Ansehen"), "ok"))
    if erasures:
        text = ngettext(
            "%(count)s Person wird gelöscht, sobald die Aufbewahrungsfrist endet.",
            "%(count)s Personen werden gelöscht, sobald die Aufbewahrungsfrist endet.",
            erasures,
        ) % {"count": erasures}
        found.append(Finding(_("Datenschutz"), text, reverse("desk:admin_privacy"), _("Ansehen"), "ok"))
    return found


def _held_back(waiting: int) -> str:
    """Without an outgoing server nothing fails, and nothing arrives either."""
    if not waiting:
        return _("Es ist kein Postausgang eingerichtet. Was hier geschrieben wird, bleibt liegen.")
    return ngettext(
        "%(count)s wartet: Es ist kein Postausgang eingerichtet.",
        "%(count)s warten: Es ist kein Postausgang eingerichtet.",
        waiting,
    ) % {"count": waiting}
