"""When two raw mails are the same mail."""

from __future__ import annotations

import hashlib

from kulanz.core.mail.model import ParsedMail


def mail_identity(parsed: ParsedMail) -> str:
    """The same for each copy of one mail, whatever way it took; different for mails that differ in sender,
    date, subject, text or files even under one Message-ID."""
    digest = hashlib.sha256()
    for value in (
        parsed.message_id,
        parsed.from_address or parsed.from_name,
        parsed.date.isoformat() if parsed.date else "",
        parsed.subject,
        parsed.body_digest,
    ):
        digest.update(value.encode() + b"\0")
    for attachment in parsed.attachments:
        digest.update(attachment.name.encode() + b"\0" + hashlib.sha256(attachment.data).digest())
    return digest.hexdigest()
