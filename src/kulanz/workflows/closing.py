"""Closing a case and telling its customer, by mail or by a letter somebody prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.closing import close_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, require
from kulanz.cases.queries.addressees import main_emails
from kulanz.cases.rules import ClosedBy, Coverage, Reader
from kulanz.cases.wording import state_text
from kulanz.core.access.actor import Actor
from kulanz.core.mail.composing import MailLink, OutgoingFile
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.letters import (
    LetterText,
    Rendered,
    create_letter,
    draw_letter,
    recipient_of,
)
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.models import Letter, LetterKind, LetterState
from kulanz.stages.contact.placeholders import LOCALES
from kulanz.workflows.links import case_page_url, issue_case_link
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.phrases import phrase


@dataclass(frozen=True, slots=True)
class Closed:
    """The closed case, and the letter about it (None: nobody to write to, or none was wanted)."""

    case: Case
    letter: Letter | None


def close_and_tell(
    *,
    actor: Actor,
    case_id: int,
    closed_by: ClosedBy,
    at: datetime,
    solution: str | None = None,
    accepted: bool | None = None,
    reason: str = "",
    letter_text: str = "",
    with_letter: bool = True,
) -> Closed:
    """Close the case and write its closing letter, in one step: either both happen or neither.

    The letter holds the solution, or the reason of a rejection, and `letter_text`. Refuses as `close_case`
    does.
    """
    with transaction.atomic():
        case = close_case(
            actor=actor,
            case_id=case_id,
            closed_by=closed_by,
            at=at,
            solution=solution,
            accepted=accepted,
            reason=reason,
        )
        wanted = with_letter and case.customer is not None and case.customer.erased_at is None
        if not wanted or case.is_spam:
            return Closed(case, None)
        return Closed(
            case, write_letter(actor=actor, case_id=case.pk, kind=LetterKind.CLOSING, text=letter_text, at=at)
        )


def write_letter(
    *, actor: Actor, case_id: int, kind: LetterKind, at: datetime, text: str = "", subject: str = ""
) -> Letter:
    """Write to the customer on the letterhead: mailed where he has an address, else to be printed.

    Every letter holds a QR code to his case's page. A free letter needs `text`. Raises NoRecipient,
    NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        customer = recipient_of(case)
        address = letter_address(customer)
        rendered = create_letter(
            actor=actor,
            case_id=case.pk,
            kind=kind,
            text=_letter_text(case, customer, kind, text=text, subject=subject, at=at),
            state=LetterState.MAILED if address else LetterState.TO_PRINT,
            at=at,
            page_url=issue_case_link(case=case, party_id=customer.pk, address=address, at=at),
        )
        if address:
            _mail(case, customer, address, rendered, at)
        return rendered.letter


def preview_letter(
    *, actor: Actor, case: Case, kind: LetterKind, at: datetime, text: str = "", subject: str = ""
) -> bytes:
    """What `write_letter` would send, as PDF; nothing is kept, and its QR code opens no page.

    `case` must come from `visible_to`. Raises NoRecipient, NotAllowed.
    """
    require(actor, Action.WORK, case)
    customer = recipient_of(case)
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    return draw_letter(
        actor=actor,
        case=case,
        text=_letter_text(case, customer, kind, text=text, subject=subject, at=at),
        at=at,
        # as long as a real address, so that the page breaks where the letter will
        page_url=case_page_url(tenant, "x" * 43),
    )


def letter_address(customer: Party) -> str:
    """Where a letter to this customer is mailed; empty where it has to be printed."""
    point = main_emails([customer.pk]).get(customer.pk)
    return point.value if point is not None and point.bounced_at is None else ""


def _letter_text(
    case: Case, customer: Party, kind: LetterKind, *, text: str, subject: str, at: datetime
) -> LetterText:
    language = customer.language[:2]
    own = tuple(piece.strip() for piece in text.replace("\r\n", "\n").split("\n\n") if piece.strip())
    paragraphs = own
    if kind is LetterKind.CLOSING:
        paragraphs = _closing_paragraphs(case, language, own)
    elif kind is LetterKind.ACKNOWLEDGEMENT:
        paragraphs = _acknowledgement_paragraphs(case, language, own, at)
    titles = {LetterKind.CLOSING: "letter_subject", LetterKind.ACKNOWLEDGEMENT: "letter_ack_subject"}
    key = titles.get(kind, "letter_subject")
    name = (customer.last_name and f"{customer.first_name} {customer.last_name}".strip()) or customer.name
    return LetterText(
        subject=subject.strip() or phrase(key, language, number=case.number, title=case.title),
        salutation=phrase("letter_salutation", language, name=name),
        paragraphs=paragraphs,
        file_name=phrase(f"file_{kind.value}", language, number=case.number),
        number_label=phrase("number", language),
        contact_label=phrase("contact", language),
        phone_label=phrase("phone", language),
        qr_caption=phrase("letter_qr", language),
    )


def _closing_paragraphs(case: Case, language: str, own: tuple[str, ...]) -> tuple[str, ...]:
    state = state_text(case, Reader.CUSTOMER, language)
    found = [phrase("letter_closing_intro", language, number=case.number, state=state)]
    rejected = case.closed_by == ClosedBy.REJECTION
    if rejected and case.claim_reason:
        found.append(phrase("letter_reason", language, reason=case.claim_reason))
    elif case.solution:
        found.append(phrase("letter_solution", language, solution=case.solution))
    found += own
    if case.coverage == Coverage.GOODWILL and not rejected:
        found.append(phrase("letter_goodwill", language))
    if rejected:
        found.append(phrase("letter_objection", language))
    return tuple(found)


def _acknowledgement_paragraphs(
    case: Case, language: str, own: tuple[str, ...], at: datetime
) -> tuple[str, ...]:
    found = [phrase("letter_ack_intro", language, number=case.number), *own]
    if case.next_news_on is not None:
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        day = max(case.next_news_on, local_date(tenant, at))
        shown = format_date(day, "long", locale=LOCALES.get(language, "de_DE"))
        found.append(phrase("letter_next", language, date=shown))
    return tuple(found)


def _mail(case: Case, customer: Party, address: str, rendered: Rendered, at: datetime) -> None:
    language = customer.language[:2]
    file = rendered.letter.file
    closing = rendered.letter.kind == LetterKind.CLOSING
    # "is it solved?" would mock whoever was refused
    solved = closing and case.closed_by != ClosedBy.REJECTION
    url = issue_case_link(case=case, party_id=customer.pk, address=address, at=at)
    subject = phrase("closed_subject" if closing else "message_subject", language, number=case.number)
    entry = (
        ProtocolEntry.objects.filter(tenant_id=case.tenant_id, stream=case.stream).order_by("-seq").first()
    )
    queue_mail(
        key=f"letter:{rendered.letter.pk}",
        tenant_id=case.tenant_id,
        recipient=Recipient(address, customer.name, language, party_id=customer.pk),
        text=MailText(
            subject=subject,
            heading=state_text(case, Reader.CUSTOMER, language) if closing else "",
            paragraphs=(
                greeting(customer.name, language),
                phrase("letter_mail_text", language, number=case.number),
                *((phrase("closed_ask", language),) if solved else ()),
            ),
            link=MailLink(phrase("to_case", language), url),
            files=(OutgoingFile(file.name, "application/pdf", rendered.pdf),),
        ),
        kind="letter",
        case=case,
        entry=entry,
        # somebody wrote it by hand, so it counts neither as automatic nor against the budget
        automatic=False,
        at=at,
    )
