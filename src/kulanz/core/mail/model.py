"""What a received mail is after parsing. Every text in here can be stored as UTF-8 in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FailureReason(StrEnum):
    """Why a mail could not be parsed."""

    EMPTY = "empty"
    NOT_A_MAIL = "not_a_mail"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    MALFORMED = "malformed"


class ParseFailed(Exception):
    """Nothing sensible can be read from the bytes; `reason` goes to the quarantine."""

    def __init__(self, reason: FailureReason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class AutoReason(StrEnum):
    """By what a mail was recognised as one that must not be answered automatically."""

    NONE = ""
    AUTO_SUBMITTED = "auto_submitted"
    RESPONSE_SUPPRESSED = "response_suppressed"
    PRECEDENCE = "precedence"
    MAILING_LIST = "mailing_list"
    AUTOREPLY_HEADER = "autoreply_header"
    VACATION = "vacation"
    BOUNCE = "bounce"
    READ_RECEIPT = "read_receipt"
    OWN_MAIL = "own_mail"
    TOO_MANY_HOPS = "too_many_hops"


class Defect(StrEnum):
    """What was wrong with a mail that could be read all the same."""

    NESTING = "nesting"
    TOO_MANY_PARTS = "too_many_parts"
    STRUCTURE = "structure"
    TRUNCATED = "truncated"
    BODY_ENCODING = "body_encoding"
    ENCRYPTED = "encrypted"
    NO_SENDER = "no_sender"


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address in lower case with the name shown for it."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part kept as a file; `name` is safe to show and never carries a path, `content_type` is a claim."""

    name: str
    content_type: str
    data: bytes
    content_id: str
    inline: bool


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One line of a delivery report: whom it concerns and what became of the mail."""

    address: str
    action: str
    status: str
    diagnostic: str

    @property
    def permanent(self) -> bool:
        """True when no further attempt will be made; an unclear report counts as permanent."""
        return self.action in ("", "failed") and not self.status.startswith(("2", "4"))


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report about a mail, usually one of ours."""

    recipients: tuple[FailedRecipient, ...]
    original_message_id: str

    @property
    def permanent(self) -> bool:
        """True when at least one recipient is finally not reached."""
        return any(recipient.permanent for recipient in self.recipients)


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail. Message ids are without angle brackets; `date` is UTC or None; `text` is the whole body,
    `visible_text` what is new in it."""

    message_id: str
    from_name: str
    from_address: str
    reply_to: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    subject: str
    date: datetime | None
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    html_clean: str
    visible_text: str
    body_digest: str
    language: str
    attachments: tuple[Attachment, ...]
    auto_reason: AutoReason
    bounce: Bounce | None
    loop_tenant: str
    defects: tuple[Defect, ...]

    @property
    def auto_reply(self) -> bool:
        """True when this mail must not get an automatic answer."""
        return self.auto_reason is not AutoReason.NONE

    @property
    def is_loop(self) -> bool:
        """True when this is one of our own mails coming back, or one that has been round too often."""
        return self.auto_reason in (AutoReason.OWN_MAIL, AutoReason.TOO_MANY_HOPS)

    @property
    def recipient_addresses(self) -> tuple[str, ...]:
        """All addresses this mail was sent or delivered to, transport's own knowledge first."""
        found = (*self.delivered_to, *(a.address for a in self.to), *(a.address for a in self.cc))
        return tuple(dict.fromkeys(found))
