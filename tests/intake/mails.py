"""Mails for the intake's tests."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

AT = datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
SERVICE = "service@nordlicht.example"
_numbers = itertools.count(1)


def mail(
    sender: str = "Erika Beispiel <erika@kunde.example>",
    *,
    to: str = SERVICE,
    subject: str = "Drehstuhl quietscht",
    text: str = "Guten Tag, der Stuhl quietscht und ist nicht mehr zu bedienen. Bitte um Hilfe.",
    message_id: str | None = None,
    files: Sequence[tuple[str, str, bytes]] = (),
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A usual mail; every call is another one unless `message_id` is given."""
    number = next(_numbers)
    message = EmailMessage()
    if sender:
        message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(AT + timedelta(seconds=number if message_id is None else 0))
    message["Message-ID"] = f"<{message_id or f'm{number}@kunde.example'}>"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    for name, kind, data in files:
        main, _, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def bounce(original_id: str, recipient: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery report after RFC 3464."""
    number = next(_numbers)
    return (
        f"From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: {SERVICE}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nDate: {format_datetime(AT)}\r\n"
        f"Message-ID: <bounce{number}@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n"
        f"--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{original_id}>\r\n\r\n--B--\r\n"
    ).encode()


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
