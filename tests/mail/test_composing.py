"""Mails of ours: complete, in the brand, always the same, and nothing can be smuggled in."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.core.mail.composing import (
    Automatic,
    MailBrand,
    MailLink,
    OutgoingContent,
    OutgoingFile,
    UnsendableMail,
    compose,
)
from kulanz.core.mail.model import Address, AutoReason
from kulanz.core.mail.parsing import parse

BRAND = MailBrand(
    "Nordbau Sitzmöbel",
    "#0b6e4f",
    b"\x89PNG-logo",
    "image/png",
    ("Musterweg 1, 12345 Musterstadt", "nordbau.example"),
)
CONTENT = OutgoingContent(
    message_id="case-42.1@nordbau.example",
    date=datetime(2026, 11, 2, 9, 15, tzinfo=UTC),
    sender=Address("Nordbau Sitzmöbel", "service@nordbau.example"),
    to=(Address("Erika Beispiel", "erika@kunde.example"),),
    subject="[NB-2026-00042] Rückfrage zu Ihrem Drehstuhl",
    text="Guten Tag Frau Beispiel,\n\nwelche <Farbe> & Größe?\nSiehe https://nordbau.example/x?a=1&b=2.\n\nGrüße",
    brand=BRAND,
    heading="Eine Frage",
    facts=(("Vorgang", "NB-2026-00042"),),
    link=MailLink("Zum Vorgang", "https://nordbau.example/v/abc?x=1&y=2"),
    reply_to="service+abcdefghijklmnop@nordbau.example",
    in_reply_to="eins@kunde.example",
    references=("null@kunde.example", "eins@kunde.example"),
    tenant="nordbau",
    attachments=(OutgoingFile("Größe & Maße.pdf", "application/pdf", b"%PDF"),),
)


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_whole_mail() -> None:
    raw = compose(CONTENT)
    message = read(raw)
    assert message["From"] == "Nordbau Sitzmöbel <service@nordbau.example>"
    assert message["To"] == "Erika Beispiel <erika@kunde.example>"
    assert message["Reply-To"] == "Nordbau Sitzmöbel <service+abcdefghijklmnop@nordbau.example>"
    assert message["Subject"] == CONTENT.subject
    assert message["Message-ID"] == "<case-42.1@nordbau.example>"
    assert message["In-Reply-To"] == "<eins@kunde.example>"
    assert message["References"] == "<null@kunde.example> <eins@kunde.example>"
    assert message["X-Kulanz-Tenant"] == "nordbau"
    assert message["Auto-Submitted"] is None
    assert message["Date"].datetime == CONTENT.date
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    plain = message.get_body(("plain",))
    assert plain is not None
    shown = plain.get_content().replace("\r\n", "\n")
    assert "welche <Farbe> & Größe?" in shown
    assert "Zum Vorgang:\nhttps://nordbau.example/v/abc?x=1&y=2" in shown
    assert [part.get_filename() for part in message.iter_attachments()] == ["Größe & Maße.pdf"]
    assert raw.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_html_is_escaped_and_loads_nothing() -> None:
    body = read(compose(CONTENT)).get_body(("html",))
    assert body is not None
    html = body.get_content()
    assert "welche &lt;Farbe&gt; &amp; Größe?<br>" in html
    assert '<a href="https://nordbau.example/x?a=1&amp;b=2">' in html
    assert "#0b6e4f" in html
    assert re.findall(r'src="([^"]*)"', html) == ["cid:logo@kulanz.invalid"]
    assert 'lang="de"' in html


def test_the_same_input_gives_the_same_bytes() -> None:
    assert compose(CONTENT) == compose(CONTENT)
    assert compose(CONTENT) != compose(replace(CONTENT, message_id="case-42.2@nordbau.example"))


def test_our_own_mail_is_recognised() -> None:
    parsed = parse(compose(CONTENT))
    assert parsed.auto_reason is AutoReason.OWN_MAIL
    assert parsed.loop_tenant == "nordbau"
    assert parsed.reply_to == CONTENT.reply_to
    assert parsed.references == CONTENT.references
    assert "welche <Farbe> & Größe?" in parsed.text


def test_automatic_mails_say_so() -> None:
    message = read(
        compose(replace(CONTENT, automatic=Automatic.REPLIED, list_unsubscribe="https://nordbau.example/ab"))
    )
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["List-Unsubscribe"] == "<https://nordbau.example/ab>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_plain_brand_and_no_extras() -> None:
    bare = replace(
        CONTENT, brand=MailBrand("X", colour="red;}"), attachments=(), link=None, facts=(), heading=""
    )
    message = read(compose(bare))
    assert message.get_content_type() == "multipart/alternative"
    assert b"red;}" not in compose(bare)


def test_a_link_that_is_none_is_left_out() -> None:
    for url in ("javascript:alert(1)", "https://a b", "http://x\r\nBcc: y", ""):
        assert b"Zum Vorgang" not in compose(replace(CONTENT, link=MailLink("Zum Vorgang", url)))


@pytest.mark.parametrize(
    "bad",
    [
        {"to": ()},
        {"to": (Address("", "kein"),)},
        {"to": (Address("", "a@b.example\r\nBcc: c@d.example"),)},
        {"sender": Address("", "")},
        {"message_id": "a b@c"},
        {"message_id": "a@b>\r\nBcc: <c@d.example"},
        {"reply_to": "ü@b.example"},
        {"list_unsubscribe": "https://x> \r\nBcc: <y"},
    ],
)
def test_what_cannot_be_sent_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(UnsendableMail):
        compose(replace(CONTENT, **bad))  # type: ignore[arg-type]  # one wrong field each, on purpose


def test_umlaut_domains_are_sent_in_ascii() -> None:
    assert b"erika@xn--mbel-5qa.example" in compose(
        replace(CONTENT, to=(Address("", "erika@möbel.example"),))
    )


def test_long_ids_stay_whole() -> None:
    long = "x" * 180 + "@kunde.example"
    raw = compose(replace(CONTENT, in_reply_to=long, references=tuple(f"{n}{long}" for n in range(30))))
    parsed = parse(raw)
    assert parsed.in_reply_to == long
    assert len(parsed.references) == 20
    assert parsed.references[0] == f"0{long}"
    assert parsed.references[-1] == long


_TEXT = st.text(max_size=120) | st.sampled_from(
    [
        "a\r\nBcc: x@y.example",
        "\0",
        "=?utf-8?q?a=0ABcc:?=",
        "<script>alert(1)</script>",
        '"><img src=x>',
        "\ud800",
        "x" * 900,
        "ü" * 300,
    ]
)


@settings(max_examples=200, deadline=None)
@given(_TEXT, _TEXT, _TEXT, _TEXT)
def test_nothing_can_be_smuggled_in(subject: str, name: str, text: str, other: str) -> None:
    content = replace(
        CONTENT,
        subject=subject,
        text=text,
        heading=other,
        sender=Address(name, "service@nordbau.example"),
        to=(Address(other, "erika@kunde.example"),),
        brand=replace(BRAND, name=name, footer=(other, text), colour=subject, logo_type=other),
        facts=((name, text),),
        link=MailLink(other, text),
        in_reply_to=other,
        references=(text, other),
        tenant=other,
        language=name,
        attachments=(OutgoingFile(text, other, b"x"),),
    )
    raw = compose(content)
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    head = raw.split(b"\r\n\r\n")[0]
    names = {line.split(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"}
    assert names <= {
        b"from",
        b"to",
        b"reply-to",
        b"subject",
        b"date",
        b"message-id",
        b"in-reply-to",
        b"references",
        b"x-kulanz-tenant",
        b"mime-version",
        b"content-type",
    }
    parsed = parse(raw)
    assert parsed.from_address == "service@nordbau.example"
    assert [a.address for a in parsed.to] == ["erika@kunde.example"]
    body = read(raw).get_body(("html",))
    assert body is not None
    html = body.get_content()
    assert not re.search(r"<(script|img src=x)", html)
