"""A tenant's own texts of its letters."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.parties.permissions import require_lead
from kulanz.stages.contact.events import LetterTemplateReset, LetterTemplateSaved
from kulanz.stages.contact.letter_rules import NEEDED, placeholders_of
from kulanz.stages.contact.letter_texts import LANGUAGES, default_text
from kulanz.stages.contact.models import LetterKind, LetterTemplate
from kulanz.stages.contact.placeholders import names_in, unknown_placeholders

LONGEST = 20_000
_UNKNOWN = _("Unbekannter Platzhalter: %(found)s. Erlaubt sind: %(allowed)s")
_MISSING = _("Der Platzhalter %(missing)s darf in dieser Vorlage nicht fehlen.")


def save_letter_template(
    *, actor: Actor, kind: LetterKind, language: str, subject: str, body: str, at: datetime
) -> LetterTemplate | None:
    """Replace the text of one kind in one language; the text that comes with the program is no own one.

    Returns the tenant's row, None where there is none any more. Raises MissingValue, InvalidValue
    (placeholder), NotAllowed.
    """
    require_lead(actor)
    wanted = check_letter_text(kind, subject, body)
    if language not in LANGUAGES:
        raise InvalidValue("language")
    if wanted == default_text(kind, language):
        reset_letter_template(actor=actor, kind=kind, language=language, at=at)
        return None
    with transaction.atomic():
        row = _locked(actor, kind, language) or LetterTemplate(
            tenant_id=actor.tenant_id, kind=kind, language=language
        )
        if (row.subject, row.body) != wanted:
            row.subject, row.body = wanted
            row.save()
            record(
                LetterTemplateSaved(kind=kind.value, language=language, subject=row.subject, body=row.body),
                actor=actor,
                stream="letter_templates",
                at=at,
            )
        return row


def reset_letter_template(*, actor: Actor, kind: LetterKind, language: str, at: datetime) -> None:
    """Back to the text that comes with the program; without an own one nothing changes."""
    require_lead(actor)
    with transaction.atomic():
        row = _locked(actor, kind, language)
        if row is None:
            return
        row.delete()
        record(
            LetterTemplateReset(kind=kind.value, language=language),
            actor=actor,
            stream="letter_templates",
            at=at,
        )


def check_letter_text(kind: LetterKind, subject: str, body: str) -> tuple[str, str]:
    """Subject and body as they are kept. Raises MissingValue, InvalidValue."""
    head = " ".join(subject.replace("\x00", "").split())[:200]
    text = body.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]
    allowed = placeholders_of(kind)
    for field, value in (("subject", head), ("body", text)):
        if not value:
            raise MissingValue(field)
        if found := unknown_placeholders(value, allowed):
            names = ", ".join(f"{{{name}}}" for name in allowed)
            raise InvalidValue(field, _UNKNOWN, found=", ".join(dict.fromkeys(found)), allowed=names)
    missing = [name for name in NEEDED.get(kind, ()) if name not in names_in(text)]
    if missing:
        raise InvalidValue("body", _MISSING, missing=", ".join(f"{{{name}}}" for name in missing))
    return head, text


def _locked(actor: Actor, kind: LetterKind, language: str) -> LetterTemplate | None:
    rows = LetterTemplate.objects.select_for_update().filter(tenant_id=actor.tenant_id)
    return rows.filter(kind=kind, language=language).first()
