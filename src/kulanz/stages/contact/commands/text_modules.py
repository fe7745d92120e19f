"""Ready texts for messages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.parties.permissions import require_lead
from kulanz.stages.contact.events import TextModuleDeleted, TextModuleSaved
from kulanz.stages.contact.models import TextModule
from kulanz.stages.contact.placeholders import unknown_placeholders

_UNKNOWN = _("Unbekannter Platzhalter: %(found)s")


def save_text_module(
    *,
    actor: Actor,
    name: str,
    body_de: str,
    at: datetime,
    text_module_id: int | None = None,
    shortcut: str = "",
    subject: str = "",
    body_en: str = "",
    audience: Audience | None = None,
    active: bool = True,
) -> TextModule:
    """Create or change a ready text. Raises MissingValue, InvalidValue (placeholder, name taken)."""
    require_lead(actor)
    values = {
        "name": " ".join(name.split())[:80],
        "shortcut": shortcut.strip().lower()[:20],
        "subject": " ".join(subject.split())[:200],
        "body_de": body_de.replace("\x00", "").strip(),
        "body_en": body_en.replace("\x00", "").strip(),
    }
    for field in ("name", "body_de"):
        if not values[field]:
            raise MissingValue(field)
    for field in ("subject", "body_de", "body_en"):
        found = unknown_placeholders(values[field])
        if found:
            raise InvalidValue(field, _UNKNOWN, found=", ".join(found))
    with transaction.atomic():
        row = _row(actor, text_module_id)
        same = TextModule.objects.filter(tenant_id=actor.tenant_id, name=values["name"]).exclude(pk=row.pk)
        if same.exists():
            raise InvalidValue("name", _("Einen Textbaustein mit diesem Namen gibt es schon."))
        for field, value in values.items():
            setattr(row, field, value)
        row.audience = audience.value if audience else ""
        row.active = active
        row.save()
        record(
            TextModuleSaved(text_module_id=row.pk, title=row.name),
            actor=actor,
            stream=f"text_module:{row.pk}",
            at=at,
        )
        return row


def delete_text_module(*, actor: Actor, text_module_id: int, at: datetime) -> None:
    """Remove a ready text; what was written with it stays."""
    require_lead(actor)
    with transaction.atomic():
        row = _row(actor, text_module_id)
        record(
            TextModuleDeleted(text_module_id=row.pk, title=row.name),
            actor=actor,
            stream=f"text_module:{row.pk}",
            at=at,
        )
        row.delete()


def _row(actor: Actor, text_module_id: int | None) -> TextModule:
    if text_module_id is None:
        return TextModule(tenant_id=actor.tenant_id)
    row = TextModule.objects.select_for_update().filter(tenant_id=actor.tenant_id, pk=text_module_id).first()
    if row is None:
        raise Http404
    return row
