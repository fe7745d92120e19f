"""The guided tour of a dealer's first visit: four things to know, skipped with one press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.masterdata.parties.commands.access_own import end_own_tour
from kulanz.masterdata.parties.models import Membership


@dataclass(frozen=True, slots=True)
class TourStep:
    """`target` is what is pointed at on the page; where it is not there the words stand alone."""

    target: str
    title: str | Promise
    text: str | Promise


DEALERS_TOUR: Final = (
    TourStep(
        '[data-tour="new"]',
        _("Etwas melden"),
        _(
            "Reklamation, Reparatur, Montage oder Frage: Hier beginnt alles. Foto dazu, absenden, fertig. "
            "Was angefangen ist, bleibt als Entwurf stehen."
        ),
    ),
    TourStep(
        '[data-tour="list"]',
        _("Immer auskunftsfähig"),
        _(
            "Alle Vorgänge Ihres Hauses, mit Stand und nächster Nachricht. Was auf Sie wartet, "
            "steht ganz oben."
        ),
    ),
    TourStep(
        '[data-tour="search"]',
        _("Wiederfinden"),
        _("Nach Nummer, Ihrem eigenen Zeichen, Kunde oder Stichwort, auch in abgeschlossenen Vorgängen."),
    ),
    TourStep(
        ".portal-head nav",
        _("Mehr für Ihr Haus"),
        _(
            "Im Menü stehen Auswertung, Wartungsangebote, Techniker mit Zertifikaten und die Zugänge "
            "Ihrer Leute. Ihre Ansprechpartner stehen am Fuß jeder Seite."
        ),
    ),
)


def tour_for(request: KulanzRequest) -> tuple[TourStep, ...]:
    """The steps to show on this visit: the first one, or when asked for; dealers only."""
    actor = request.actor
    if actor.kind is not ActorKind.DEALER:
        return ()
    if "rundgang" in request.GET or not _seen(actor):
        return DEALERS_TOUR
    return ()


def _seen(actor: Actor) -> bool:
    return Membership.objects.filter(pk=actor.membership_id or 0, tour_seen_at__isnull=False).exists()


@gate(ActorKind.DEALER)
@require_POST
def end_tour(request: KulanzRequest) -> HttpResponse:
    actor = request.actor
    end_own_tour(membership_id=actor.membership_id or 0, user_id=actor.user_id or 0, at=clock.now())
    return redirect("portal:home")
