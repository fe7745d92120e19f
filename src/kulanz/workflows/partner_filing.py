"""New cases of a partner's file: what is known already, what fits together, and the rest filed at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kulanz.cases.commands.messages import attach_files
from kulanz.cases.commands.recording import NewCase, NewPosition
from kulanz.cases.models import Case, CaseFile
from kulanz.cases.rules import Audience, CarriedOutBy
from kulanz.core.access.actor import Actor
from kulanz.core.files.commands import store_file
from kulanz.core.files.models import StoredFile
from kulanz.core.refusal import Refusal
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.commands.recording import NewAddress
from kulanz.stages.contact.models import Partner, PartnerCase, PartnerRecord, PartnerRecordKind
from kulanz.workflows.filing import Filing, FilingCustomer, own_technicians
from kulanz.workflows.filing_many import file_cases
from kulanz.workflows.partner_reasons import reason, reason_of
from kulanz.workflows.partner_records import (
    Attachment,
    AttachmentNotThere,
    GivenCase,
    NewCaseRecord,
    Reason,
    digest_of,
)
from kulanz.workflows.partner_signs import signed_cases

Filed = tuple[Case | None, bool, Reason | None]
"""The case, whether it was known, and why it was not taken."""


class NotUnderstood(Exception):
    """A record names something we do not know."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Names:
    """What the records of a group call by name or number: looked up once for all of them."""

    articles: Mapping[str, int]
    technicians: Mapping[str, tuple[int, ...]]


def names_in(actor: Actor, cases: Sequence[GivenCase]) -> Names:
    numbers = {p.article_number for case in cases for p in case.positions if p.article_number}
    articles = Article.objects.filter(tenant_id=actor.tenant_id, number__in=numbers, active=True)
    technicians: dict[str, tuple[int, ...]] = {}
    if any(case.technician for case in cases):
        for party in own_technicians(actor):
            for name in {party.number, " ".join(party.name.split()).casefold()} - {""}:
                technicians[name] = (*technicians.get(name, ()), party.pk)
    return Names(dict(articles.values_list("number", "pk")) if numbers else {}, technicians)


def file_new_cases(
    *, partner: Partner, actor: Actor, records: Sequence[NewCaseRecord], at: datetime
) -> list[Filed]:
    """File those that are new; each that is not says so. Inside a transaction with the partner locked.

    A record with attachments comes alone, for with one that cannot be taken its case is not filed either.
    """
    digests = [digest_of(record) for record in records]
    known = _known(partner, records)
    signed = signed_cases(actor, {record.reference for record in records} - set(known))
    found: dict[int, Filed] = {}
    going: dict[str, int] = {}
    for index, record in enumerate(records):
        before = known.get(record.reference)
        if before is not None:
            found[index] = _again(record, before[0], same=before[1] == digests[index])
        elif record.reference in signed:
            found[index] = _signed(record, signed[record.reference][0])
        else:
            going.setdefault(record.reference, index)
    names = names_in(actor, [records[index].case for index in going.values()])
    filings: dict[int, Filing] = {}
    for index in going.values():
        try:
            filings[index] = filing_of(records[index].case, names, reference=records[index].reference)
        except NotUnderstood as wrong:
            found[index] = (None, False, wrong.reason)
    made = file_cases(actor=actor, filings=list(filings.values()), at=at) if filings else []
    fresh: list[tuple[NewCaseRecord, Case, str]] = []
    for index, row in zip(filings, made, strict=True):
        if isinstance(row, Refusal):
            found[index] = (None, False, reason_of(row))
            continue
        fresh.append((records[index], row, digests[index]))
        found[index] = (row, False, None)
    _remember(partner, fresh, at)
    for record, case, _digest in fresh:
        rows = attach(actor, case, record.attachments, Audience.ALL, at)
        remember_attached(partner, PartnerRecordKind.WITH_CASE, record.reference, rows, at)
    for index, record in enumerate(records):
        if index not in found:
            first = going[record.reference]
            found[index] = _repeated(record, found[first], same=digests[first] == digests[index])
    return [found[index] for index in range(len(records))]


def _known(partner: Partner, records: Sequence[NewCaseRecord]) -> dict[str, tuple[Case, str]]:
    """Reference → case and digest of what came under it before."""
    references = {record.reference for record in records}
    linked = PartnerCase.objects.filter(partner=partner, their_reference__in=references)
    found = {row.their_reference: (row.case, "") for row in linked.select_related("case")}
    rows = PartnerRecord.objects.filter(
        partner=partner, kind=PartnerRecordKind.CASE, reference__in=references
    ).select_related("case")
    return found | {row.reference: (row.case, row.digest) for row in rows}


def _again(record: NewCaseRecord, case: Case, *, same: bool) -> Filed:
    if same:
        return case, True, None
    why = reason("other_content", field="reference", reference=record.reference, number=case.number)
    return case, False, why


