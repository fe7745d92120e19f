"""Kinds of work: what certificates are made out for, and how safety-relevant each is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record, record_all
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.parties.events_of_skills import WorkKindClassified, WorkKindSaved
from kulanz.masterdata.parties.models import RELEVANCE, WorkKind
from kulanz.masterdata.parties.permissions_of_skills import require_certifier
from kulanz.masterdata.parties.refusals_of_skills import NoSuchWorkKind, WorkKindCodeTaken

LONGEST: Final = {"code": 40, "name": 120, "name_en": 120}
LONGEST_MINUTES: Final = 14 * 24 * 60
_CLASSES: Final = frozenset(value for value, _label in RELEVANCE)


def save_work_kind(
    *,
    actor: Actor,
    name: str,
    at: datetime,
    code: str = "",
    work_kind_id: int | None = None,
    name_en: str = "",
    safety: str = "",
    duration_minutes: int = 60,
    active: bool = True,
) -> WorkKind:
    """Add a kind of work or change one; its code stays, lists and the exchange name it.

    Raises MissingValue, InvalidValue, WorkKindCodeTaken, NoSuchWorkKind, NotAllowed.
    """
    require_certifier(actor)
    with transaction.atomic():
        if work_kind_id is None:
            row = WorkKind(tenant_id=actor.tenant_id, code=_line(code))
        else:
            row = _locked(actor, work_kind_id)
        before = row.safety
        row.name, row.name_en = _line(name), _line(name_en)
        row.safety, row.duration_minutes, row.active = safety, duration_minutes, active
        _check(row)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as taken:
            if "work_kind_code" not in str(taken):
                raise
            raise WorkKindCodeTaken(code=row.code) from taken
        event = WorkKindSaved(
            work_kind_id=row.pk,
            code=row.code,
            title=row.name,
            safety=row.safety,
            safety_before=before,
            active=row.active,
        )
        record(event, actor=actor, stream=f"work_kind:{row.pk}", at=at)
        return row


def classify_work_kinds(*, actor: Actor, work_kind_ids: Collection[int], safety: str, at: datetime) -> int:
    """Say of several how safety-relevant they are; how many that changed. Raises InvalidValue, NotAllowed."""
    require_certifier(actor)
    require_class(safety)
    with transaction.atomic():
        rows = list(
            WorkKind.objects.select_for_update()
            .filter(tenant_id=actor.tenant_id, pk__in=work_kind_ids)
            .exclude(safety=safety)
            .order_by("pk")
        )
        events = [
            (f"work_kind:{row.pk}", WorkKindClassified(row.pk, row.code, safety, row.safety)) for row in rows
        ]
        WorkKind.objects.filter(pk__in=[row.pk for row in rows]).update(safety=safety)
        record_all(events, actor=actor, at=at)
        return len(rows)


def require_class(safety: str) -> None:
    if safety not in _CLASSES:
        raise InvalidValue("safety")


def _check(row: WorkKind) -> None:
    for field in ("code", "name"):
        if not getattr(row, field):
            raise MissingValue(field)
    for field, longest in LONGEST.items():
        if len(getattr(row, field)) > longest:
            raise InvalidValue(field)
    if not 0 < row.duration_minutes <= LONGEST_MINUTES:
        raise InvalidValue("duration_minutes")
    require_class(row.safety)


def _locked(actor: Actor, work_kind_id: int) -> WorkKind:
    row = WorkKind.objects.select_for_update().filter(tenant_id=actor.tenant_id, pk=work_kind_id).first()
    if row is None:
        raise NoSuchWorkKind
    return row


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
