"""The text of each kind of letter: a tenant's own, else the one that comes with the program."""

from __future__ import annotations

from dataclasses import dataclass

from kulanz.stages.contact.letter_texts import LANGUAGES, default_text
from kulanz.stages.contact.models import LetterKind, LetterTemplate


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and body with their placeholders; `own`: the tenant's."""

    kind: LetterKind
    language: str
    subject: str
    body: str
    own: bool = False


def wording_of(tenant_id: int, kind: LetterKind, language: str) -> Wording:
    """The text in the recipient's language, German where it is not English."""
    spoken = "en" if language.startswith("en") else "de"
    row = LetterTemplate.objects.filter(tenant_id=tenant_id, kind=kind, language=spoken).first()
    if row is not None:
        return Wording(kind, spoken, row.subject, row.body, own=True)
    return Wording(kind, spoken, *default_text(kind, spoken))


def all_wordings(tenant_id: int) -> dict[LetterKind, dict[str, Wording]]:
    """Every kind in every language, in the order of the kinds."""
    own = {(row.kind, row.language): row for row in LetterTemplate.objects.filter(tenant_id=tenant_id)}
    found: dict[LetterKind, dict[str, Wording]] = {}
    for kind in LetterKind:
        found[kind] = {}
        for language in LANGUAGES:
            row = own.get((kind.value, language))
            text = (row.subject, row.body) if row is not None else default_text(kind, language)
            found[kind][language] = Wording(kind, language, *text, own=row is not None)
    return found
