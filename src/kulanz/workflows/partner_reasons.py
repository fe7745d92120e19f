"""Why a record of a partner could not be taken, in both languages.

They stand here and not among the screens' translations because a result file is written in both at once.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import override

from kulanz.core.refusal import Refusal
from kulanz.workflows.partner_records import Reason

_REASONS: Final[dict[str, tuple[str, str]]] = {
    "unknown_case": (
        "Einen Vorgang mit dieser Nummer gibt es bei Ihnen nicht.",
        "You have no case with this number.",
    ),
    "about_nothing": (
        "Bitte unsere Nummer (number) oder Ihre (reference) angeben.",
        "Please name our number (number) or yours (reference).",
    ),
    "about_two": (
        "Unsere Nummer {number} und Ihre {reference} gehören zu verschiedenen Vorgängen.",
        "Our number {number} and yours {reference} belong to different cases.",
    ),
    "other_content": (
        (
            "Unter „{reference}“ haben Sie schon etwas anderes geschickt (Vorgang {number}). Es wurde nichts "
            "geändert; was neu ist, schicken Sie bitte als Nachricht zu diesem Vorgang."
        ),
        (
            "You have already sent something else as “{reference}” (case {number}). Nothing was changed; "
            "please send what is new as a note on that case."
        ),
    ),
    "signed_already": (
        (
            "Unter Ihrem Zeichen „{reference}“ gibt es schon den Vorgang {number}. Es wurde nichts geändert; "
            "was neu ist, schicken Sie bitte als Nachricht zu diesem Vorgang."
        ),
        (
            "There is a case with your reference “{reference}” already: {number}. Nothing was changed; "
            "please send what is new as a note on that case."
        ),
    ),
    "linked_otherwise": (
        "Unser Vorgang {number} gehört schon zu Ihrer Nummer „{reference}“.",
        "Our case {number} belongs to your number “{reference}” already.",
    ),
    "unknown_article": (
        (
            "Den Artikel „{article}“ kennen wir nicht. Bitte die Nummer prüfen oder die Sache in Worten "
            "nennen (item)."
        ),
        "We do not know the article “{article}”. Please check the number or name the thing in words (item).",
    ),
    "unknown_technician": (
        "Einen Techniker „{name}“ Ihres Hauses kennen wir nicht, oder der Name kommt mehrmals vor.",
        "We do not know a technician “{name}” of your house, or there are several of that name.",
    ),
    "technician_without_dealer": (
        "Einen Techniker können Sie nur nennen, wenn Ihr Haus den Auftrag ausführt (carriedOutBy).",
        "You can name a technician only where your house carries it out (carriedOutBy).",
    ),
    "attachment_missing": (
        "Die Datei „{name}“ liegt nicht neben der XML-Datei im ZIP.",
        "The file “{name}” does not lie beside the XML in the ZIP.",
    ),
    "attachment_without_digest": (
        "Die Datei „{name}“ hat keinen Inhalt und keine Prüfsumme (sha256).",
        "The file “{name}” has neither content nor a checksum (sha256).",
    ),
    "attachment_differs": (
        "Der Inhalt der Datei „{name}“ passt nicht zur Prüfsumme.",
        "The content of the file “{name}” does not match its checksum.",
    ),
    "attachment_broken": (
        "Der Inhalt der Datei „{name}“ ist nicht lesbar.",
        "The content of the file “{name}” cannot be read.",
    ),
    "attachment_too_large": (
        "Die Datei „{name}“ ist größer als 7 MB; legen Sie sie bitte neben die XML-Datei in ein ZIP.",
        "The file “{name}” is larger than 7 MB; please put it beside the XML into a ZIP.",
    ),
    "failed": (
        (
            "Das ließ sich nicht speichern. Das Servicebüro sieht den Fehler; bitte schicken Sie die Datei "
            "später noch einmal."
        ),
        "This could not be stored. The service office sees the error; please send the file again later.",
    ),
}


def reason(code: str, *, field: str = "", line: int = 0, **details: Any) -> Reason:
    """The reason of this code with its details filled in."""
    german, english = _REASONS[code]
    return Reason(code, german.format(**details), english.format(**details), field=field, line=line)


def reason_of(refusal: Refusal, *, line: int = 0) -> Reason:
    """What a command refused, in its own words."""
    return Reason(
        refusal.code, _said(refusal, "de"), _said(refusal, "en"), field=refusal.field or "", line=line
    )


def _said(refusal: Refusal, language: str) -> str:
    with override(language):
        return str(refusal)
