"""A mail of ours as bytes: plain text and HTML in the tenant's brand, the same input giving the same mail."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum

from kulanz.core.mail.automatic import TENANT_HEADER
from kulanz.core.mail.charsets import one_line
from kulanz.core.mail.filenames import safe_name
from kulanz.core.mail.headers import valid_address
from kulanz.core.mail.letter import LOGO_ID, Letter, MailBrand, MailLink, html_letter, plain_letter
from kulanz.core.mail.model import Address

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
_POLICY = SMTP


class UnsendableMail(ValueError):
    """The content cannot be a mail: an address or an id that no server would take."""


class Automatic(StrEnum):
    """RFC 3834: whether a person wrote this mail, the program did, or the program as an answer."""

    NO = "no"
    GENERATED = "auto-generated"
    REPLIED = "auto-replied"


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send along."""

    name: str
    content_type: str
    data: bytes


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
    mail = EmailMessage(policy=_POLICY)
    _address_headers(mail, content)
    _thread_headers(mail, content)
    _automatic_headers(mail, content)
    letter = Letter(
        text=content.text,
        brand=content.brand,
        heading=content.heading,
        facts=content.facts,
        link=content.link,
        language=content.language,
    )
    mail.set_content(plain_letter(letter), subtype="plain", charset="utf-8", cte="quoted-printable")
    mail.add_alternative(html_letter(letter), subtype="html", charset="utf-8", cte="quoted-printable")
    if content.brand.logo:
        _add_logo(mail, content.brand)
    for number, file in enumerate(content.attachments, start=1):
        _attach(mail, file, number)
    _fix_boundaries(mail, content.message_id)
    return mail.as_bytes(policy=_POLICY)


def _address_headers(mail: EmailMessage, content: OutgoingContent) -> None:
    if not content.to:
        raise UnsendableMail("no recipient")
    mail["From"] = _address(content.sender)
    mail["To"] = [_address(address) for address in content.to]
    if content.cc:
        mail["Cc"] = [_address(address) for address in content.cc]
    if content.reply_to:
        mail["Reply-To"] = _address(Address(content.sender.name, content.reply_to))
    mail["Subject"] = one_line(content.subject, MAX_SUBJECT)
    mail["Date"] = content.date.astimezone(UTC)


def _address(address: Address) -> HeaderAddress:
    local, _, domain = valid_address(address.address).rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not domain or not local.isascii():
        raise UnsendableMail(f"not a sendable address: {one_line(address.address, 100)!r}")
    return HeaderAddress(display_name=one_line(address.name, 120), username=local, domain=domain)


def _thread_headers(mail: EmailMessage, content: OutgoingContent) -> None:
    if not _ID.fullmatch(content.message_id):
        raise UnsendableMail("not a valid Message-ID")
    mail["Message-ID"] = f"<{content.message_id}>"
    # Ids of strangers that would not survive a header are left out: the token in Reply-To still leads home.
    if _ID.fullmatch(content.in_reply_to):
        mail["In-Reply-To"] = f"<{content.in_reply_to}>"
    known = [
        item for item in dict.fromkeys((*content.references, content.in_reply_to)) if _ID.fullmatch(item)
    ]
    if len(known) > MAX_REFERENCES:
        known = [known[0], *known[-(MAX_REFERENCES - 1) :]]
    if known:
        mail["References"] = " ".join(f"<{item}>" for item in known)


def _automatic_headers(mail: EmailMessage, content: OutgoingContent) -> None:
    if content.automatic is not Automatic.NO:
        mail["Auto-Submitted"] = content.automatic.value
        mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if content.tenant:
        mail[TENANT_HEADER] = re.sub(r"[^A-Za-z0-9._-]", "-", content.tenant)[:60]
    if content.list_unsubscribe:
        if not re.fullmatch(r"(?:https://|mailto:)[!-;=?-~]{3,500}", content.list_unsubscribe):
            raise UnsendableMail("not a valid address to unsubscribe")
        mail["List-Unsubscribe"] = f"<{content.list_unsubscribe}>"
        if content.list_unsubscribe.startswith("https:"):
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


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
