"""Mails as they really come and as an enemy would write them: one table, used by every test that takes mail.

`broken_mails()` gives each kind by name. None of them may ever stop a mailbox or show a traceback.
"""

from __future__ import annotations

from tests.mail.broken_content import bodies, names, structures
from tests.mail.building import mail


def _charsets() -> list[tuple[str, bytes]]:
    umlauts = "Größe ändern, Übergabe, 5 €"
    return [
        ("latin1 without charset", mail("c1", "Größe".encode("latin-1"), b"text/plain")),
        ("utf-8 declared as ascii", mail("c2", umlauts.encode(), b"text/plain; charset=us-ascii")),
        ("cp1252 declared as utf-8", mail("c3", umlauts.encode("cp1252"), b"text/plain; charset=utf-8")),
        (
            "cp1252 declared as latin1",
            mail("c4", umlauts.encode("cp1252"), b"text/plain; charset=iso-8859-1"),
        ),
        ("unknown charset", mail("c5", umlauts.encode(), b"text/plain; charset=x-klingonisch")),
        ("charset is a codec of bytes", mail("c6", b"eJwDAAAAAAE=", b"text/plain; charset=zip")),
        ("charset unicode_escape", mail("c7", rb"\x41\u0000\ud800", b"text/plain; charset=unicode_escape")),
        ("charset idna", mail("c8", b"xn--" + b"a" * 5_000, b"text/plain; charset=idna")),
        (
            "charset with quotes and junk",
            mail("c9", umlauts.encode(), b"text/plain; charset='\"utf-8\"';;;="),
        ),
        ("charset in two languages", mail("c10", b"hi", b"text/plain; charset*=us-ascii'en'utf%2D8")),
        ("utf-16 body", mail("c11", umlauts.encode("utf-16"), b"text/plain; charset=utf-16")),
        ("utf-7 body", mail("c12", b"Gr+APYA3w-e", b"text/plain; charset=utf-7")),
        ("surrogates in utf-8", mail("c13", b"a\xed\xa0\x80b\xed\xb0\x80c", b"text/plain; charset=utf-8")),
        ("lone surrogates in utf-16", mail("c14", b"\x00\xd8\x41\x00", b"text/plain; charset=utf-16le")),
        ("html meta charset", mail("c15", b"<meta charset=iso-8859-15><p>Gr\xf6\xdfe \xa4", b"text/html")),
        (
            "japanese iso-2022-jp",
            mail("c16", "椅子が壊れた".encode("iso-2022-jp"), b"text/plain; charset=iso-2022-jp"),
        ),
        ("gb2312 with gbk letters", mail("c17", "椅子镕".encode("gbk"), b"text/plain; charset=gb2312")),
        ("whole file is utf-16", mail("c18", b"Hallo").decode().encode("utf-16")),
        ("byte order mark first", b"\xef\xbb\xbf" + mail("c19", b"Hallo")),
        ("only bytes above 127", bytes(range(128, 256)) * 20),
    ]


def _headers() -> list[tuple[str, bytes]]:
    return [
        (
            "8bit headers latin1",
            "From: Jürgen Groß <jg@kunde.example>\r\nSubject: Rückgabe\r\n\r\nText".encode("latin-1"),
        ),
        (
            "8bit headers utf-8",
            "From: Jürgen Groß <jg@kunde.example>\r\nSubject: Rückgabe\r\n\r\nText".encode(),
        ),
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
        (
            "20000 recipients",
            b"To: " + b", ".join(b"a%d@kunde.example" % i for i in range(20_000)) + b"\r\n\r\nText",
        ),
        (
            "20000 references",
            mail("h4", b"Text", more=b"References:" + b"\r\n <a@b.example>" * 20_000 + b"\r\n"),
        ),
        (
            "header without a colon",
            b"From: a@kunde.example\r\nKein Doppelpunkt hier\r\nSubject: x\r\n\r\nText",
        ),
        ("continuation first", b" weiter\r\nFrom: a@kunde.example\r\nSubject: x\r\n\r\nText"),
        (
            "broken encoded words",
            b"Subject: =?utf-8?b?w5x?= =?utf-8?q?=ZZ=?= =?nix?x?a?= =?utf-8?b?\r\n\r\nText",
        ),
        ("encoded word with NUL and CRLF", b"Subject: =?utf-8?q?a=00b=0D=0ABcc:_x=40y?=\r\n\r\nText"),
        (
            "encoded word cut inside a letter",
            b"Subject: =?utf-8?b?R3LDtsM=?=\r\n =?utf-8?b?n2U=?=\r\n\r\nText",
        ),
        ("encoded word surrogate", b"Subject: =?utf-16le?b?ANg=?= =?utf-8?b?7aCA?=\r\n\r\nText"),
        ("nested comments in From", b"From: " + b"(" * 20_000 + b"a@kunde.example\r\n\r\nText"),
        ("quotes without end", b'From: "' + b'\\"' * 5_000 + b" <a@kunde.example\r\n\r\nText"),
        ("three senders", b"From: <a@kunde.example>, b@kunde.example\r\nFrom: c@kunde.example\r\n\r\nText"),
        ("group without recipients", b"From: a@kunde.example\r\nTo: undisclosed-recipients:;\r\n\r\nText"),
        ("sender without address", b"From: MAILER-DAEMON\r\nSubject: x\r\n\r\nText"),
        ("address with spaces", b"From: erika beispiel @ kunde . example\r\n\r\nText"),
        ("date of nonsense", b"From: a@kunde.example\r\nDate: Mon, 99 Foo 99999 99:99:99 +9999\r\n\r\nText"),
        (
            "date with huge zone",
            b"From: a@kunde.example\r\nDate: Mon, 2 Nov 2026 10:00:00 +99999999999\r\n\r\nText",
        ),
        (
            "date in the year 9999",
            b"From: a@kunde.example\r\nDate: Fri, 31 Dec 9999 23:59:59 -1200\r\n\r\nText",
        ),
        (
            "message id without brackets",
            b"From: a@kunde.example\r\nMessage-ID: abc@kunde.example\r\n\r\nText",
        ),
        (
            "message id of 10 KB",
            b"From: a@kunde.example\r\nMessage-ID: <" + b"x" * 10_000 + b"@y>\r\n\r\nText",
        ),
        ("line ends are LF", mail("h5", b"Text\r\nmehr").replace(b"\r\n", b"\n")),
        ("line ends are CR", mail("h6", b"Text\r\nmehr").replace(b"\r\n", b"\r")),
        ("line ends mixed", mail("h7", b"Text\rmehr\nnoch\r\nmehr\n\r")),
        ("subject with direction override", "From: a@kunde.example\nSubject: \u202egnp.exe\n\nText".encode()),
    ]


def broken_mails() -> list[tuple[str, bytes]]:
    """Every kind by name, more than a hundred."""
    return [*_charsets(), *_headers(), *structures(), *bodies(), *names()]


# These alone are no mails: they may end in the quarantine, everything else must be readable.
UNREADABLE = frozenset({"empty", "one newline", "only white space and nul"})
