"""What a partner says of a case that is there: notes, files, questions, and the case as he keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.permissions import visible_to
from kulanz.cases.queries.access import get_case
from kulanz.cases.queries.case_page import is_overdue
from kulanz.cases.rules import READER_OF, Audience
from kulanz.cases.wording import state_text
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.refusal import Refusal
from kulanz.masterdata.parties.models import Writer
from kulanz.stages.contact.models import Partner, PartnerCase, PartnerRecord, PartnerRecordKind
from kulanz.workflows.filing_many import file_cases
from kulanz.workflows.partner_filing import (
    NotUnderstood,
    filing_of,
    names_in,
    remember_attached,
    stored_from,
)
from kulanz.workflows.partner_reasons import reason
from kulanz.workflows.partner_records import (
    About,
    Attachment,
    CaseRecord,
    FileRecord,
    NoteRecord,
    Reason,
    digest_of,
)
from kulanz.workflows.partner_signs import case_by_sign


class NotTaken(Exception):
    """A record is not taken, and why; `case` is the one it would have been about."""

    def __init__(self, reason: Reason, case: Case | None = None) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.case = case


def case_about(partner: Partner, actor: Actor, about: About) -> Case:
    """The case that is meant, if the dealer sees it. Raises NotTaken."""
    if not about.number and not about.reference:
        raise NotTaken(reason("about_nothing", field="about"))
    named = get_case(actor, about.number) if about.number else None
    row = PartnerCase.objects.filter(partner=partner, their_reference=about.reference or "-").first()
    linked = visible_to(actor).filter(pk=row.case_id).first() if row and about.reference else None
    if row is None and about.reference:
        linked = case_by_sign(partner, actor, about.reference)
    found = named or linked
    if found is None or (about.number and named is None) or (about.reference and linked is None):
        raise NotTaken(reason("unknown_case", field="about"))
    if named is not None and linked is not None and named.pk != linked.pk:
        why = reason("about_two", field="about", number=about.number, reference=about.reference)
        raise NotTaken(why)
    return _living(actor, found)


def _living(actor: Actor, case: Case) -> Case:
    """The case itself, or the one it was merged into: what is said of it is read there."""
    if case.merged_into_id is None:
        return case
    return visible_to(actor).filter(pk=case.merged_into_id).first() or case


def answer_to(case: Case, *, today: date) -> dict[str, Any]:
    """How the case stands, in the dealer's words."""
    reader = READER_OF[ActorKind.DEALER]
    news = case.next_news_on if case.is_open and not is_overdue(case, today) else None
    return {
        "de": state_text(case, reader, "de"),
        "en": state_text(case, reader, "en"),
        "step": case.step,
        "claim": case.claim_status or "",
        "next_news_on": news.isoformat() if news else "",
    }


def take_note(*, partner: Partner, actor: Actor, record: NoteRecord, at: datetime) -> tuple[Case, bool]:
    """A message to the office; False when it is there. Raises NotTaken, and what add_message raises."""
    case = case_about(partner, actor, record.about)
    digest = digest_of(record)
    if _is_known(partner, PartnerRecordKind.NOTE, record.reference, digest):
        return case, False
    files = [stored_from(actor, attachment, at) for attachment in record.attachments]
    message = add_message(actor=actor, case_id=case.pk, body=record.text, files=files, at=at)
    _remember(partner, (PartnerRecordKind.NOTE, record.reference, digest), case, at, message=message)
    attached = message.files.select_related("stored").order_by("pk")
    remember_attached(partner, PartnerRecordKind.WITH_NOTE, record.reference, list(attached), at)
    return case, True


def take_file(*, partner: Partner, actor: Actor, record: FileRecord, at: datetime) -> tuple[Case, bool]:
    """A file of the case; False when it is there. Raises NotTaken, and what attach_files raises."""
    case = case_about(partner, actor, record.about)
    digest = digest_of(record)
    if _is_known(partner, PartnerRecordKind.FILE, record.reference, digest):
        return case, False
    stored = stored_from(actor, record.attachment, at)
    (row,) = attach_files(actor=actor, case_id=case.pk, files=[stored], at=at)
    _remember(partner, (PartnerRecordKind.FILE, record.reference, digest), case, at, case_file=row)
    return case, True


def take_case(*, partner: Partner, actor: Actor, record: CaseRecord, at: datetime) -> tuple[Case, bool]:
    """A case as the other house keeps it: filed when it is new here, else what is new of it is added.

    What came from us comes marked and is left out by the reader of the file; what is known by its id stays
    as it is. So two installations may send each other the same case for ever, and it ends still.
    """
    case, new = _counterpart(partner, actor, record, at)
    changed = new
    for message in record.messages:
        # what was said is said: a text that was changed afterwards is not taken a second time
        if message.text and not _there(partner, PartnerRecordKind.NOTE, message.reference):
            speaking = replace(actor, name=_named(message.author, actor.name), membership_id=None)
            row = add_message(
                actor=speaking, case_id=case.pk, body=message.text, audience=Audience.DEALER, at=at
            )
            named = (PartnerRecordKind.NOTE, message.reference, digest_of(message))
            _remember(partner, named, case, at, message=row)
            changed = True
    for attachment in record.attachments:
        # without an id of its own the same file may belong to several cases
        own = replace(attachment, reference=attachment.reference or f"{record.number}:{attachment.sha256}")
        changed |= _add_attachment(partner, actor, case, own, at)
    rows = PartnerCase.objects.filter(partner=partner, their_reference=record.number)
    rows.exclude(their_state=record.state[:300]).update(their_state=record.state[:300], their_state_at=at)
    return case, changed


