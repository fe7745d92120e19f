"""The parts of a mail: which of them are the text to read and which are files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from kulanz.core.mail.charsets import decode, one_line, storable
from kulanz.core.mail.filenames import safe_name
from kulanz.core.mail.headers import Headers, parameters
from kulanz.core.mail.markup import clean_html, html_to_text, text_to_html
from kulanz.core.mail.model import Attachment, Defect

MAX_DEPTH = 25
MAX_PARTS = 500
MAX_TEXT = 1_000_000
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,90}")
_BOUNDARY_LINE = re.compile(r"^--([^\s-][^\r\n]{0,200}?)[ \t]*\r?\n[Cc]ontent-", re.MULTILINE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
# Reports for machines: read for the bounce, of no use as files.
_REPORTS = ("message/delivery-status", "message/disposition-notification", "message/global-delivery-status")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of body, as plain text, as raw HTML, or the same as both."""

    plain: str = ""
    html: str = ""


@dataclass(slots=True)
class Content:
    """What walking through the parts collects."""

    blocks: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    defects: set[Defect] = field(default_factory=set)
    parts: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def text(self) -> str:
        """The whole body as plain text."""
        pieces = [block.plain or html_to_text(clean_html(block.html)) for block in self.blocks]
        joined = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip())
        if len(joined) > MAX_TEXT:
            self.defects.add(Defect.TRUNCATED)
        return storable(joined[:MAX_TEXT]).rstrip()

    def html(self) -> str:
        """The body as clean HTML, '' when the mail brought none."""
        if not any(block.html for block in self.blocks):
            return ""
        return storable("\n".join(clean_html(b.html) or text_to_html(b.plain) for b in self.blocks)).strip()


def read_content(message: Message) -> Content:
    """Text and files of the mail, within limits on depth and number of parts."""
    content = Content()
    content.blocks = _read(message, content, 0)
    return content


def _read(part: Message, content: Content, depth: int) -> list[Block]:
    content.parts += 1
    if content.parts > MAX_PARTS:
        content.defects.add(Defect.TOO_MANY_PARTS)
        return []
    if depth > MAX_DEPTH:
        content.defects.add(Defect.NESTING)
        return []
    headers = Headers(part)
    declared, options = parameters(headers.raw("content-type"))
    kind = declared if _TYPE.fullmatch(declared) else ("text/plain" if depth == 0 else "")
    if kind.startswith("multipart/"):
        return _read_multipart(part, kind, content, depth)
    disposition, details = parameters(headers.raw("content-disposition"))
    claimed = details.get("filename") or options.get("name") or ""
    if kind in _REPORTS:
        return []
    if kind in ("message/rfc822", "message/global") or part.is_multipart():
        name = claimed or _nested_subject(part)
        _attach(_nested_bytes(part), name, kind or "message/rfc822", headers, content)
        return []
    data = _payload(part, content)
    is_text = kind in ("text/plain", "text/html", "text/enriched", "")
    if not is_text or disposition == "attachment" or claimed:
        if kind == "application/pkcs7-mime" and options.get("smime-type") != "signed-data":
            content.defects.add(Defect.ENCRYPTED)
        inline = disposition == "inline" or (disposition == "" and bool(headers.raw("content-id")))
        _attach(data, claimed, kind or "application/octet-stream", headers, content, inline=inline)
        return []
    return _text_block(data, kind, options, content)


def _read_multipart(part: Message, kind: str, content: Content, depth: int) -> list[Block]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return _recover(str(payload), content, depth)
    if kind == "multipart/encrypted":
        content.defects.add(Defect.ENCRYPTED)
    blocks: list[Block] = []
    for child in payload:
        if isinstance(child, Message):
            blocks += _read(child, content, depth + 1)
        if content.parts > MAX_PARTS:
            break
    if kind != "multipart/alternative" or len(blocks) < 2:
        return blocks
    return [
        Block(
            plain="\n\n".join(block.plain for block in blocks if block.plain and not block.html),
            html="\n".join(block.html for block in blocks if block.html),
        )
    ]


