"""A mail of ours as bytes: plain text and HTML in the tenant's brand, the same input giving the same mail."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum

from kulanz.core.mail.automatic import TENANT_HEADER
from kulanz.core.mail.charsets import one_line
from kulanz.core.mail.filenames import safe_name
from kulanz.core.mail.headers import valid_address
from kulanz.core.mail.letter import LOGO_ID, Letter, MailBrand, MailLink, html_letter, plain_letter
from kulanz.core.mail.model import Address
from kulanz.core.mail.outgoing_headers import mailbox, structured_field, text_field

__all__ = [
    "Automatic",
    "MailBrand",
    "MailLink",
    "OutgoingContent",
    "OutgoingFile",
    "UnsendableMail",
    "compose",
]

MAX_SUBJECT = 250
MAX_REFERENCES = 20
_ID = re.compile(r"[!-;=?-~]{1,240}@[!-;=?A-~]{1,200}")
_TYPE = re.compile(r"(?:application|image|text|video|audio)/[a-z0-9][a-z0-9.+-]{0,80}")


class UnsendableMail(ValueError):
    """The content cannot be a mail: an address or an id that no server would take."""


class Automatic(StrEnum):
    """RFC 3834: whether a person wrote this mail, the program did, or the program as an answer."""

    NO = "no"
    GENERATED = "auto-generated"
    REPLIED = "auto-replied"


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send along. `source` is what its sender knows it by; it never leaves."""

    name: str
    content_type: str
    data: bytes
    source: int | None = None


@dataclass(frozen=True, slots=True)
class OutgoingContent:
    """All that makes up one mail. Ids are without angle brackets, `text` is plain with blank lines between
    paragraphs, `facts` are label and value, `tenant` is a key that means nothing outside."""

    message_id: str
    date: datetime
    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    brand: MailBrand
    language: str = "de"
    heading: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    link: MailLink | None = None
    cc: tuple[Address, ...] = ()
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: Automatic = Automatic.NO
    tenant: str = ""
    list_unsubscribe: str = ""
    attachments: tuple[OutgoingFile, ...] = ()


def compose(content: OutgoingContent) -> bytes:
    """The finished mail with CRLF line ends. Nothing in the content can add a header or markup."""
    fields = [*_address_fields(content), *_thread_fields(content), *_automatic_fields(content)]
    return "".join(fields).encode("ascii") + _body(content).as_bytes(policy=SMTP)


def _body(content: OutgoingContent) -> EmailMessage:
    letter = Letter(
        text=content.text,
        brand=content.brand,
        heading=content.heading,
        facts=content.facts,
        link=content.link,
        language=content.language,
    )
    mail = EmailMessage(policy=SMTP)
    mail.set_content(plain_letter(letter), subtype="plain", charset="utf-8", cte="quoted-printable")
    mail.add_alternative(html_letter(letter), subtype="html", charset="utf-8", cte="quoted-printable")
    if content.brand.logo:
        _add_logo(mail, content.brand)
    for number, file in enumerate(content.attachments, start=1):
        _attach(mail, file, number)
    _fix_boundaries(mail, content.message_id)
    return mail


def _address_fields(content: OutgoingContent) -> list[str]:
    if not content.to:
        raise UnsendableMail("no recipient")
    fields = [
        _mailboxes("From", (content.sender,)),
        _mailboxes("To", content.to),
        text_field("Subject", content.subject, MAX_SUBJECT),
        structured_field("Date", [format_datetime(content.date.astimezone(UTC))]),
    ]
    if content.cc:
        fields.append(_mailboxes("Cc", content.cc))
    if content.reply_to:
        fields.append(_mailboxes("Reply-To", (Address(content.sender.name, content.reply_to),)))
    return fields


def _mailboxes(name: str, addresses: tuple[Address, ...]) -> str:
    pieces: list[str] = []
    for address in addresses:
        if pieces:
            pieces[-1] += ","
        pieces += mailbox(address.name, _sendable(address.address))
    return structured_field(name, pieces)


def _sendable(address: str) -> str:
    local, _, domain = valid_address(address).rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not re.fullmatch(r"[!-~]{1,200}@[!-~]{1,253}", f"{local}@{domain}"):
        raise UnsendableMail(f"not a sendable address: {one_line(address, 100)!r}")
    return f"{local}@{domain}"


def _thread_fields(content: OutgoingContent) -> list[str]:
    if not _ID.fullmatch(content.message_id):
        raise UnsendableMail("not a valid Message-ID")
    fields = [structured_field("Message-ID", [f"<{content.message_id}>"])]
    # Ids of strangers that would not survive a header are left out: the token in Reply-To still leads home.
    if _ID.fullmatch(content.in_reply_to):
        fields.append(structured_field("In-Reply-To", [f"<{content.in_reply_to}>"]))
    known = [
        item for item in dict.fromkeys((*content.references, content.in_reply_to)) if _ID.fullmatch(item)
    ]
    if len(known) > MAX_REFERENCES:
        known = [known[0], *known[-(MAX_REFERENCES - 1) :]]
    if known:
        fields.append(structured_field("References", [f"<{item}>" for item in known]))
    return fields


def _automatic_fields(content: OutgoingContent) -> list[str]:
    fields: list[str] = []
    if content.automatic is not Automatic.NO:
        fields.append(structured_field("Auto-Submitted", [content.automatic.value]))
        fields.append(structured_field("X-Auto-Response-Suppress", ["OOF, AutoReply"]))
    if content.tenant:
        key = re.sub(r"[^A-Za-z0-9._-]", "-", content.tenant)[:60]
        fields.append(structured_field(TENANT_HEADER, [key]))
    if content.list_unsubscribe:
        if not re.fullmatch(r"(?:https://|mailto:)[!-;=?-~]{3,500}", content.list_unsubscribe):
            raise UnsendableMail("not a valid address to unsubscribe")
        fields.append(structured_field("List-Unsubscribe", [f"<{content.list_unsubscribe}>"]))
        if content.list_unsubscribe.startswith("https:"):
            fields.append(structured_field("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]))
    return fields


def _add_logo(mail: EmailMessage, brand: MailBrand) -> None:
    html = mail.get_body(preferencelist=("html",))
    if not isinstance(html, EmailMessage):
        return
    main, sub = _content_type(brand.logo_type)
    html.add_related(brand.logo, maintype=main, subtype=sub, cid=f"<{LOGO_ID}>", disposition="inline")


def _attach(mail: EmailMessage, file: OutgoingFile, number: int) -> None:
    main, sub = _content_type(file.content_type)
    name = safe_name(file.name, file.content_type, number)
    mail.add_attachment(file.data, maintype=main, subtype=sub, filename=name)


def _content_type(declared: str) -> tuple[str, str]:
    kind = declared.strip().lower()
    main, _, sub = (kind if _TYPE.fullmatch(kind) else "application/octet-stream").partition("/")
    return main, sub


def _fix_boundaries(mail: EmailMessage, message_id: str) -> None:
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            digest = hashlib.sha256(f"{message_id} {number}".encode()).hexdigest()
            part.set_boundary(f"=_{digest[:32]}")
