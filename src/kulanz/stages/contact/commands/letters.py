"""Letters on the tenant's letterhead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from babel.core import Locale
from django.db import transaction
from django.http import Http404

from kulanz.cases import events
from kulanz.cases.calendar import local_date
from kulanz.cases.commands.messages import attach_files
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, CaseFile
from kulanz.cases.permissions import Action, require
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor
from kulanz.core.access.redacting import without_secrets
from kulanz.core.files.commands import store_file
from kulanz.core.pdf.letters import LetterContent, Letterhead, QrCode, render_letter
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address, Party
from kulanz.stages.contact.events import LetterPrinted
from kulanz.stages.contact.models import Letter, LetterKind, LetterState
from kulanz.stages.contact.placeholders import LOCALES
from kulanz.stages.contact.queries.ways import How, Way
from kulanz.stages.contact.refusals import NoRecipient
from kulanz.stages.contact.senders import Sender, writer_of


@dataclass(frozen=True, slots=True)
class LetterText:
    """What the letter says, in the recipient's language; plain text."""

    subject: str
    salutation: str
    paragraphs: tuple[str, ...]
    file_name: str
    number_label: str
    contact_label: str
    phone_label: str
    qr_caption: str = ""
    instead: str = ""
    """What stands in a copy where the letter holds its recipient's link."""
    copy_note: str = ""
    """Below a copy: that it is one, and what it lacks."""

    def for_others(self) -> LetterText:
        """The same letter for who may read it, but not act for its recipient."""
        return replace(
            self,
            subject=without_secrets(self.subject, self.instead),
            salutation=without_secrets(self.salutation, self.instead),
            paragraphs=(
                *(without_secrets(paragraph, self.instead) for paragraph in self.paragraphs),
                self.copy_note,
            ),
        )


@dataclass(frozen=True, slots=True)
class Sending:
    """How a letter goes out and where it comes from; `added` is what somebody wrote into it by hand."""

    kind: LetterKind
    way: Way
    added: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    letter: Letter
    pdf: bytes


_STATES: Final = {
    How.MAIL: LetterState.MAILED,
    How.PRINT: LetterState.TO_PRINT,
    How.FAX: LetterState.FAXED,
}


def create_letter(
    *, actor: Actor, case_id: int, sending: Sending, text: LetterText, at: datetime, page_url: str = ""
) -> Rendered:
    """Render a letter to the case's customer and file it: the original for the office, a copy for the rest.

    `page_url` becomes a QR code. Whoever scans it acts as the customer, so only what is sent has it: the
    copy, which the dealer reads as well, has neither code nor link. Raises NoRecipient, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        customer = recipient_of(case)
        pdf = draw_letter(actor=actor, case=case, text=text, at=at, page_url=page_url)
        file = _filed(actor, case, pdf, text, at=at)
        sender = writer_of(case)
        recipient = f"{customer.name} ({sender.name})" if sender.passes_on else customer.name
        letter = Letter.objects.create(
            tenant_id=case.tenant_id,
            case=case,
            file=file,
            kind=sending.kind,
            state=_STATES[sending.way.how],
            recipient=recipient[:200],
            sent_to=sending.way.to,
            subject=text.subject[:300],
            text=sending.added,
            written_by_name=actor.name[:200],
            key=sending.key,
            photos_due=sending.kind is LetterKind.PHOTO_REQUEST,
            created_at=at,
        )
        record(
            events.LetterSent(
                letter=sending.kind.value,
                channel=sending.way.how.value,
                case_file_id=file.pk,
                recipient=recipient,
                sent_to=sending.way.to,
                text=sending.added,
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return Rendered(letter, pdf)


def _filed(actor: Actor, case: Case, pdf: bytes, text: LetterText, *, at: datetime) -> CaseFile:
    """The original; its copy is one of the case's files beside it."""
    original = store_file(tenant_id=case.tenant_id, content=pdf, name=text.file_name, at=at)
    (file,) = attach_files(actor=actor, case_id=case.pk, files=[original], at=at, audience=Audience.INTERNAL)
    readable = draw_letter(actor=actor, case=case, text=text.for_others(), at=at, page_url="")
    copy = store_file(tenant_id=case.tenant_id, content=readable, name=text.file_name, at=at)
    attach_files(actor=actor, case_id=case.pk, files=[copy], at=at, audience=Audience.CUSTOMER, copy_of=file)
    return file


