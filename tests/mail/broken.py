"""Mails as they really come and as an enemy would write them: one table, used by every test that takes mail.

`broken_mails()` gives each kind by name. None of them may ever stop a mailbox or show a traceback.
"""

from __future__ import annotations

import base64
import random

_HEAD = (
    b"From: Erika Beispiel <erika@kunde.example>\r\n"
    b"To: Service <service@nordbau.example>\r\n"
    b"Subject: Drehstuhl quietscht\r\n"
    b"Date: Mon, 02 Nov 2026 10:15:00 +0100\r\n"
    b"Message-ID: <%s@kunde.example>\r\n"
    b"MIME-Version: 1.0\r\n"
)


def mail(name: str, body: bytes, content_type: bytes = b"text/plain; charset=utf-8", more: bytes = b"") -> bytes:
    """A mail with usual headers around this body."""
    return _HEAD % name.encode() + b"Content-Type: " + content_type + b"\r\n" + more + b"\r\n" + body


def multipart(name: str, *parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"GRENZE") -> bytes:
    """A multipart mail of finished parts (headers, blank line, body)."""
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    return mail(name, body, b"multipart/" + kind + b'; boundary="' + boundary + b'"')


def attachment(disposition: bytes, data: bytes = b"Inhalt", kind: bytes = b"application/pdf") -> bytes:
    """A part that is a file."""
    encoded = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return (
        b"Content-Type: " + kind + b"\r\nContent-Disposition: " + disposition
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded
    )  # fmt: skip


TEXT_PART = b"Content-Type: text/plain; charset=utf-8\r\n\r\nDer Stuhl quietscht.\r\n"
HTML_PART = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Der Stuhl <b>quietscht</b>.</p>\r\n"


def _nested(depth: int) -> bytes:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return _HEAD % b"nested-%d" % depth + head + b"Content-Type: text/plain\r\n\r\ntief unten\r\n"


def _nested_mails(depth: int) -> bytes:
    return _HEAD % b"nested-mails" + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: innen\r\n\r\nText\r\n"


