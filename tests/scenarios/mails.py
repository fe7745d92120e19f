"""The mails of a story: waiting for them, and reading what they say."""

from __future__ import annotations

import email
import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from email.policy import default
from typing import Any, cast

import pytest
from pypdf import PdfReader

from tests.mail.dovecot import Dovecot
from tests.mail.smtp_server import SmtpServer


def wait_for(what: str, found: Callable[[], Any], patience: float = 90) -> Any:
    """The first true answer of `found`; the story goes on as soon as it is there."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        answer = found()
        if answer:
            return answer
        time.sleep(0.1)
    pytest.fail(f"waited {patience} s for {what}")


@dataclass
class Post:
    """The mail servers of the story: what the house sends lies in the recipients' mailboxes."""

    dovecot: Dovecot
    smtp: SmtpServer
    seen: list[Message] = field(default_factory=list)

    def to(self, address: str, containing: str, after: int = 0) -> EmailMessage:
        """The first mail to this address with these words, once it has been delivered."""

        def look() -> EmailMessage | None:
            for received in self.smtp.received[after:]:
                mail = email.message_from_bytes(received.raw, policy=default)
                if address in received.recipients and containing in f"{mail['subject']} {body_of(mail)}":
                    return cast(EmailMessage, mail)
            return None

        found: EmailMessage = wait_for(f"a mail to {address} with {containing!r}", look)
        return found

    def letter_to(self, address: str) -> bytes:
        """The PDF that came by mail."""

        def look() -> bytes | None:
            for received in self.smtp.received:
                mail = email.message_from_bytes(received.raw, policy=default)
                for part in cast(EmailMessage, mail).iter_attachments():
                    if address in received.recipients and part.get_content_type() == "application/pdf":
                        return bytes(part.get_content())
            return None

        found: bytes = wait_for(f"a letter to {address}", look)
        return found


def words_of(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.split())


def body_of(mail: Message) -> str:
    part = cast(EmailMessage, mail).get_body(("plain",))
    return str(part.get_content()) if part else ""
