"""Mail in: one raw mail after the other is stored and taken in; a bad one keeps no other from coming in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import structlog

from kulanz.stages.contact.commands.incoming import process_raw_mail, process_waiting, store_raw_mail
from kulanz.stages.contact.models import RawMail
from kulanz.stages.contact.queries.incoming_mailboxes import (
    MailboxChoice,
    choose_mailboxes,
    named_mailboxes,
)

MAX_BYTES: Final = 200 * 1024 * 1024

log = structlog.get_logger("kulanz.mail")


@dataclass(frozen=True)
class Received:
    """What became of one mail in one tenant; `outcome` "waiting": stored, and taken in later."""

    source: str
    raw_mail_id: int
    outcome: str
    reason: str
    case_id: int | None


@dataclass
class Reading:
    """What `mail in` did. `refused` holds a clear line for each mail that was not stored."""

    received: list[Received] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class MailReader:
    """Takes in raw mails, for the mailbox named or for those the recipients decide."""

    def __init__(self, clock: Callable[[], datetime], mailbox: str | None = None) -> None:
        self.clock = clock
        self.mailbox = mailbox
        self.reading = Reading()
        self._tenants: set[int] = set()

    def read_stream(self, stream: BinaryIO, source: str) -> None:
        """One raw mail from a stream, such as the standard input."""
        raw = stream.read(MAX_BYTES + 1)
        self.take(raw, source)

    def read_file(self, path: Path) -> None:
        """One raw mail from a file."""
        try:
            with path.open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
        except OSError as error:
            self.reading.refused.append(f"{path}: {error.strerror or type(error).__name__}")
            return
        self.take(raw, str(path))

    def take(self, raw: bytes, source: str) -> None:
        """Store and take in one mail. Never raises."""
        if len(raw) > MAX_BYTES:
            self.reading.refused.append(f"{source}: larger than {MAX_BYTES // 1024 // 1024} MB")
            return
        try:
            choices = named_mailboxes(self.mailbox) if self.mailbox else choose_mailboxes(raw)
            if not choices:
                self.reading.refused.append(f"{source}: {self._nobody()}")
            stored = [self._store(raw, choice) for choice in choices]
        except Exception as error:
            log.exception("mail_not_stored")
            self.reading.refused.append(f"{source}: not stored ({type(error).__name__})")
            return
        for row in stored:
            self._process(row, source)

    def finish(self) -> None:
        """Take in what an earlier run stored and did not get to."""
        for tenant_id in sorted(self._tenants):
            process_waiting(tenant_id=tenant_id, at=self.clock())

    def _nobody(self) -> str:
        if self.mailbox:
            return f"there is no active mailbox {self.mailbox}"
        return "no recipient is one of our mailboxes (name one with --mailbox)"

    def _store(self, raw: bytes, choice: MailboxChoice) -> RawMail:
        self._tenants.add(choice.tenant_id)
        return store_raw_mail(
            tenant_id=choice.tenant_id, raw=raw, at=self.clock(), mailbox_id=choice.mailbox_id
        )

    def _process(self, row: RawMail, source: str) -> None:
        if row.outcome == "waiting":
            done = process_raw_mail(tenant_id=row.tenant_id, raw_mail_id=row.pk, at=self.clock())
            row = done or row
        self.reading.received.append(Received(source, row.pk, row.outcome, row.reason, row.case_id))
