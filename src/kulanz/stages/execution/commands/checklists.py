"""The check-list of a kind of work: what a technician ticks off, measures and writes down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.masterdata.parties.models import WorkKind
from kulanz.masterdata.parties.permissions_of_skills import require_certifier
from kulanz.masterdata.parties.refusals_of_skills import NoSuchWorkKind
from kulanz.stages.execution.events_of_checklists import ChecklistSaved
from kulanz.stages.execution.models import ChecklistItem

MOST: Final = 60
LONGEST: Final = {"text": 200, "text_en": 200, "unit": 20}


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `item_id` names one that is there."""

    text: str
    text_en: str = ""
    kind: str = ChecklistItem.Kind.CHECK.value
    unit: str = ""
    required: bool = True
    item_id: int | None = None


def save_checklist(*, actor: Actor, work_kind_id: int, lines: Sequence[Line], at: datetime) -> None:
    """The whole list in this order; lines it lacks are gone. Reports keep the words they were written with.

    Raises InvalidValue, NoSuchWorkKind, NotAllowed.
    """
    require_certifier(actor)
    wanted = [line for line in lines if line.text.strip()]
    if len(wanted) > MOST:
        raise InvalidValue("text", _("Eine Prüfliste hat höchstens 60 Punkte."))
    with transaction.atomic():
        kind = WorkKind.objects.select_for_update().filter(tenant_id=actor.tenant_id, pk=work_kind_id).first()
        if kind is None:
            raise NoSuchWorkKind
        known = {item.pk: item for item in ChecklistItem.objects.filter(work_kind=kind)}
        before = _facts(known.values())
        kept: list[ChecklistItem] = []
        for position, line in enumerate(wanted, start=1):
            item = known.get(line.item_id or 0) or ChecklistItem(tenant_id=actor.tenant_id, work_kind=kind)
            _take(item, line, position)
            kept.append(item)
        ChecklistItem.objects.filter(work_kind=kind).exclude(pk__in=[i.pk for i in kept if i.pk]).delete()
        for item in kept:
            item.save()
        if (after := _facts(kept)) != before:
            event = ChecklistSaved(work_kind_id=kind.pk, lines=after)
            record(event, actor=actor, stream=f"work_kind:{kind.pk}", at=at)


def _take(item: ChecklistItem, line: Line, position: int) -> None:
    if line.kind not in ChecklistItem.Kind.values:
        raise InvalidValue("kind")
    item.text, item.text_en = _line(line.text), _line(line.text_en)
    item.unit = _line(line.unit) if line.kind == ChecklistItem.Kind.VALUE else ""
    item.kind, item.required, item.position, item.active = line.kind, line.required, position, True
    for field, longest in LONGEST.items():
        if len(getattr(item, field)) > longest:
            raise InvalidValue(field)


def _facts(items: Iterable[ChecklistItem]) -> tuple[str, ...]:
    return tuple(
        " | ".join((item.text, item.text_en, item.kind, item.unit, "!" if item.required else ""))
        for item in sorted(items, key=lambda item: item.position)
    )


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