def _noise(size: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(size)


def _charsets() -> list[tuple[str, bytes]]:
    umlauts = "Größe ändern, Übergabe, 5 €"
    return [
        ("latin1 without charset", mail("c1", "Größe".encode("latin-1"), b"text/plain")),
        ("utf-8 declared as ascii", mail("c2", umlauts.encode(), b"text/plain; charset=us-ascii")),
        ("cp1252 declared as utf-8", mail("c3", umlauts.encode("cp1252"), b"text/plain; charset=utf-8")),
        ("cp1252 declared as latin1", mail("c4", umlauts.encode("cp1252"), b"text/plain; charset=iso-8859-1")),
        ("unknown charset", mail("c5", umlauts.encode(), b"text/plain; charset=x-klingonisch")),
        ("charset is a codec of bytes", mail("c6", b"eJwDAAAAAAE=", b"text/plain; charset=zip")),
        ("charset unicode_escape", mail("c7", rb"\x41\u0000\ud800", b"text/plain; charset=unicode_escape")),
        ("charset idna", mail("c8", b"xn--" + b"a" * 5_000, b"text/plain; charset=idna")),
        ("charset with quotes and junk", mail("c9", umlauts.encode(), b"text/plain; charset='\"utf-8\"';;;=")),
        ("charset in two languages", mail("c10", b"hi", b"text/plain; charset*=us-ascii'en'utf%2D8")),
        ("utf-16 body", mail("c11", umlauts.encode("utf-16"), b"text/plain; charset=utf-16")),
        ("utf-7 body", mail("c12", b"Gr+APYA3w-e", b"text/plain; charset=utf-7")),
        ("surrogates in utf-8", mail("c13", b"a\xed\xa0\x80b\xed\xb0\x80c", b"text/plain; charset=utf-8")),
        ("lone surrogates in utf-16", mail("c14", b"\x00\xd8\x41\x00", b"text/plain; charset=utf-16le")),
        ("html meta charset", mail("c15", b"<meta charset=iso-8859-15><p>Gr\xf6\xdfe \xa4", b"text/html")),
        ("japanese iso-2022-jp", mail("c16", "椅子が壊れた".encode("iso-2022-jp"), b"text/plain; charset=iso-2022-jp")),
        ("gb2312 with gbk letters", mail("c17", "椅子镕".encode("gbk"), b"text/plain; charset=gb2312")),
        ("whole file is utf-16", mail("c18", b"Hallo").decode().encode("utf-16")),
        ("byte order mark first", b"\xef\xbb\xbf" + mail("c19", b"Hallo")),
        ("only bytes above 127", bytes(range(128, 256)) * 20),
    ]  # fmt: skip


def _headers() -> list[tuple[str, bytes]]:
    return [
        ("8bit headers latin1", "From: Jürgen Groß <jg@kunde.example>\r\nSubject: Rückgabe\r\n\r\nText".encode("latin-1")),
        ("8bit headers utf-8", "From: Jürgen Groß <jg@kunde.example>\r\nSubject: Rückgabe\r\n\r\nText".encode()),
        ("nul bytes in headers", b"From: a\0b <a@kunde.example>\r\nSubject: x\0y\r\n\r\nText"),
        ("no headers at all", b"Der Stuhl ist kaputt.\r\nBitte melden.\r\n"),
        ("only headers", b"From: a@kunde.example\r\nSubject: nur Kopf"),
        ("one newline", b"\n"),
        ("only white space and nul", b" \t\r\n\0\0 \r\n"),
        ("empty", b""),
        ("mbox line first", b"From a@kunde.example Mon Nov  2 10:15:00 2026\n" + mail("h1", b"Text")),
        ("blank lines first", b"\r\n\r\n\n" + mail("h2", b"Text")),
        ("header line of 2 MB", mail("h3", b"Text", more=b"X-Lang: " + b"a" * 2_000_000 + b"\r\n")),
        ("subject of 500 KB", b"From: a@kunde.example\r\nSubject: " + b"wort " * 100_000 + b"\r\n\r\nText"),
        ("20000 headers", b"From: a@kunde.example\r\n" + b"X-A: b\r\n" * 20_000 + b"\r\nText"),
        ("20000 recipients", b"To: " + b", ".join(b"a%d@kunde.example" % i for i in range(20_000)) + b"\r\n\r\nText"),
        ("20000 references", mail("h4", b"Text", more=b"References:" + b"\r\n <a@b.example>" * 20_000 + b"\r\n")),
        ("header without a colon", b"From: a@kunde.example\r\nKein Doppelpunkt hier\r\nSubject: x\r\n\r\nText"),
        ("continuation first", b" weiter\r\nFrom: a@kunde.example\r\nSubject: x\r\n\r\nText"),
        ("broken encoded words", b"Subject: =?utf-8?b?w5x?= =?utf-8?q?=ZZ=?= =?nix?x?a?= =?utf-8?b?\r\n\r\nText"),
        ("encoded word with NUL and CRLF", b"Subject: =?utf-8?q?a=00b=0D=0ABcc:_x=40y?=\r\n\r\nText"),
        ("encoded word cut inside a letter", b"Subject: =?utf-8?b?R3LDtsM=?=\r\n =?utf-8?b?n2U=?=\r\n\r\nText"),
        ("encoded word surrogate", b"Subject: =?utf-16le?b?ANg=?= =?utf-8?b?7aCA?=\r\n\r\nText"),
        ("nested comments in From", b"From: " + b"(" * 20_000 + b"a@kunde.example\r\n\r\nText"),
        ("quotes without end", b'From: "' + b'\\"' * 5_000 + b" <a@kunde.example\r\n\r\nText"),
        ("three senders", b"From: <a@kunde.example>, b@kunde.example\r\nFrom: c@kunde.example\r\n\r\nText"),
        ("group without recipients", b"From: a@kunde.example\r\nTo: undisclosed-recipients:;\r\n\r\nText"),
        ("sender without address", b"From: MAILER-DAEMON\r\nSubject: x\r\n\r\nText"),
        ("address with spaces", b"From: erika beispiel @ kunde . example\r\n\r\nText"),
        ("date of nonsense", b"From: a@kunde.example\r\nDate: Mon, 99 Foo 99999 99:99:99 +9999\r\n\r\nText"),
        ("date with huge zone", b"From: a@kunde.example\r\nDate: Mon, 2 Nov 2026 10:00:00 +99999999999\r\n\r\nText"),
        ("date in the year 9999", b"From: a@kunde.example\r\nDate: Fri, 31 Dec 9999 23:59:59 -1200\r\n\r\nText"),
        ("message id without brackets", b"From: a@kunde.example\r\nMessage-ID: abc@kunde.example\r\n\r\nText"),
        ("message id of 10 KB", b"From: a@kunde.example\r\nMessage-ID: <" + b"x" * 10_000 + b"@y>\r\n\r\nText"),
        ("line ends are LF", mail("h5", b"Text\r\nmehr").replace(b"\r\n", b"\n")),
        ("line ends are CR", mail("h6", b"Text\r\nmehr").replace(b"\r\n", b"\r")),
        ("line ends mixed", mail("h7", b"Text\rmehr\nnoch\r\nmehr\n\r")),
        ("subject with direction override", "From: a@kunde.example\nSubject: \u202egnp.exe\n\nText".encode()),
    ]  # fmt: skip


def _structures() -> list[tuple[str, bytes]]:
    base = b"Content-Type: multipart/mixed\r\n"
    return [
        ("boundary missing in header", _HEAD % b"s1" + base + b"\r\n--X\r\n" + TEXT_PART + b"--X\r\n" + attachment(b"attachment; filename=a.pdf") + b"--X--\r\n"),
        ("boundary never occurs", mail("s2", b"Nur Text", b"multipart/mixed; boundary=fehlt")),
        ("no closing boundary", multipart("s3", TEXT_PART, attachment(b"attachment; filename=a.pdf")).replace(b"--GRENZE--", b"")),
        ("empty boundary", mail("s4", b"--\r\n\r\nText\r\n----\r\n", b'multipart/mixed; boundary=""')),
        ("boundary of regular expression marks", multipart("s5", TEXT_PART, boundary=b"(.*+?[")),
        ("multipart without parts", mail("s6", b"", b"multipart/mixed; boundary=x")),
        ("60 nested multiparts", _nested(60)),
        ("5000 nested multiparts", _nested(5_000)),
        ("3000 nested mails", _nested_mails(3_000)),
        ("5000 parts", multipart("s7", *[b"Content-Type: text/plain\r\n\r\nx"] * 5_000)),
        ("2000 files", multipart("s8", TEXT_PART, *[attachment(b"attachment; filename=a.pdf")] * 2_000)),
        ("content type nonsense", mail("s9", b"Text", b";;;///===")),
        ("content type of a path", mail("s10", b"Text", b"../../etc/passwd")),
        ("10000 parameters", mail("s11", b"Text", b"text/plain" + b"; a=b" * 10_000)),
        ("rfc2231 with huge numbers", mail("s12", b"Text", b"text/plain; name*99999999999999999999*=x; name*0*=utf-8''a")),
        ("alternative with both", multipart("s13", TEXT_PART, HTML_PART, kind=b"alternative")),
        ("alternative with html only", multipart("s14", HTML_PART, kind=b"alternative")),
        ("mail in a mail", multipart("s15", TEXT_PART, b"Content-Type: message/rfc822\r\n\r\n" + mail("innen", b"Innerer Text"))),
        ("mail in a mail as base64", multipart("s16", TEXT_PART, attachment(b"attachment", mail("innen", b"Innerer"), b"message/rfc822"))),
        ("message/partial", mail("s17", b"Teil 2", b"message/partial; id=1; number=2; total=3")),
        ("external body", mail("s18", b"Content-Type: text/plain\r\n\r\n", b'message/external-body; access-type=URL; URL="http://x.example"')),
        ("winmail.dat", multipart("s19", TEXT_PART, attachment(b"attachment; filename=winmail.dat", b"\x78\x9f\x3e\x22" + _noise(200, 1), b"application/ms-tnef"))),
        ("encrypted", multipart("s20", b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", kind=b"encrypted")),
        ("calendar invitation", multipart("s21", TEXT_PART, b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR")),
        ("content id with markup", multipart("s22", HTML_PART, b"Content-ID: <a\"><script>>\r\n" + attachment(b"inline", kind=b"image/png"), kind=b"related")),
    ]  # fmt: skip


def _bodies() -> list[tuple[str, bytes]]:
    qp = b"Content-Transfer-Encoding: quoted-printable\r\n"
    b64 = b"Content-Transfer-Encoding: base64\r\n"
    deep = b"<div>" * 50_000 + b"tief"
    return [
        ("nul bytes in the body", mail("b1", b"vor\0nach\0")),
        ("broken base64", mail("b2", b"!!!!R3L2\xdf=====\r\nkein base64 ***", more=b64)),
        ("base64 with one letter", mail("b3", b"R", more=b64)),
        ("broken quoted-printable", mail("b4", b"Gr=C3=B6=ZZ=\r\n=4", more=qp)),
        ("broken uuencode", mail("b5", b"begin 644 a.txt\r\n!!!\xff\r\nend\r\n", more=b"Content-Transfer-Encoding: x-uuencode\r\n")),
        ("unknown transfer encoding", mail("b6", b"Text", more=b"Content-Transfer-Encoding: rot13\r\n")),
        ("three transfer encodings", mail("b7", b"VGV4dA==", more=b64 + qp + b"Content-Transfer-Encoding: 8bit\r\n")),
        ("line of 3 MB", mail("b8", b"a" * 3_000_000)),
        ("200000 lines", mail("b9", b"Zeile\r\n" * 200_000)),
        ("all control characters", mail("b10", bytes(range(32)) + b"\x7f Text")),
        ("noise", _noise(50_000, 2)),
        ("noise with headers", mail("b11", _noise(50_000, 3))),
        ("html 50000 deep", mail("b12", deep, b"text/html")),
        ("html with scripts", mail("b13", b"<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a><svg onload=alert(1)>", b"text/html")),
        ("html with remote content", mail("b14", b"<img src=http://spy.example/p.gif><style>@import 'http://spy.example'</style><link rel=stylesheet href=http://spy.example><div style='background:url(http://spy.example)' background=http://spy.example>x<video src=http://spy.example poster=http://spy.example>", b"text/html")),
        ("html without end", mail("b15", b"<p><b><table><tr><td>offen <!-- kommentar <a href='", b"text/html")),
        ("html with nul and surrogates", mail("b16", b"<p>a\0b&#0;c&#xD800;d&#x110000;e</p>", b"text/html")),
        ("html is empty", mail("b17", b"<html><body> &nbsp; </body></html>", b"text/html")),
        ("html of brackets", mail("b18", b"<" * 200_000, b"text/html")),
        ("quote marks 5000 deep", mail("b19", b">" * 5_000 + b" alt\r\nneu")),
        ("introductions without end", mail("b20", b"On " * 40 + b"\r\n" + (b"Am 1.1.2026 schrieb " * 8 + b":\r\n") * 3_000)),
        ("quotes introduced 20000 times", mail("b21", b"Am 1.1.2026 schrieb x:\r\n> a\r\n" * 20_000)),
        ("old Mac uuencode inline", mail("b22", b"begin 644 a.txt\r\n%:&5L;&\\\r\n`\r\nend\r\n")),
        ("format flowed", mail("b23", b"Ein langer \r\nSatz.\r\n> alt \r\n> alt\r\n-- \r\nErika", b"text/plain; format=flowed")),
    ]  # fmt: skip


def _names() -> list[tuple[str, bytes]]:
    claims: dict[str, bytes] = {
        "path up": b'attachment; filename="../../../etc/passwd"',
        "windows path": rb'attachment; filename="C:\\Users\\erika\\..\\foto.jpg"',
        "encoded path": b"attachment; filename*=utf-8''..%2F..%2Fetc%2Fpasswd",
        "nul and line ends": b"attachment; filename*=utf-8''a%00b%0D%0Ac.pdf",
        "direction override": b"attachment; filename*=utf-8''rechnung%E2%80%AEfdp.exe",
        "rfc2047 in quotes": b'attachment; filename="=?utf-8?q?Gr=C3=B6=C3=9Fe.pdf?="',
        "rfc2231 pieces": b"attachment; filename*0*=utf-8''Gr%C3%B6; filename*1*=%C3%9Fe; filename*2=.pdf",
        "rfc2231 wrong order": b"attachment; filename*1=b.pdf; filename*0=a",
        "rfc2231 unknown charset": b"attachment; filename*=x-nix''Gr%F6%DFe.pdf",
        "raw latin1": b'attachment; filename="Gr\xf6\xdfe.pdf"',
        "name of dots": b'attachment; filename="...."',
        "empty": b'attachment; filename=""',
        "5000 letters": b'attachment; filename="' + b"x" * 5_000 + b'.pdf"',
        "reserved in Windows": b'attachment; filename="CON"',
        "markup": b'attachment; filename="<img src=x onerror=alert(1)>.png"',
        "without quotes and with spaces": b"attachment; filename=Foto vom Stuhl.jpg",
        "surrogate": b"attachment; filename*=utf-8''a%ED%A0%80b.pdf",
        "slash of another alphabet": "attachment; filename=\"a\u2215b\u2044c.pdf\"".encode(),
    }  # fmt: skip
    return [
        (f"file name: {name}", multipart(f"n{number}", TEXT_PART, attachment(claim)))
        for number, (name, claim) in enumerate(claims.items())
    ]


def broken_mails() -> list[tuple[str, bytes]]:
    """Every kind by name, more than a hundred."""
    return [*_charsets(), *_headers(), *_structures(), *_bodies(), *_names()]


# These alone are no mails: they may end in the quarantine, everything else must be readable.
UNREADABLE = frozenset({"empty", "one newline", "only white space and nul"})