def recipient_of(case: Case) -> Party:
    """The customer a letter goes to; raises NoRecipient."""
    if case.customer is None or case.customer.erased_at is not None:
        raise NoRecipient
    return case.customer


def draw_letter(
    *, actor: Actor, case: Case, text: LetterText, at: datetime, page_url: str, language: str = ""
) -> bytes:
    """The letter as PDF; nothing is kept. `case` must come from `visible_to` or be locked.

    `language` is the recipient's unless given.
    """
    customer = recipient_of(case)
    tenant = Tenant.objects.get(pk=case.tenant_id)
    content = _content(case, customer, tenant, text, day=local_date(tenant, at), page_url=page_url)
    content = replace(content, signer=_signer(actor, tenant), language=language or content.language)
    return render_letter(_in_name_of(writer_of(case, tenant), content, text))


def mark_printed(*, actor: Actor, letter_id: int, at: datetime) -> Letter:
    """The letter is in the envelope; saying it twice changes nothing."""
    with transaction.atomic():
        letter = Letter.objects.filter(tenant_id=actor.tenant_id, pk=letter_id).first()
        if letter is None:
            raise Http404
        case = lock_case(letter.case_id)
        require(actor, Action.WORK, case)
        if letter.state == LetterState.TO_PRINT:
            letter.state = LetterState.PRINTED
            letter.printed_at = at
            letter.save(update_fields=["state", "printed_at"])
            record(LetterPrinted(letter_id=letter.pk), actor=actor, stream=case.stream, at=at)
        return letter


def _in_name_of(sender: Sender, content: LetterContent, text: LetterText) -> LetterContent:
    """On the dealer's letterhead where he is who the customer hears from; he signs what he passes on."""
    if sender.is_office:
        return content
    numbers = tuple(pair for pair in content.info if pair[0] == text.number_label)
    return replace(
        content,
        letterhead=sender.letterhead,
        info=(*numbers, (text.contact_label, sender.name), (text.phone_label, sender.face.phone)),
        signer=sender.name if sender.passes_on else content.signer,
    )


def _signer(actor: Actor, tenant: Tenant) -> str:
    return actor.name if actor.is_staff else tenant.contact_team or tenant.sender


def _content(
    case: Case, customer: Party, tenant: Tenant, text: LetterText, *, day: date, page_url: str
) -> LetterContent:
    return LetterContent(
        letterhead=letterhead_of(tenant),
        recipient=envelope(customer, tenant),
        date=day,
        subject=text.subject,
        salutation=text.salutation,
        paragraphs=text.paragraphs,
        language=customer.language[:2],
        info=(
            (text.number_label, case.number),
            (text.contact_label, tenant.contact_team),
            (text.phone_label, tenant.contact_phone),
        ),
        qr=QrCode(url=page_url, caption=text.qr_caption) if page_url else None,
    )


def letterhead_of(tenant: Tenant) -> Letterhead:
    return Letterhead(
        sender=tenant.sender,
        sender_line=tenant.letterhead_sender or tenant.sender,
        footer=tenant.letterhead_footer,
        color=tenant.brand_color,
        logo=bytes(tenant.logo) if tenant.logo else None,
        logo_type=tenant.logo_type,
    )


def envelope(customer: Party, tenant: Tenant) -> tuple[str, ...]:
    """The lines of the address: the country only where it is another one."""
    address = Address.objects.filter(party=customer).order_by("-is_main", "id").first()
    if address is None:
        return (customer.name,)
    country = ""
    if address.country and address.country != tenant.country:
        names = Locale.parse(LOCALES.get(customer.language[:2], "de_DE")).territories
        country = str(names.get(address.country, address.country)).upper()
    return (customer.name, address.street, f"{address.postcode} {address.city}".strip(), country)
