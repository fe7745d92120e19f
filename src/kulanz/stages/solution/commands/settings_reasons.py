"""The ready reasons a decision is given with, per purpose."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.stages.solution.events_of_settings import ReasonMoved, ReasonSaved
from kulanz.stages.solution.models import Reason
from kulanz.stages.solution.permissions_of_settings import require_keeper
from kulanz.stages.solution.refusals_of_settings import NoSuchReason, ReasonThere
from kulanz.stages.solution.rules.remedies import ReasonPurpose

LONGEST: Final = 160


def add_reason(*, actor: Actor, purpose: ReasonPurpose, name: str, at: datetime, name_en: str = "") -> Reason:
    """A reason at the end of its purpose's list. Raises MissingValue, InvalidValue, ReasonThere."""
    require_keeper(actor)
    with transaction.atomic():
        last = Reason.objects.filter(tenant_id=actor.tenant_id, purpose=purpose.value).aggregate(
            last=Max("position")
        )["last"]
        reason = Reason(
            tenant_id=actor.tenant_id, purpose=purpose.value, position=0 if last is None else last + 1
        )
        return _saved(reason, actor, name, name_en, active=True, at=at)


def change_reason(
    *, actor: Actor, reason_id: int, name: str, at: datetime, name_en: str = "", active: bool = True
) -> Reason:
    """Other words, or out of use; what was decided with it keeps the words of then."""
    require_keeper(actor)
    with transaction.atomic():
        reason = Reason.objects.select_for_update().filter(pk=reason_id, tenant_id=actor.tenant_id).first()
        if reason is None:
            raise NoSuchReason
        return _saved(reason, actor, name, name_en, active=active, at=at)


def move_reason(*, actor: Actor, reason_id: int, up: bool, at: datetime) -> None:
    """One place up or down within its purpose."""
    require_keeper(actor)
    with transaction.atomic():
        purpose = (
            Reason.objects.filter(pk=reason_id, tenant_id=actor.tenant_id)
            .values_list("purpose", flat=True)
            .first()
        )
        if purpose is None:
            raise NoSuchReason
        rows = list(
            Reason.objects.select_for_update()
            .filter(tenant_id=actor.tenant_id, purpose=purpose)
            .order_by("position", "pk")
        )
        index = next(i for i, row in enumerate(rows) if row.pk == reason_id)
        other = index - 1 if up else index + 1
        if not 0 <= other < len(rows):
            return
        rows[index], rows[other] = rows[other], rows[index]
        for position, row in enumerate(rows):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])
        _record(ReasonMoved(reason_id=reason_id, place=other + 1), actor, at)


def _saved(reason: Reason, actor: Actor, name: str, name_en: str, *, active: bool, at: datetime) -> Reason:
    words = {"name": " ".join(name.replace("\x00", "").split()), "name_en": " ".join(name_en.split())}
    if not words["name"]:
        raise MissingValue("name")
    for field, text in words.items():
        if len(text) > LONGEST:
            raise InvalidValue(field)
    wanted = {**words, "active": active}
    if reason.pk and all(getattr(reason, field) == value for field, value in wanted.items()):
        return reason
    for field, value in wanted.items():
        setattr(reason, field, value)
    try:
        with transaction.atomic():
            reason.save()
    except IntegrityError as there:
        if "reason_once" not in str(there):
            raise
        raise ReasonThere from there
    event = ReasonSaved(reason_id=reason.pk, purpose=reason.purpose, text=reason.name, active=reason.active)
    _record(event, actor, at)
    return reason


def _record(event: Event, actor: Actor, at: datetime) -> None:
    record(event, actor=actor, stream="reasons", at=at)