def _counterpart(partner: Partner, actor: Actor, record: CaseRecord, at: datetime) -> tuple[Case, bool]:
    """Our case of theirs, filed where there is none."""
    row = PartnerCase.objects.filter(partner=partner, their_reference=record.number).first()
    if row is not None:
        case = visible_to(actor).filter(pk=row.case_id).first()
        if case is None:
            raise NotTaken(reason("unknown_case", field="number"))
        return _living(actor, case), False
    if record.our_number and _is_ours(partner, actor, record.our_number):
        return _linked(partner, actor, record, at), False
    signed = case_by_sign(partner, actor, record.number)
    if signed is not None:
        return _linked(partner, actor, replace(record, our_number=signed.number), at), False
    return _filed(partner, actor, record, at), True


def _is_ours(partner: Partner, actor: Actor, number: str) -> bool:
    """Whether this is a number of ours that they may know, and not only a sign that somebody typed there."""
    told = PartnerCase.objects.filter(partner=partner, case__number=number)
    return get_case(actor, number) is not None or told.exists()


def _linked(partner: Partner, actor: Actor, record: CaseRecord, at: datetime) -> Case:
    """The case we sent them has their number now; it stands beside ours from here on."""
    case = get_case(actor, record.our_number)
    if case is None:
        raise NotTaken(reason("unknown_case", field="yourNumber"))
    row, _created = PartnerCase.objects.get_or_create(
        partner=partner, case=case, defaults={"tenant_id": partner.tenant_id}
    )
    if row.their_reference and row.their_reference != record.number:
        why = reason("linked_otherwise", field="number", number=case.number, reference=row.their_reference)
        raise NotTaken(why, case)
    row.their_reference = record.number
    row.save(update_fields=["their_reference"])
    if not case.dealer_reference:
        edit_fields(
            actor=actor,
            case_id=case.pk,
            values={"dealer_reference": record.number},
            base={"dealer_reference": ""},
            at=at,
        )
    return case


def _filed(partner: Partner, actor: Actor, record: CaseRecord, at: datetime) -> Case:
    try:
        filing = filing_of(record.case, names_in(actor, [record.case]), reference=record.number)
    except NotUnderstood as wrong:
        raise NotTaken(wrong.reason) from None
    (case,) = file_cases(actor=actor, filings=[filing], at=at)
    if isinstance(case, Refusal):
        raise case
    # the other house has its customer in hand, and tells him itself
    case.writer = Writer.DEALER.value
    case.save(update_fields=["writer"])
    PartnerCase.objects.create(
        tenant_id=partner.tenant_id,
        partner=partner,
        case=case,
        their_reference=record.number,
        informs_customer=False,
    )
    return case


def _add_attachment(partner: Partner, actor: Actor, case: Case, attachment: Attachment, at: datetime) -> bool:
    if _there(partner, PartnerRecordKind.FILE, attachment.reference):
        return False
    audience = Audience.ALL if attachment.for_all else Audience.DEALER
    stored = stored_from(actor, attachment, at)
    (row,) = attach_files(actor=actor, case_id=case.pk, files=[stored], audience=audience, at=at)
    named = (PartnerRecordKind.FILE, attachment.reference, attachment.sha256)
    _remember(partner, named, case, at, case_file=row)
    return True


def _named(author: str, house: str) -> str:
    return f"{author} ({house})" if author and author != house else house


def _there(partner: Partner, kind: PartnerRecordKind, reference: str) -> bool:
    return PartnerRecord.objects.filter(partner=partner, kind=kind, reference=reference).exists()


def _other_content(reference: str, case: Case) -> Reason:
    return reason("other_content", field="reference", reference=reference, number=case.number)


def _is_known(partner: Partner, kind: PartnerRecordKind, reference: str, digest: str) -> bool:
    """Whether the same came under this reference before. Raises NotTaken when it was something else."""
    rows = PartnerRecord.objects.filter(partner=partner, kind=kind, reference=reference)
    row = rows.select_related("case").first()
    if row is not None and row.digest != digest:
        raise NotTaken(_other_content(reference, row.case), row.case)
    return row is not None


def _remember(
    partner: Partner,
    named: tuple[PartnerRecordKind, str, str],
    case: Case,
    at: datetime,
    *,
    message: Message | None = None,
    case_file: CaseFile | None = None,
) -> None:
    """`named`: its kind, what they call it, and the digest of its content."""
    kind, reference, digest = named
    PartnerRecord.objects.create(
        tenant_id=partner.tenant_id,
        partner=partner,
        kind=kind,
        reference=reference,
        digest=digest,
        case=case,
        message=message,
        case_file=case_file,
        at=at,
    )
