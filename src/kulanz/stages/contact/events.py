"""What happens to mails of ours, and what people decide about received ones, as the protocol keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class MailQueued(Event):
    """A mail that no event of a case caused, such as a renewed link."""

    name: ClassVar[str] = "mail.queued"
    outgoing_id: int
    kind: str
    recipient: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class AddressBounced(Event):
    name: ClassVar[str] = "mail.address_bounced"
    party_id: int
    address: str = field(default="", metadata=PERSONAL)
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class TextModuleSaved(Event):
    name: ClassVar[str] = "text_module.saved"
    text_module_id: int
    title: str


@dataclass(frozen=True)
class TextModuleDeleted(Event):
    name: ClassVar[str] = "text_module.deleted"
    text_module_id: int
    title: str


@dataclass(frozen=True)
class LetterPrinted(Event):
    name: ClassVar[str] = "case.letter_printed"
    letter_id: int


@dataclass(frozen=True)
class MailRetried(Event):
    """Somebody had a mail of the quarantine (or an automatic one) taken in again."""

    name: ClassVar[str] = "mail.retried"
    raw_mail_id: int
    outcome_before: str
    as_person: bool = False


@dataclass(frozen=True)
class MailDiscarded(Event):
    """Somebody decided that a mail becomes no case. Its bytes stay."""

    name: ClassVar[str] = "mail.discarded"
    raw_mail_id: int
    outcome_before: str
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class MailboxKept(Event):
    """A mailbox was recorded or changed; its password is nowhere but in its file."""

    name: ClassVar[str] = "mailbox.kept"
    mailbox_id: int
    host: str
    active: bool
    address: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class LetterTemplateSaved(Event):
    """The text itself is kept, so that an earlier wording can be found again."""

    name: ClassVar[str] = "letter_template.saved"
    kind: str
    language: str
    subject: str
    body: str


@dataclass(frozen=True)
class LetterTemplateReset(Event):
    name: ClassVar[str] = "letter_template.reset"
    kind: str
    language: str


@dataclass(frozen=True)
class PartnerKept(Event):
    """A dealer's house that exchanges cases by files was set up or changed."""

    name: ClassVar[str] = "partner.kept"
    partner_id: int
    party_id: int
    code: str
    active: bool
    reads_folder: bool
    sends_cases: bool


@dataclass(frozen=True)
class PartnerFileReceived(Event):
    name: ClassVar[str] = "partner.file_received"
    partner_id: int
    file_id: int
    way: str
    sha256: str
    size: int
    file_name: str = field(default="", metadata=PERSONAL)
