"""A parsed mail as bytes between two processes: a JSON head with a length before it, then the files' bytes.

No pickle: the parsing process has read a stranger's mail, so nothing it says is executed here.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from datetime import datetime
from typing import Any

from kulanz.core.mail.model import (
    Address,
    Attachment,
    AutoReason,
    Bounce,
    Defect,
    FailedRecipient,
    FailureReason,
    ParsedMail,
    ParseFailed,
)

_LENGTH = struct.Struct(">Q")


def pack_mail(mail: ParsedMail) -> bytes:
    """The mail for the pipe."""
    head: dict[str, Any] = asdict(mail)
    head["date"] = mail.date.isoformat() if mail.date else None
    head["attachments"] = [
        {
            "name": file.name,
            "content_type": file.content_type,
            "size": len(file.data),
            "content_id": file.content_id,
            "inline": file.inline,
        }
        for file in mail.attachments
    ]
    return _frame({"mail": head}) + b"".join(file.data for file in mail.attachments)


def pack_failure(failure: ParseFailed) -> bytes:
    """The refusal for the pipe."""
    return _frame({"failed": failure.reason.value, "detail": failure.detail[:500]})


def _frame(head: dict[str, Any]) -> bytes:
    data = json.dumps(head, ensure_ascii=False).encode()
    return _LENGTH.pack(len(data)) + data


def unpack(data: bytes) -> ParsedMail:
    """The mail from the pipe; ParseFailed when the other side failed or talks nonsense."""
    try:
        return _unpack(data)
    except (KeyError, TypeError, ValueError, AttributeError, struct.error) as error:
        raise ParseFailed(FailureReason.MALFORMED, type(error).__name__) from error


def _unpack(data: bytes) -> ParsedMail:
    (length,) = _LENGTH.unpack_from(data)
    body = _LENGTH.size + length
    if body > len(data):
        raise ValueError("cut short")
    message = json.loads(data[_LENGTH.size : body])
    if "failed" in message:
        raise ParseFailed(FailureReason(message["failed"]), str(message["detail"]))
    head = message["mail"]
    files: list[Attachment] = []
    for entry in head.pop("attachments"):
        size = int(entry.pop("size"))
        if size < 0 or body + size > len(data):
            raise ValueError("cut short")
        files.append(
            Attachment(
                name=str(entry["name"]),
                content_type=str(entry["content_type"]),
                data=data[body : body + size],
                content_id=str(entry["content_id"]),
                inline=bool(entry["inline"]),
            )
        )
        body += size
    texts = {name: str(head[name]) for name in _TEXTS}
    return ParsedMail(
        **texts,
        to=_addresses(head["to"]),
        cc=_addresses(head["cc"]),
        delivered_to=tuple(str(item) for item in head["delivered_to"]),
        date=datetime.fromisoformat(head["date"]) if head["date"] else None,
        references=tuple(str(item) for item in head["references"]),
        attachments=tuple(files),
        auto_reason=AutoReason(head["auto_reason"]),
        bounce=_bounce(head["bounce"]),
        defects=tuple(Defect(item) for item in head["defects"]),
    )


_TEXTS = (
    "message_id", "from_name", "from_address", "reply_to", "subject", "in_reply_to", "text", "html_clean",
    "visible_text", "body_digest", "language", "loop_tenant",
)  # fmt: skip


def _addresses(items: list[dict[str, Any]]) -> tuple[Address, ...]:
    return tuple(Address(name=str(item["name"]), address=str(item["address"])) for item in items)


def _bounce(item: dict[str, Any] | None) -> Bounce | None:
    if item is None:
        return None
    recipients = tuple(
        FailedRecipient(
            address=str(entry["address"]),
            action=str(entry["action"]),
            status=str(entry["status"]),
            diagnostic=str(entry["diagnostic"]),
        )
        for entry in item["recipients"]
    )
    return Bounce(recipients=recipients, original_message_id=str(item["original_message_id"]))
