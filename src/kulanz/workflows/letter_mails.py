"""How a letter leaves the house: as a mail that says the same, or through a gateway that faxes it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kulanz.cases.models import Case
from kulanz.cases.rules import ClosedBy, Reader
from kulanz.cases.wording import state_text
from kulanz.core.mail.composing import MailLink, OutgoingFile
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.letters import LetterText, Rendered
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.fax import gateway_address
from kulanz.stages.contact.models import ENDING, LetterKind
from kulanz.workflows.phrases import PHRASES, phrase
from kulanz.workflows.writing import RELAYED, Delivery, Sender, passed_on, writer_of

PDF: Final = "application/pdf"


def mail_letter(
    case: Case, customer: Party, made: Rendered, text: LetterText, *, url: str, at: datetime
) -> None:
    """The letter's own words with its link as a button, and the PDF attached; in the name of who writes.

    Where that is the dealer himself, he gets both to pass on.
    """
    letter, language = made.letter, customer.language[:2]
    ending = letter.kind in ENDING
    # "is it solved?" would mock whoever was refused
    solved = letter.kind == LetterKind.CLOSING and case.closed_by not in ("", ClosedBy.REJECTION)
    subject = text.subject if case.number in text.subject else f"{text.subject} ({case.number})"
    if letter.kind == LetterKind.CLOSING:
        subject = phrase("closed_subject", language, number=case.number)
    label = f"letter_link_{letter.kind}"
    sender = writer_of(case)
    written = MailText(
        subject=subject,
        heading=state_text(case, Reader.CUSTOMER, language) if ending and not case.is_open else "",
        paragraphs=(
            text.salutation,
            *text.paragraphs,
            *((phrase("closed_ask", language),) if solved else ()),
            phrase("regards", language, who=_who(sender, letter.written_by_name)),
            phrase("letter_attached", language),
        ),
        link=MailLink(phrase(label if label in PHRASES else "to_case", language), url),
        files=(OutgoingFile(letter.file.name, PDF, made.pdf, letter.file_id),),
    )
    delivery = Delivery(
        Recipient(letter.sent_to, customer.name, language, party_id=customer.pk),
        written,
        sender.mail_look(language),
    )
    for number, one in enumerate(
        passed_on(case, customer.name, written) if sender.passes_on else (delivery,)
    ):
        queue_mail(
            key=f"letter:{letter.pk}" if not number else f"letter:{letter.pk}:{number}",
            tenant_id=case.tenant_id,
            recipient=one.recipient,
            text=one.text,
            kind=RELAYED if one.passed_on else "letter",
            case=case,
            entry=_newest_entry(case),
            # somebody wrote it by hand, so it counts neither as automatic nor against the budget
            automatic=False,
            look=one.look,
            at=at,
        )


def _who(sender: Sender, written_by: str) -> str:
    """Who signs: a dealer what he passes on, somebody of the office with the dealer's name below his."""
    if sender.passes_on:
        return sender.name
    if sender.is_office:
        return written_by or sender.name
    return f"{written_by}\n{sender.name}".strip()


def fax_letter(case: Case, customer: Party, made: Rendered, *, at: datetime) -> None:
    """To the tenant's gateway, which faxes the attached PDF. Nothing else goes along: no link, no text."""
    letter, tenant = made.letter, _tenant(case)
    queue_mail(
        key=f"fax:{letter.pk}",
        tenant_id=case.tenant_id,
        recipient=Recipient(gateway_address(tenant.fax_gateway, letter.sent_to), is_person=False),
        text=MailText(
            subject=f"Fax {letter.sent_to} ({case.number})",
            paragraphs=(phrase("letter_fax", tenant.language, number=letter.sent_to),),
            files=(OutgoingFile(letter.file.name, PDF, made.pdf, letter.file_id),),
        ),
        kind="fax",
        case=case,
        entry=_newest_entry(case),
        automatic=False,
        at=at,
    )


def _newest_entry(case: Case) -> ProtocolEntry | None:
    entries = ProtocolEntry.objects.filter(tenant_id=case.tenant_id, stream=case.stream)
    return entries.order_by("-seq").first()


def _tenant(case: Case) -> Tenant:
    return Tenant.objects.defer("logo").get(pk=case.tenant_id)
