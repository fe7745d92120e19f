"""What a technician's device sends, worked off in its order: each entry once, alone, and with an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_cases
from kulanz.cases.permissions import visible_to
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.commands.reports.devices import lock_device
from kulanz.stages.execution.commands.reports.entries import (
    APPLIED,
    CONFLICT,
    REFUSED,
    Answer,
    earlier_answer,
    give_up,
    keep_draft,
    keep_entry,
    lock_own_visit,
)
from kulanz.stages.execution.models import FieldDevice, Visit
from kulanz.stages.execution.permissions_of_visits import visits_visible_to
from kulanz.stages.execution.refusals_of_reports import ReportFaulty, VersionConflict, VisitNotOpen
from kulanz.stages.execution.refusals_of_visits import VisitStepNotPossible
from kulanz.stages.execution.rules.incoming import (
    Entry,
    EntryKind,
    Faulty,
    Flaw,
    believed,
    cleaned,
    entry_of,
    moment,
    uuid_of,
)
from kulanz.stages.execution.rules.report_data import FIELDS, parts_of, report_of, text_of
from kulanz.stages.execution.rules.report_limits import TEXTS
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.workflows.interlock import record_refused
from kulanz.workflows.parts_on_the_spot import order_parts
from kulanz.workflows.service_reports import take_report
from kulanz.workflows.visits import start_visit

log = logging.getLogger(__name__)

MOST_ENTRIES: Final = 50
_EARLY: Final = timedelta(days=1)


class NotEntries(InvalidValue):
    """The whole request is not what a device sends; nothing of it was looked at."""


def take_entries(*, actor: Actor, device: FieldDevice, raw: object, at: datetime) -> list[Answer]:
    """Work off what a device sent, in that order; every entry is kept with its answer, whatever it is.

    An entry that is turned away has changed nothing. Raises NotEntries when this is no list of entries.
    """
    entries = _listed(raw)
    with transaction.atomic():
        lock_device(device)
        _lock_cases_of(actor, entries)
        return [_answered(actor, device, ident, one, at) for ident, one in entries]


def _listed(raw: object) -> list[tuple[UUID, Any]]:
    found = raw.get("entries") if isinstance(raw, dict) else None
    if not isinstance(found, list) or not 0 < len(found) <= MOST_ENTRIES:
        raise NotEntries("entries", _("Erwartet wird eine Liste mit 1 bis 50 Einträgen."))
    listed = []
    for one in found:
        try:
            listed.append((uuid_of(one.get("id") if isinstance(one, dict) else None, "id"), one))
        except Faulty:
            raise NotEntries("id", _("Jeder Eintrag braucht eine Kennung des Geräts.")) from None
    return listed


def _lock_cases_of(actor: Actor, entries: Sequence[tuple[UUID, Any]]) -> None:
    """All at once and in one order, so that two devices with the same visits never wait for each other."""
    named = [one.get("visit") for _ident, one in entries]
    ids = {pk for pk in named if isinstance(pk, int) and not isinstance(pk, bool) and 0 < pk < 2**63}
    cases = visits_visible_to(actor).filter(pk__in=ids).values_list("case_id", flat=True)
    lock_cases(*sorted(set(cases)))


def _answered(actor: Actor, device: FieldDevice, ident: UUID, raw: Any, at: datetime) -> Answer:
    earlier = earlier_answer(actor=actor, client_id=ident)
    if earlier is not None:
        return earlier
    try:
        entry = entry_of(cleaned(raw))
    except Faulty as faulty:
        # not kept: whatever this is, it may be larger or odder than a table takes
        return Answer(str(ident), REFUSED, message=str(ReportFaulty(faulty)), field=faulty.field)
    visit: Visit | None = None
    try:
        with transaction.atomic():
            visit = lock_own_visit(actor, entry.visit)
            version = _WORK[entry.kind](actor, device, visit, entry, at)
            answer = Answer(str(entry.id), APPLIED, version)
    except VersionConflict as conflict:
        answer = Answer(str(entry.id), CONFLICT, conflict.version, str(conflict), conflict.theirs)
    except NotCleared as refused:
        if visit is not None:
            record_refused(actor=actor, case=visit.case, refused=refused, at=at, visit_number=visit.number)
        answer = Answer(str(entry.id), REFUSED, message=_with_others(refused))
    except Faulty as faulty:
        answer = Answer(str(entry.id), REFUSED, message=str(ReportFaulty(faulty)), field=faulty.field)
    except Refusal as refusal:
        answer = Answer(str(entry.id), REFUSED, message=str(refusal))
    except DatabaseError:
        raise  # nothing was decided: the device sends it again
    except Exception:
        # An entry that trips over a mistake of ours must not hold up everything behind it for ever: it is
        # kept as it came, said on the device, and in the log.
        log.exception("entry %s of a device could not be worked off", entry.id)
        answer = Answer(
            str(entry.id),
            REFUSED,
            message=_("Dieser Eintrag ist angekommen, konnte aber nicht verarbeitet werden."),
        )
    return keep_entry(actor=actor, device=device, entry=entry, visit=visit, answer=answer, at=at)


def _with_others(refused: NotCleared) -> str:
    names = ", ".join(candidate.technician.name for candidate in refused.could)
    if not names:
        return str(refused)
    return f"{refused} {_('Möglich wäre: %(names)s.') % {'names': names}}"


def _start(actor: Actor, device: FieldDevice, visit: Visit, entry: Entry, at: datetime) -> int:
    claimed = moment(entry.data.get("arrived_at") or entry.at.isoformat(), "arrived_at")
    if visit.state == VisitState.UNDER_WAY:
        return visit.draft_version
    # the interlock looks at that day: one long before the appointment would be chosen, not lived
    earliest = visit.created_at
    if visit.starts_at is not None:
        earliest = max(earliest, visit.starts_at - _EARLY)
    try:
        start_visit(actor=actor, visit_id=visit.pk, at=believed(claimed, at, earliest=earliest))
    except VisitStepNotPossible:
        raise VisitNotOpen(number=visit.number) from None
    return visit.draft_version


def _draft(actor: Actor, device: FieldDevice, visit: Visit, entry: Entry, at: datetime) -> int:
    _known_fields(entry)
    return keep_draft(actor=actor, visit=visit, device=str(device.key), base=entry.base, data=entry.data)


def _note(actor: Actor, device: FieldDevice, visit: Visit, entry: Entry, at: datetime) -> int:
    text = text_of(entry.data.get("text"), "text", TEXTS["note"])
    # he may no longer take part in the case: what he saw there is told all the same
    author = _in_the_name_of(actor) if not _takes_part(actor, visit) else actor
    add_message(actor=author, case_id=visit.case_id, body=text, audience=Audience.TECHNICIAN, at=at)
    return visit.draft_version


def _report(actor: Actor, device: FieldDevice, visit: Visit, entry: Entry, at: datetime) -> int:
    data = report_of(entry.data)
    return take_report(actor=actor, device=device, visit=visit, entry=entry, data=data, at=at)


def _order_part(actor: Actor, device: FieldDevice, visit: Visit, entry: Entry, at: datetime) -> int:
    parts = parts_of(entry.data.get("parts"), "needed_parts")
    if not parts:
        raise Faulty("needed_parts", Flaw.MISSING)
    reason = text_of(entry.data.get("reason"), "reason", TEXTS["order_reason"])
    order_parts(actor=actor, visit=visit, parts=parts, reason=reason, at=at)
    touch(visit.case, at)
    return visit.draft_version


def _dismiss(actor: Actor, device: FieldDevice, visit: Visit, entry: Entry, at: datetime) -> int:
    give_up(actor=actor, client_id=uuid_of(entry.data.get("entry"), "entry"))
    return visit.draft_version


def _known_fields(entry: Entry) -> None:
    unknown = set(entry.data) - FIELDS
    if unknown:
        raise Faulty(min(unknown), Flaw.UNKNOWN)


def _takes_part(actor: Actor, visit: Visit) -> bool:
    return visible_to(actor).filter(pk=visit.case_id).exists()


def _in_the_name_of(actor: Actor) -> Actor:
    return system_actor(actor.tenant_id, channel=actor.channel, name=actor.name)


_WORK: Final[dict[EntryKind, Callable[[Actor, FieldDevice, Visit, Entry, datetime], int]]] = {
    EntryKind.START: _start,
    EntryKind.DRAFT: _draft,
    EntryKind.NOTE: _note,
    EntryKind.REPORT: _report,
    EntryKind.ORDER_PART: _order_part,
    EntryKind.DISMISS: _dismiss,
}
