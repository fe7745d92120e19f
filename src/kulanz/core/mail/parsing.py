"""A raw mail to what it says. The only way a mail is read; call it through `sandbox.parse_limited`."""

from __future__ import annotations

import hashlib
import re
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32

from kulanz.core.mail import headers as fields
from kulanz.core.mail.automatic import auto_reason, loop_tenant, read_bounce
from kulanz.core.mail.headers import Headers
from kulanz.core.mail.language import guess_language
from kulanz.core.mail.model import Defect, FailureReason, ParsedMail, ParseFailed
from kulanz.core.mail.parts import Content, read_content
from kulanz.core.mail.reply import visible_text

__all__ = ["ParseFailed", "ParsedMail", "parse"]

_OLE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REPLY = re.compile(r"\s*(?:re|aw|antw|antwort|sv|ref)(?:\[\d+\])?\s*:", re.IGNORECASE)
_FORWARD = re.compile(r"\s*(?:wg|fwd?|weitergeleitet|tr|i)\s*:", re.IGNORECASE)
_DELIVERED = (
    "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-forwarded-to",
    "apparently-to", "resent-to",
)  # fmt: skip


def parse(raw: bytes) -> ParsedMail:
    """Read the mail, however broken; ParseFailed only for bytes that are no mail at all."""
    raw = _unwrapped(raw)
    message, content = _read(raw)
    headers = Headers(message)
    sender = fields.sender(headers)
    text = content.text()
    html_clean = content.html()
    bounce = read_bounce(message, headers, text)
    subject = headers.text("subject", 500)
    in_reply_to = next(iter(fields.message_ids(headers.raw("in-reply-to"))), "")
    references = fields.reference_ids(" ".join(headers.all("references")))
    if not sender.address:
        content.defects.add(Defect.NO_SENDER)
    return ParsedMail(
        message_id=next(iter(fields.message_ids(headers.raw("message-id"))), ""),
        from_name=sender.name,
        from_address=sender.address,
        reply_to=next((a.address for a in fields.addresses(headers.all("reply-to"))), ""),
        to=fields.addresses(headers.all("to")),
        cc=fields.addresses(headers.all("cc")),
        delivered_to=tuple(a.address for a in fields.addresses(headers.all(*_DELIVERED))),
        subject=subject,
        date=fields.date(headers.raw("date")),
        in_reply_to=in_reply_to,
        references=references,
        text=text,
        html_clean=html_clean,
        visible_text=visible_text(
            text,
            is_reply=bool(in_reply_to or references or _REPLY.match(subject)),
            is_forward=bool(_FORWARD.match(subject)) or bounce is not None,
        ),
        body_digest=content.digest.hexdigest(),
        language=guess_language(headers.raw("content-language"), text),
        attachments=tuple(content.attachments),
        auto_reason=auto_reason(headers, bounce, subject, sender.address),
        bounce=bounce,
        loop_tenant=loop_tenant(headers),
        defects=tuple(sorted(content.defects)),
    )


def _unwrapped(raw: bytes) -> bytes:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not raw.strip(b" \t\r\n\0"):
        raise ParseFailed(FailureReason.EMPTY)
    if raw.startswith(_OLE_FILE):
        raise ParseFailed(FailureReason.NOT_A_MAIL, "Outlook .msg file")
    return raw


def _read(raw: bytes) -> tuple[Message, Content]:
    try:
        message: Message = BytesParser(policy=compat32).parsebytes(raw)
        return message, read_content(message)
    except MemoryError:
        raise
    except RecursionError:
        defect = Defect.NESTING
    except Exception:  # noqa: BLE001 - the standard library's parser has no list of what it may raise
        defect = Defect.STRUCTURE
    # The headers still say who wrote and what about; the raw mail is kept by whoever stored it.
    head, _, body = re.sub(rb"\r\n?", b"\n", raw).partition(b"\n\n")
    message = BytesHeaderParser(policy=compat32).parsebytes(head + b"\n\n")
    content = Content(defects={defect}, digest=hashlib.sha256(body))
    return message, content
