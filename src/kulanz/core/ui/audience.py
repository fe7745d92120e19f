"""Who reads a message: the same words, sign and tone on every screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.core.ui.badges import Tone


@dataclass(frozen=True)
class AudienceWords:
    """`label` names the readers, `choice` is the composer's button, `hint` says who reads along."""

    code: str
    label: str | Promise
    choice: str | Promise
    hint: str | Promise
    send: str | Promise
    icon: str
    tone: Tone


AUDIENCES: Final[dict[str, AudienceWords]] = {
    "internal": AudienceWords(
        "internal",
        _("Intern"),
        _("Interne Notiz"),
        _("Nur das eigene Haus liest das."),
        _("Notiz speichern"),
        "lock",
        Tone.WARN,
    ),
    "customer": AudienceWords(
        "customer",
        _("Kunde"),
        _("An den Kunden"),
        _("Der Kunde liest das; Händler und Büro lesen mit."),
        _("An den Kunden senden"),
        "user",
        Tone.INFO,
    ),
    "dealer": AudienceWords(
        "dealer",
        _("Händler"),
        _("An den Händler"),
        _("Der Händler liest das, der Kunde nicht."),
        _("An den Händler senden"),
        "building-store",
        Tone.WAIT,
    ),
    "technician": AudienceWords(
        "technician",
        _("Techniker"),
        _("An den Techniker"),
        _("Der Techniker liest das, der Kunde nicht."),
        _("An den Techniker senden"),
        "tool",
        Tone.OK,
    ),
    "all": AudienceWords(
        "all",
        _("Alle Beteiligten"),
        _("An alle"),
        _("Kunde, Händler und Techniker lesen das."),
        _("An alle senden"),
        "users-group",
        Tone.INFO,
    ),
}


def words(audience: str) -> AudienceWords:
    """The words for an audience's code."""
    return AUDIENCES[audience]
