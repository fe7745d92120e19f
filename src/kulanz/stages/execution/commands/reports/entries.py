"""Entries of a device, each kept once with the answer it got; and the drafts of reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from kulanz.core.access.actor import Actor
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import FieldDevice, FieldEntry, Visit
from kulanz.stages.execution.permissions_of_reports import reporter_on
from kulanz.stages.execution.refusals_of_reports import NoSuchEntry, VersionConflict
from kulanz.stages.execution.refusals_of_visits import NoSuchVisit
from kulanz.stages.execution.rules.incoming import Entry, EntryKind, is_conflict

APPLIED = "applied"
REPEATED = "repeated"
CONFLICT = "conflict"
REFUSED = "refused"
_VERSIONED = (EntryKind.DRAFT.value, EntryKind.REPORT.value)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device hears about one entry."""

    id: str
    outcome: str
    version: int = 0
    message: str = ""
    theirs: dict[str, Any] | None = None
    field: str = ""
    """Where the device finds what it is about."""

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "outcome": self.outcome,
            "version": self.version,
            "message": self.message,
            "theirs": self.theirs,
            "field": self.field,
        }


def earlier_answer(*, actor: Actor, client_id: UUID) -> Answer | None:
    """The answer to an entry that came before; it gets the same again and nothing is done twice.

    What was turned away is told as that once more: a device that lost the first answer must not take it
    for done. Somebody else's entry is not spoken of.
    """
    row = FieldEntry.objects.filter(tenant_id=actor.tenant_id, client_id=client_id).first()
    if row is None:
        return None
    if row.membership_id != actor.membership_id:
        return Answer(str(client_id), REFUSED, message=str(NoSuchEntry()))
    outcome = REPEATED if row.outcome == APPLIED else row.outcome
    kept = row.answer
    return Answer(
        str(client_id),
        outcome,
        int(kept.get("version", 0)),
        str(kept.get("message", "")),
        kept.get("theirs"),
        str(kept.get("field", "")),
    )


def keep_entry(
    *, actor: Actor, device: FieldDevice, entry: Entry, visit: Visit | None, answer: Answer, at: datetime
) -> Answer:
    """Keep what came and what was answered. Two at once: the second hears the first one's answer."""
    told = answer.as_json()
    told.pop("id")
    told.pop("outcome")
    try:
        with transaction.atomic():
            FieldEntry.objects.create(
                tenant_id=actor.tenant_id,
                client_id=entry.id,
                membership_id=actor.membership_id,
                device=str(device.key),
                visit=visit,
                sequence=entry.seq,
                kind=entry.kind.value,
                payload=entry.data,
                base=entry.base,
                made_at=entry.at,
                received_at=at,
                outcome=answer.outcome,
                answer=told,
            )
    except IntegrityError:
        return earlier_answer(actor=actor, client_id=entry.id) or answer
    return answer


def lock_own_visit(actor: Actor, visit_id: int) -> Visit:
    """A visit the technician is or was on, locked with its case. Anything else does not exist for him."""
    known = Visit.objects.filter(tenant_id=actor.tenant_id, pk=visit_id).only("people", "tenant_id").first()
    if known is None or reporter_on(actor, known) is None:
        raise NoSuchVisit
    return lock_visit(visit_id)


def check_version(visit: Visit, *, device: str, base: int) -> None:
    """Raises VersionConflict with what another device wrote. The visit is locked."""
    foreign = (
        FieldEntry.objects.filter(visit=visit, kind__in=_VERSIONED, outcome=APPLIED)
        .exclude(device=device)
        .order_by("-id")
        .first()
    )
    newest = int(foreign.answer.get("version", 0)) if foreign is not None else 0
    if foreign is not None and is_conflict(base=base, foreign=newest):
        # where its own later words stand on top of the other's, those are what it has to compare with
        raise VersionConflict(version=visit.draft_version, theirs=visit.draft or {}, who=_who(visit, device))


def keep_draft(*, actor: Actor, visit: Visit, device: str, base: int, data: dict[str, Any]) -> int:
    """The next version of the report in the making, on a locked visit. Raises VersionConflict."""
    check_version(visit, device=device, base=base)
    return put_draft(actor, visit, device=device, data=data)


def put_draft(actor: Actor, visit: Visit, *, device: str, data: dict[str, Any]) -> int:
    """A draft or the finished report becomes the newest version of a locked visit."""
    visit.draft = data
    visit.draft_version += 1
    visit.draft_device = device
    visit.draft_by_name = actor.name[:200]
    visit.save(update_fields=["draft", "draft_version", "draft_device", "draft_by_name"])
    return visit.draft_version


def give_up(*, actor: Actor, client_id: UUID) -> FieldEntry:
    """An own entry that was turned away is given up: it stays kept and no longer waits for anything.

    Raises NoSuchEntry for anybody else's and for one that counts.
    """
    row = (
        FieldEntry.objects.select_for_update()
        .filter(tenant_id=actor.tenant_id, client_id=client_id, membership_id=actor.membership_id or 0)
        .first()
    )
    if row is None or row.outcome not in (CONFLICT, REFUSED):
        raise NoSuchEntry
    row.answer = {**row.answer, "given_up": True}
    row.save(update_fields=["answer"])
    return row


def _who(visit: Visit, device: str) -> str:
    return visit.draft_by_name if visit.draft_device != device else ""
