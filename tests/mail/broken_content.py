"""Mails broken in their structure, their bodies or the names of their files."""

from __future__ import annotations

from tests.mail.building import (
    HEAD,
    HTML_PART,
    TEXT_PART,
    attachment,
    mail,
    multipart,
    nested,
    nested_mails,
    noise,
)


def structures() -> list[tuple[str, bytes]]:
    base = b"Content-Type: multipart/mixed\r\n"
    return [
        (
            "boundary missing in header",
            HEAD % b"s1"
            + base
            + b"\r\n--X\r\n"
            + TEXT_PART
            + b"--X\r\n"
            + attachment(b"attachment; filename=a.pdf")
            + b"--X--\r\n",
        ),
        ("boundary never occurs", mail("s2", b"Nur Text", b"multipart/mixed; boundary=fehlt")),
        (
            "no closing boundary",
            multipart("s3", TEXT_PART, attachment(b"attachment; filename=a.pdf")).replace(b"--GRENZE--", b""),
        ),
        ("empty boundary", mail("s4", b"--\r\n\r\nText\r\n----\r\n", b'multipart/mixed; boundary=""')),
        ("boundary of regular expression marks", multipart("s5", TEXT_PART, boundary=b"(.*+?[")),
        ("multipart without parts", mail("s6", b"", b"multipart/mixed; boundary=x")),
        ("60 nested multiparts", nested(60)),
        ("5000 nested multiparts", nested(5_000)),
        ("3000 nested mails", nested_mails(3_000)),
        ("5000 parts", multipart("s7", *[b"Content-Type: text/plain\r\n\r\nx"] * 5_000)),
        ("2000 files", multipart("s8", TEXT_PART, *[attachment(b"attachment; filename=a.pdf")] * 2_000)),
        ("content type nonsense", mail("s9", b"Text", b";;;///===")),
        ("content type of a path", mail("s10", b"Text", b"../../etc/passwd")),
        ("10000 parameters", mail("s11", b"Text", b"text/plain" + b"; a=b" * 10_000)),
        (
            "rfc2231 with huge numbers",
            mail("s12", b"Text", b"text/plain; name*99999999999999999999*=x; name*0*=utf-8''a"),
        ),
        ("alternative with both", multipart("s13", TEXT_PART, HTML_PART, kind=b"alternative")),
        ("alternative with html only", multipart("s14", HTML_PART, kind=b"alternative")),
        (
            "mail in a mail",
            multipart(
                "s15", TEXT_PART, b"Content-Type: message/rfc822\r\n\r\n" + mail("innen", b"Innerer Text")
            ),
        ),
        (
            "mail in a mail as base64",
            multipart(
                "s16", TEXT_PART, attachment(b"attachment", mail("innen", b"Innerer"), b"message/rfc822")
            ),
        ),
        ("message/partial", mail("s17", b"Teil 2", b"message/partial; id=1; number=2; total=3")),
        (
            "external body",
            mail(
                "s18",
                b"Content-Type: text/plain\r\n\r\n",
                b'message/external-body; access-type=URL; URL="http://x.example"',
            ),
        ),
        (
            "winmail.dat",
            multipart(
                "s19",
                TEXT_PART,
                attachment(
                    b"attachment; filename=winmail.dat",
                    b"\x78\x9f\x3e\x22" + noise(200, 1),
                    b"application/ms-tnef",
                ),
            ),
        ),
        (
            "encrypted",
            multipart("s20", b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", kind=b"encrypted"),
        ),
        (
            "calendar invitation",
            multipart(
                "s21",
                TEXT_PART,
                b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR",
            ),
        ),
        (
            "content id with markup",
            multipart(
                "s22",
                HTML_PART,
                b'Content-ID: <a"><script>>\r\n' + attachment(b"inline", kind=b"image/png"),
                kind=b"related",
            ),
        ),
    ]


def bodies() -> list[tuple[str, bytes]]:
    qp = b"Content-Transfer-Encoding: quoted-printable\r\n"
    b64 = b"Content-Transfer-Encoding: base64\r\n"
    deep = b"<div>" * 50_000 + b"tief"
    return [
        ("nul bytes in the body", mail("b1", b"vor\0nach\0")),
        ("broken base64", mail("b2", b"!!!!R3L2\xdf=====\r\nkein base64 ***", more=b64)),
        ("base64 with one letter", mail("b3", b"R", more=b64)),
        ("broken quoted-printable", mail("b4", b"Gr=C3=B6=ZZ=\r\n=4", more=qp)),
        (
            "broken uuencode",
            mail(
                "b5",
                b"begin 644 a.txt\r\n!!!\xff\r\nend\r\n",
                more=b"Content-Transfer-Encoding: x-uuencode\r\n",
            ),
        ),
        ("unknown transfer encoding", mail("b6", b"Text", more=b"Content-Transfer-Encoding: rot13\r\n")),
        (
            "three transfer encodings",
            mail("b7", b"VGV4dA==", more=b64 + qp + b"Content-Transfer-Encoding: 8bit\r\n"),
        ),
        ("line of 3 MB", mail("b8", b"a" * 3_000_000)),
        ("200000 lines", mail("b9", b"Zeile\r\n" * 200_000)),
        ("all control characters", mail("b10", bytes(range(32)) + b"\x7f Text")),
        ("noise", noise(50_000, 2)),
        ("noise with headers", mail("b11", noise(50_000, 3))),
        ("html 50000 deep", mail("b12", deep, b"text/html")),
        (
            "html with scripts",
            mail(
                "b13",
                b"<script>alert(1)</script><img src=x onerror=alert(1)>"
                b"<a href='javascript:alert(1)'>x</a><svg onload=alert(1)>",
                b"text/html",
            ),
        ),
        (
            "html with remote content",
            mail(
                "b14",
                b"<img src=http://spy.example/p.gif><style>@import 'http://spy.example'</style>"
                b"<link rel=stylesheet href=http://spy.example>"
                b"<div style='background:url(http://spy.example)' background=http://spy.example>x"
                b"<video src=http://spy.example poster=http://spy.example>",
                b"text/html",
            ),
        ),
        (
            "html without end",
            mail("b15", b"<p><b><table><tr><td>offen <!-- kommentar <a href='", b"text/html"),
        ),
        ("html with nul and surrogates", mail("b16", b"<p>a\0b&#0;c&#xD800;d&#x110000;e</p>", b"text/html")),
        ("html is empty", mail("b17", b"<html><body> &nbsp; </body></html>", b"text/html")),
        ("html of brackets", mail("b18", b"<" * 200_000, b"text/html")),
        ("quote marks 5000 deep", mail("b19", b">" * 5_000 + b" alt\r\nneu")),
        (
            "introductions without end",
            mail("b20", b"On " * 40 + b"\r\n" + (b"Am 1.1.2026 schrieb " * 8 + b":\r\n") * 3_000),
        ),
        ("quotes introduced 20000 times", mail("b21", b"Am 1.1.2026 schrieb x:\r\n> a\r\n" * 20_000)),
        ("old Mac uuencode inline", mail("b22", b"begin 644 a.txt\r\n%:&5L;&\\\r\n`\r\nend\r\n")),
        (
            "format flowed",
            mail(
                "b23",
                b"Ein langer \r\nSatz.\r\n> alt \r\n> alt\r\n-- \r\nErika",
                b"text/plain; format=flowed",
            ),
        ),
    ]


def names() -> list[tuple[str, bytes]]:
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
        "slash of another alphabet": 'attachment; filename="a\u2215b\u2044c.pdf"'.encode(),
    }
    return [
        (f"file name: {name}", multipart(f"n{number}", TEXT_PART, attachment(claim)))
        for number, (name, claim) in enumerate(claims.items())
    ]
