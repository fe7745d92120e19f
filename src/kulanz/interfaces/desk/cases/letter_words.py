"""What kinds of letter and ways to send one are called on the screen, and what each is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.stages.contact.models import LetterKind
from kulanz.stages.contact.queries.ways import How

# kind → icon, what it does
KINDS: Final[dict[LetterKind, tuple[str, Any]]] = {
    LetterKind.PHOTO_REQUEST: (
        "camera-plus",
        gettext_lazy("bittet um Fotos, mit Link zum Hochladen; danach ist der Kunde am Zug"),
    ),
    LetterKind.CONFIRMATION: (
        "mail-check",
        gettext_lazy("bestätigt den Eingang und nennt die nächste Nachricht"),
    ),
    LetterKind.QUERY: (
        "question-mark",
        gettext_lazy("stellt Ihre Frage; danach ist der Kunde am Zug"),
    ),
    LetterKind.SERVICE_NOTICE: ("tools", gettext_lazy("kündigt den Kundendienst und seinen Termin an")),
    LetterKind.DISCOUNT_OFFER: ("percentage", gettext_lazy("bietet einen Preisnachlass an")),
    LetterKind.ACCEPTANCE: ("circle-check", gettext_lazy("erkennt an und nennt die Maßnahme")),
    LetterKind.REJECTION: ("circle-x", gettext_lazy("nennt die Gründe und den Weg zum Einspruch")),
    LetterKind.CREDIT_NOTE: ("receipt-2", gettext_lazy("kündigt die Gutschrift an")),
    LetterKind.CLOSING: ("checks", gettext_lazy("nennt die Lösung und schließt ab")),
    LetterKind.FREE: ("pencil", gettext_lazy("nur Ihr eigener Text")),
}
WAYS: Final[dict[How, tuple[str, Any]]] = {
    How.MAIL: ("mail", gettext_lazy("per E-Mail")),
    How.PRINT: ("printer", gettext_lazy("als PDF zum Drucken")),
    How.FAX: ("send", gettext_lazy("per Fax")),
}
_SENT: Final[dict[str, Callable[[], str]]] = {
    "mail": lambda: _("%(letter)s per E-Mail"),
    "print": lambda: _("%(letter)s zum Drucken"),
    "fax": lambda: _("%(letter)s per Fax"),
}


def kind_name(kind: str) -> str:
    """As the screens call it; also kinds of earlier versions, which the protocol still holds."""
    if kind == "acknowledgement":
        return _("Eingangsbestätigung als Brief")
    return str(LetterKind(kind).label) if kind in LetterKind.values else _("Brief")


def sent_words(facts: dict[str, Any], personal: dict[str, Any]) -> tuple[str, str]:
    """The protocol's line about a letter: what, how, to whom, and what was added by hand."""
    how = _SENT.get(facts.get("channel", ""), _SENT["print"])()
    to = personal.get("recipient", "")
    if personal.get("sent_to"):
        to = f"{to} ({personal['sent_to']})"
    detail = " · ".join(part for part in (to, " ".join(personal.get("text", "").split())) if part)
    return how % {"letter": kind_name(facts.get("letter", ""))}, detail