def _recover(payload: str, content: Content, depth: int) -> list[Block]:
    """A multipart whose boundary is missing or wrong: take the boundary that is in the body, else read it as
    text."""
    content.defects.add(Defect.STRUCTURE)
    raw = payload.encode("utf-8", "surrogateescape")
    match = _BOUNDARY_LINE.search(payload)
    if match is None or depth > 2 or not match[1].isascii() or '"' in match[1]:
        return _text_block(raw, "text/plain", {}, content)
    head = f'Content-Type: multipart/mixed; boundary="{match[1]}"\r\n\r\n'.encode()
    again = BytesParser(policy=compat32).parsebytes(head + raw)
    if not again.is_multipart():
        return _text_block(raw, "text/plain", {}, content)
    return _read_multipart(again, "multipart/mixed", content, depth + 1)


def _text_block(data: bytes, kind: str, options: dict[str, str], content: Content) -> list[Block]:
    charset = options.get("charset", "")
    if not charset and kind == "text/html" and (meta := _META_CHARSET.search(data[:4_000])):
        charset = meta[1].decode("ascii")
    text = storable(decode(data, charset))
    content.digest.update(kind.encode() + b"\0" + _normal(text).encode() + b"\0")
    if kind == "text/html":
        return [Block(html=text)] if text.strip() else []
    if options.get("format", "").lower() == "flowed":
        text = _unflow(text, options.get("delsp", "").lower() == "yes")
    return [Block(plain=text)] if text.strip() else []


def _normal(text: str) -> str:
    """What no transport changes: without white space at line ends and around."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _unflow(text: str, drop_space: bool) -> str:
    """RFC 3676: a line that ends in a space continues in the next one of the same quote depth."""
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:].removeprefix(" ")
        flows = body.endswith(" ") and body != "-- "
        kept = body[:-1] if flows and drop_space else body
        if open_depth == depth and body != "-- ":
            out[-1] += kept
        else:
            out.append(f"{'>' * depth} {kept}" if depth else kept)
        open_depth = depth if flows else -1
    return "\n".join(out)


def _payload(part: Message, content: Content) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - the standard library raises many kinds here (uuencode, codecs, indexes)
        data = None
    if isinstance(data, bytes) and data:
        return data
    payload = part.get_payload()
    if not isinstance(payload, str) or not payload.strip():
        return b""
    # Better the encoded text than nothing.
    content.defects.add(Defect.BODY_ENCODING)
    return payload.encode("utf-8", "surrogateescape")


def _nested_bytes(part: Message) -> bytes:
    """A mail inside the mail as it was; one that was illegally base64-encoded is decoded."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else part
    if not isinstance(inner, Message):
        return b""
    if "base64" in str(part.get("content-transfer-encoding", "")).lower() and not inner.keys():
        plain = Message()
        plain["Content-Transfer-Encoding"] = "base64"
        plain.set_payload(inner.get_payload())
        data = plain.get_payload(decode=True)
        return data if isinstance(data, bytes) else b""
    try:
        return inner.as_bytes(unixfrom=False, policy=compat32.clone(mangle_from_=False))
    except Exception:  # noqa: BLE001 - the generator raises many kinds for headers the parser let pass
        lines = [f"{name}: {value}" for name, value in inner.raw_items()]
        return "\r\n".join(lines).encode("utf-8", "replace")


def _nested_subject(part: Message) -> str:
    payload = part.get_payload()
    if not isinstance(payload, list) or not payload or not isinstance(payload[0], Message):
        return ""
    subject = Headers(payload[0]).text("subject", 100)
    return re.sub(r"[/\\]", "-", subject) + ".eml" if subject else ""


def _attach(
    data: bytes, claimed: str, kind: str, headers: Headers, content: Content, *, inline: bool = False
) -> None:
    number = len(content.attachments) + 1
    content_id = one_line(headers.raw("content-id").strip().strip("<>"), 200)
    content.attachments.append(
        Attachment(
            name=safe_name(claimed, kind, number),
            content_type=kind,
            data=data,
            content_id=content_id,
            inline=inline,
        )
    )
