"""Building blocks of test mails: usual headers around any body, parts, files, and too much nesting."""

from __future__ import annotations

import base64
import random

HEAD = (
    b"From: Erika Beispiel <erika@kunde.example>\r\n"
    b"To: Service <service@nordbau.example>\r\n"
    b"Subject: Drehstuhl quietscht\r\n"
    b"Date: Mon, 02 Nov 2026 10:15:00 +0100\r\n"
    b"Message-ID: <%s@kunde.example>\r\n"
    b"MIME-Version: 1.0\r\n"
)


def mail(
    name: str, body: bytes, content_type: bytes = b"text/plain; charset=utf-8", more: bytes = b""
) -> bytes:
    """A mail with usual headers around this body."""
    return HEAD % name.encode() + b"Content-Type: " + content_type + b"\r\n" + more + b"\r\n" + body


def multipart(name: str, *parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"GRENZE") -> bytes:
    """A multipart mail of finished parts (headers, blank line, body)."""
    body = (
        b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    )
    return mail(name, body, b"multipart/" + kind + b'; boundary="' + boundary + b'"')


def attachment(disposition: bytes, data: bytes = b"Inhalt", kind: bytes = b"application/pdf") -> bytes:
    """A part that is a file."""
    encoded = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return (
        b"Content-Type: "
        + kind
        + b"\r\nContent-Disposition: "
        + disposition
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encoded
    )


TEXT_PART = b"Content-Type: text/plain; charset=utf-8\r\n\r\nDer Stuhl quietscht.\r\n"
HTML_PART = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Der Stuhl <b>quietscht</b>.</p>\r\n"


def nested(depth: int) -> bytes:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(depth)
    )
    return HEAD % b"nested-%d" % depth + head + b"Content-Type: text/plain\r\n\r\ntief unten\r\n"


def nested_mails(depth: int) -> bytes:
    return (
        HEAD % b"nested-mails"
        + b"Content-Type: message/rfc822\r\n\r\n" * depth
        + b"Subject: innen\r\n\r\nText\r\n"
    )


def noise(size: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(size)
