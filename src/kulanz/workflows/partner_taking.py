"""Taking the records of a partner's file: filed, noted, attached and answered as the dealer would himself.

Each record is taken or not for itself. What it is called by its writer makes it known a second time; the
row of the partner stays locked meanwhile, so that two files with the same record wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import structlog
from django.db import Error, transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, ActorKind, Channel, Scope
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.contact.models import Partner, PartnerFile, PartnerOutcome
from kulanz.workflows.partner_cases import NotTaken, answer_to, case_about, take_case, take_file, take_note
from kulanz.workflows.partner_checks import with_the_rest
from kulanz.workflows.partner_filing import file_new_cases
from kulanz.workflows.partner_reasons import reason, reason_of
from kulanz.workflows.partner_records import (
    AttachmentNotThere,
    Body,
    CaseRecord,
    FileRecord,
    NewCaseRecord,
    NoteRecord,
    QuestionRecord,
    Reason,
    Record,
)

log = structlog.get_logger("kulanz.partners")
TOGETHER: Final = 100
"""So many records share a transaction: what a killed process had begun is begun anew."""


@dataclass(frozen=True)
class Taken:
    """What became of a record."""

    record: Record
    outcome: PartnerOutcome
    case: Case | None = None
    answer: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Reason, ...] = ()


def actor_of_partner(partner: Partner, file: PartnerFile | None = None) -> Actor:
    """The dealer's house as a whole; where somebody sent the file, in his name."""
    membership_id = file.membership_id if file else None
    active = Membership.objects.filter(pk=membership_id or 0, active=True).exists()
    return Actor(
        tenant_id=partner.tenant_id,
        kind=ActorKind.DEALER,
        name=_name(partner, file),
        channel=Channel.API,
        scope=Scope.COMPANY,
        organisation_id=partner.party_id,
        membership_id=membership_id if active else None,
    )


def _name(partner: Partner, file: PartnerFile | None) -> str:
    """The house; and who of it sent the file, where somebody did so in the portal."""
    house, sender = partner.party.name, file.sent_by_name if file and file.way == "portal" else ""
    return f"{sender}, {house}" if sender and sender != house else house


def take_records(*, partner: Partner, actor: Actor, records: Sequence[Record], at: datetime) -> list[Taken]:
    """Take them in their order. Inside a transaction in which the partner's row is locked."""
    done: list[Taken] = []
    for group in _groups(records):
        if isinstance(group[0].body, NewCaseRecord):
            done += _together(partner, actor, group, at)
        else:
            done += [_alone(partner, actor, record, at) for record in group]
    return done


def _groups(records: Sequence[Record]) -> Iterator[list[Record]]:
    """New cases without attachments that follow each other are filed together; the rest one by one."""
    group: list[Record] = []
    for record in records:
        body = record.body
        if isinstance(body, NewCaseRecord) and not body.attachments:
            group.append(record)
            continue
        if group:
            yield group
            group = []
        yield [record]
    if group:
        yield group


def _together(partner: Partner, actor: Actor, records: list[Record], at: datetime) -> list[Taken]:
    try:
        with transaction.atomic():
            return _filed(partner, actor, records, at)
    except AttachmentNotThere as wrong:  # a record with attachments is alone
        why = reason(wrong.code, field="attachment", line=records[0].line, name=wrong.name)
        return [_refused(record, why) for record in records]
    except Refusal as refusal:
        return [_refused(record, reason_of(refusal, line=record.line)) for record in records]
    except Error as error:
        if len(records) == 1:
            log.exception("record_not_taken", partner=partner.pk, error=type(error).__name__)
            return [_refused(records[0], reason("failed", line=records[0].line))]
        # one of them is more than the database takes; the others are not to suffer for it
        return [taken for record in records for taken in _together(partner, actor, [record], at)]


def _filed(partner: Partner, actor: Actor, records: list[Record], at: datetime) -> list[Taken]:
    bodies = [record.body for record in records if isinstance(record.body, NewCaseRecord)]
    found = file_new_cases(partner=partner, actor=actor, records=bodies, at=at)
    taken = []
    for record, (case, known, why) in zip(records, found, strict=True):
        if why is not None:
            told = _in_line(record, why)
            if case is None:
                told = with_the_rest(actor, record, told, _today(partner, at))
            taken.append(_refused(record, *told, case=case))
        else:
            outcome = PartnerOutcome.KNOWN if known else PartnerOutcome.TAKEN
            taken.append(Taken(record, outcome, case))
    return taken


def _alone(partner: Partner, actor: Actor, record: Record, at: datetime) -> Taken:
    body = record.body
    if body is None:
        return _refused(record, *with_the_rest(actor, record, record.problems, _today(partner, at)))
    if isinstance(body, NewCaseRecord):
        return _together(partner, actor, [record], at)[0]
    try:
        with transaction.atomic():
            return _taken(partner, actor, record, body, at)
    except NotTaken as refused:
        return _refused(record, *_in_line(record, refused.reason), case=refused.case)
    except AttachmentNotThere as wrong:
        return _refused(record, reason(wrong.code, field="attachment", line=record.line, name=wrong.name))
    except Refusal as refusal:
        return _refused(record, reason_of(refusal, line=record.line))
    except Error as error:
        log.exception("record_not_taken", partner=partner.pk, error=type(error).__name__)
        return _refused(record, reason("failed", line=record.line))


def _taken(partner: Partner, actor: Actor, record: Record, body: Body, at: datetime) -> Taken:
    match body:
        case QuestionRecord():
            case = case_about(partner, actor, body.about)
            answer = answer_to(case, today=_today(partner, at))
            return Taken(record, PartnerOutcome.TAKEN, case, answer=answer)
        case CaseRecord():
            case, new = take_case(partner=partner, actor=actor, record=body, at=at)
        case NoteRecord():
            case, new = take_note(partner=partner, actor=actor, record=body, at=at)
        case FileRecord():
            case, new = take_file(partner=partner, actor=actor, record=body, at=at)
        case _:
            raise TypeError(type(body).__name__)
    return Taken(record, PartnerOutcome.TAKEN if new else PartnerOutcome.KNOWN, case)


def _refused(record: Record, *why: Reason, case: Case | None = None) -> Taken:
    return Taken(record, PartnerOutcome.REFUSED, case, problems=why)


def _today(partner: Partner, at: datetime) -> date:
    return local_date(Tenant.objects.defer("logo").get(pk=partner.tenant_id), at)


def _in_line(record: Record, why: Reason) -> tuple[Reason, ...]:
    return (why if why.line else Reason(why.code, why.de, why.en, why.field, record.line),)
