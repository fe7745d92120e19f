"""What a mail of ours says, read back from its bytes. Strangers' mails go through `sandbox` instead."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import IO, Final

# The text comes first in what `composing` makes; attachments behind it are not even read.
_HEAD: Final = 256 * 1024


def text_of(mail: IO[bytes]) -> str:
    """The plain text as its reader got it; empty when there is none."""
    message = message_from_bytes(mail.read(_HEAD), policy=default)
    part = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
    if not isinstance(part, EmailMessage):
        return ""
    return str(part.get_content()).replace("\r\n", "\n").strip()
