"""A mailbox to fetch from, what a round of fetching did, and why a mailbox cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kulanz.core.mail.smtp import Security


class ImapReason(StrEnum):
    """Why a mailbox cannot be reached."""

    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    TLS = "tls"
    LOGIN = "login"
    FOLDER = "folder"
    CONNECTION_LOST = "connection_lost"
    PROTOCOL = "protocol"


class MailboxUnreachable(Exception):
    """The mailbox cannot be opened; `reason` is a code for the screen, `detail` what the server said."""

    def __init__(self, reason: ImapReason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """A mailbox to fetch from. Without `since` only mails that nobody has read are taken; with it every mail
    from that day on that was not taken before, so that a colleague reading the mailbox hides nothing."""

    host: str
    port: int
    username: str
    password: str
    security: Security = Security.TLS
    folder: str = "INBOX"
    move_to: str = ""
    since: date | None = None
    max_bytes: int = 50_000_000
    limit: int = 0
    timeout: float = 60.0
    verify_certificate: bool = True


@dataclass(frozen=True, slots=True)
class Oversize:
    """A mail left on the server because of its size; `head` is its header, as much as was asked for."""

    uid: str
    size: int
    head: bytes


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """A mail that could not be fetched or stored; it is tried again next time."""

    uid: str
    reason: str


@dataclass(slots=True)
class FetchReport:
    """What one round did. `interrupted` says why it ended early, '' when it did not."""

    found: int = 0
    stored: int = 0
    oversize: list[Oversize] = field(default_factory=list)
    failed: list[FetchFailure] = field(default_factory=list)
    unflagged: list[str] = field(default_factory=list)
    interrupted: str = ""
