"""Answers to what went wrong: what happened, and what now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.defaults import bad_request as usual_bad_request


@dataclass(frozen=True)
class ErrorWords:
    title: str | Promise
    text: str | Promise
    what_now: str | Promise = ""


ERRORS: Final[dict[int, ErrorWords]] = {
    400: ErrorWords(
        _("Das konnten wir nicht lesen"),
        _("Die Anfrage kam unvollständig oder verändert bei uns an. Es wurde nichts gespeichert."),
        _("Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal."),
    ),
    403: ErrorWords(
        _("Dazu fehlt Ihnen die Berechtigung"),
        _("Ihr Konto darf das nicht sehen oder ändern."),
        _("Wenn Sie es für Ihre Arbeit brauchen, wenden Sie sich bitte an Ihre Verwaltung."),
    ),
    404: ErrorWords(
        _("Diese Seite gibt es nicht"),
        _("Vielleicht ist die Adresse unvollständig, oder der Vorgang gehört zu einem anderen Konto."),
        _("Bitte prüfen Sie die Adresse."),
    ),
    409: ErrorWords(
        _("Jemand war schneller"),
        _("Der Stand hat sich geändert, während die Seite offen war. Es wurde nichts überschrieben."),
        _("Laden Sie die Seite neu und versuchen Sie es noch einmal."),
    ),
    410: ErrorWords(
        _("Dieser Link gilt nicht mehr"),
        _("Links zu einem Vorgang gelten aus Sicherheitsgründen nur eine Zeit lang."),
        _("Lassen Sie sich einen neuen Link an Ihre E-Mail-Adresse schicken."),
    ),
    413: ErrorWords(
        _("Das ist zu groß"),
        _("Wir nehmen Fotos und Dokumente bis 25 MB und Videos bis 200 MB an."),
        _("Bitte verkleinern Sie die Datei oder senden Sie einen Ausschnitt."),
    ),
    429: ErrorWords(
        _("Das waren viele Versuche in kurzer Zeit"),
        _("Zum Schutz aller nehmen wir von hier gerade nichts mehr an."),
        _("Bitte warten Sie ein paar Minuten. Eilt es, rufen Sie uns an."),
    ),
    500: ErrorWords(
        _("Bei uns ist etwas schiefgegangen"),
        _("Das war nicht Ihr Fehler. Es wurde nichts halb gespeichert."),
        _("Bitte versuchen Sie es in ein paar Minuten noch einmal."),
    ),
}


def error_page(
    request: HttpRequest,
    status: int,
    *,
    title: str | Promise = "",
    text: str | Promise = "",
    what_now: str | Promise = "",
) -> HttpResponse:
    """A whole page with the status; own words win over the usual ones."""
    usual = ERRORS.get(status, ERRORS[500 if status >= 500 else 400])
    words = ErrorWords(title or usual.title, text or usual.text, what_now or usual.what_now)
    return render(request, "ui/error.html", {"error": words}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to what it cannot read; where there were too many fields, one can choose fewer."""
    if not isinstance(exception, TooManyFieldsSent):
        return usual_bad_request(request, exception)
    return error_page(
        request,
        400,
        title=_("Das war zu viel auf einmal"),
        text=_("Es kamen mehr Angaben auf einmal an, als wir lesen können. Es wurde nichts gespeichert."),
        what_now=_("Gehen Sie zurück, wählen Sie weniger aus und versuchen Sie es noch einmal."),
    )