def _signed(record: NewCaseRecord, case: Case) -> Filed:
    """His people filed it with this sign before his system told us of it: it is not filed a second time."""
    why = reason("signed_already", field="reference", reference=record.reference, number=case.number)
    return case, False, why


def _repeated(record: NewCaseRecord, first: Filed, *, same: bool) -> Filed:
    """The same reference twice among these."""
    case, _known_before, why = first
    if case is None:
        return None, False, why
    return _again(record, case, same=same)


def _remember(partner: Partner, fresh: Sequence[tuple[NewCaseRecord, Case, str]], at: datetime) -> None:
    tenant_id = partner.tenant_id
    PartnerCase.objects.bulk_create(
        PartnerCase(
            tenant_id=tenant_id,
            partner=partner,
            case=case,
            their_reference=record.reference,
            informs_customer=record.inform_customer,
        )
        for record, case, _digest in fresh
    )
    PartnerRecord.objects.bulk_create(
        PartnerRecord(
            tenant_id=tenant_id,
            partner=partner,
            kind=PartnerRecordKind.CASE,
            reference=record.reference,
            digest=digest,
            case=case,
            at=at,
        )
        for record, case, digest in fresh
    )


def filing_of(given: GivenCase, names: Names, *, reference: str) -> Filing:
    """The record as the dealer's form would hold it. Raises NotUnderstood."""
    customer = given.customer
    case = NewCase(
        title=given.title,
        kind=given.kind,
        description=given.description,
        language=given.language,
        severity=given.severity,
        safety=given.safety,
        dealer_part=given.dealer_part,
        dealer_reference=reference,
        carried_out_by=given.carried_out_by,
        customer_reference=given.customer_reference,
        place_note=given.place_note,
        positions=tuple(positions_of(given, names)),
    )
    if customer is None:
        return Filing(case, technician_id=technician_of(given, names))
    place = NewAddress(customer.street, customer.postcode, customer.city, customer.country or "DE")
    return Filing(
        case,
        FilingCustomer(
            name=customer.name,
            is_business=customer.is_business,
            phone=customer.phone,
            email=customer.email,
            place=place,
        ),
        technician_id=technician_of(given, names),
    )


def positions_of(given: GivenCase, names: Names) -> list[NewPosition]:
    made = []
    for position in given.positions:
        article = names.articles.get(position.article_number)
        if position.article_number and article is None and not position.item:
            why = reason("unknown_article", field="articleNumber", article=position.article_number)
            raise NotUnderstood(why)
        made.append(
            NewPosition(
                article_id=article,
                item_text=position.item if article is None else "",
                serial_number=position.serial_number,
                quantity=position.quantity,
                symptom=position.symptom,
                failure_code=position.failure_code,
                delivered_on=position.delivered_on,
                invoice_number=position.invoice_number,
                invoice_date=position.invoice_date,
                sold_by="dealer",
                wish=position.wish,
                wished_remedy=position.wished_remedy,
            )
        )
    return made


def technician_of(given: GivenCase, names: Names) -> int | None:
    if not given.technician:
        return None
    if given.carried_out_by is not CarriedOutBy.DEALER:
        raise NotUnderstood(reason("technician_without_dealer", field="technician"))
    ids = set(names.technicians.get(given.technician, ()))
    ids |= set(names.technicians.get(given.technician.casefold(), ()))
    if len(ids) != 1:
        raise NotUnderstood(reason("unknown_technician", field="technician", name=given.technician))
    return ids.pop()


def attach(
    actor: Actor, case: Case, attachments: Sequence[Attachment], audience: Audience, at: datetime
) -> list[CaseFile]:
    """Put the attachments to the case. Raises AttachmentNotThere, and what attach_files raises."""
    if not attachments:
        return []
    stored = [stored_from(actor, attachment, at) for attachment in attachments]
    return attach_files(
        actor=actor, case_id=case.pk, files=stored, audience=audience, with_the_case=True, at=at
    )


def remember_attached(
    partner: Partner, kind: PartnerRecordKind, reference: str, rows: Sequence[CaseFile], at: datetime
) -> None:
    """What came with a record is his as well, and does not go back to him."""
    PartnerRecord.objects.bulk_create(
        PartnerRecord(
            tenant_id=partner.tenant_id,
            partner=partner,
            kind=kind,
            reference=f"{reference}#{place}",
            digest=row.stored.sha256,
            case_id=row.case_id,
            case_file=row,
            at=at,
        )
        for place, row in enumerate(rows, start=1)
    )


def stored_from(actor: Actor, attachment: Attachment, at: datetime) -> StoredFile:
    with attachment.content() as content:
        stored = store_file(tenant_id=actor.tenant_id, content=content, name=attachment.name, at=at)
    if stored.sha256 != attachment.sha256:
        raise AttachmentNotThere("attachment_differs", attachment.name)
    return stored
