"""What is read from ordinary mails, automatic ones and delivery reports."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kulanz.core.mail.identity import mail_identity
from kulanz.core.mail.model import Address, AutoReason, FailureReason, ParseFailed
from kulanz.core.mail.parsing import parse
from tests.mail.building import HTML_PART, TEXT_PART, attachment, mail, multipart

HEAD = "From: erika@kunde.example\nTo: service@nordbau.example\nSubject: Stuhl\n"


def raw(more: str, body: str = "Text") -> bytes:
    return f"{HEAD}{more}\n\n{body}".encode()


def test_ordinary_mail() -> None:
    parsed = parse(
        b"From: =?utf-8?q?M=C3=BCller=2C_J=C3=BCrgen?= <Juergen.Mueller@Kunde.Example>\r\n"
        b'To: "Service, Nordbau" <service+abc@nordbau.example>, zweite@nordbau.example\r\n'
        b"Cc: Dritter <dritter@nordbau.example>\r\nDelivered-To: intern@nordbau.example\r\n"
        b"X-Original-To: service+abc@nordbau.example\r\nReply-To: Privat <privat@kunde.example>\r\n"
        b"Subject: =?utf-8?b?UsO8Y2tmcmFnZQ==?=\r\n zum =?iso-8859-1?q?St=FChl?=\r\n"
        b"Date: Mon, 02 Nov 2026 10:15:00 +0100\r\nMessage-ID: <Eins@kunde.example>\r\n"
        b"In-Reply-To: <null@nordbau.example>\r\n"
        b"References: <a@x.example>\r\n <null@nordbau.example>\r\n\r\nHallo\r\n"
    )
    assert parsed.from_name == "Müller, Jürgen"
    assert parsed.from_address == "juergen.mueller@kunde.example"
    assert parsed.to == (
        Address("Service, Nordbau", "service+abc@nordbau.example"),
        Address("", "zweite@nordbau.example"),
    )
    assert parsed.cc == (Address("Dritter", "dritter@nordbau.example"),)
    assert parsed.delivered_to == ("intern@nordbau.example", "service+abc@nordbau.example")
    assert parsed.recipient_addresses == (
        "intern@nordbau.example",
        "service+abc@nordbau.example",
        "zweite@nordbau.example",
        "dritter@nordbau.example",
    )
    assert parsed.reply_to == "privat@kunde.example"
    assert parsed.subject == "Rückfrage zum Stühl"
    assert parsed.date == datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
    assert parsed.message_id == "Eins@kunde.example"
    assert parsed.in_reply_to == "null@nordbau.example"
    assert parsed.references == ("a@x.example", "null@nordbau.example")
    assert parsed.text == "Hallo"
    assert not parsed.auto_reply


def test_sender_in_the_name_does_not_count() -> None:
    parsed = parse(b'From: "chef@nordbau.example" <x@boese.example>\n\nText')
    assert (parsed.from_name, parsed.from_address) == ("chef@nordbau.example", "x@boese.example")


def test_html_shows_nothing_from_outside() -> None:
    html = (
        b'<p onclick=x style="color:red">Hallo <b>Sie</b></p><img src="cid:logo@x" alt=Logo>'
        b"<img src='https://spy.example/p'><img src='data:image/png;base64,AA'>"
        b'<a href="https://x.example/?a=1&amp;b=2" onclick=x target=_top>hier</a>'
        b'<a href="javascript:x">dort</a>'
        b"<form action=https://x.example><input name=a></form><iframe src=https://x.example></iframe>"
        b"<style>p{}</style><script>x</script><base href=https://x.example>"
    )
    clean = parse(mail("h", html, b"text/html")).html_clean
    assert clean == (
        '<p>Hallo <b>Sie</b></p><img src="cid:logo@x" alt="Logo">'
        '<a href="https://x.example/?a=1&amp;b=2" target="_blank" rel="noopener nofollow noreferrer">hier</a>'
        '<a target="_blank" rel="noopener nofollow noreferrer">dort</a>'
    )


def test_text_of_html() -> None:
    html = "<h1>Titel</h1><p>Ein<br>Absatz</p><ul><li>eins<li>zwei</ul><table><tr><td>a<td>b</table>"
    assert (
        parse(mail("h", html.encode(), b"text/html")).text == "Titel\n\nEin\nAbsatz\n\n- eins\n- zwei\n\na b"
    )


def test_inline_picture_and_file_are_told_apart() -> None:
    picture = b"Content-ID: <bild@x>\r\n" + attachment(b'inline; filename="bild.png"', b"P", b"image/png")
    paper = attachment(b'attachment; filename="rechnung.pdf"', b"R")
    inner = (
        b"Content-Type: multipart/related; boundary=i\r\n\r\n--i\r\n"
        + HTML_PART
        + b"--i\r\n"
        + picture
        + b"--i--"
    )
    parsed = parse(multipart("p", inner, paper))
    assert [(f.name, f.inline, f.content_id, f.data) for f in parsed.attachments] == [
        ("bild.png", True, "bild@x", b"P"),
        ("rechnung.pdf", False, "", b"R"),
    ]


def test_text_around_a_picture_is_joined() -> None:
    second = b"Content-Type: text/plain; charset=utf-8\r\n\r\nZweiter Teil\r\n"
    parsed = parse(
        multipart("j", TEXT_PART, attachment(b"inline; filename=a.jpg", kind=b"image/jpeg"), second)
    )
    assert parsed.text == "Der Stuhl quietscht.\n\nZweiter Teil"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("Auto-Submitted: auto-replied", AutoReason.AUTO_SUBMITTED),
        ("Auto-Submitted: auto-generated; x=y", AutoReason.AUTO_SUBMITTED),
        ("Auto-Submitted: no", AutoReason.NONE),
        ("X-Auto-Response-Suppress: OOF, DR", AutoReason.RESPONSE_SUPPRESSED),
        ("X-Auto-Response-Suppress: DR, RN", AutoReason.NONE),
        ("Precedence: bulk", AutoReason.PRECEDENCE),
        ("Precedence: first-class", AutoReason.NONE),
        ("List-Id: <liste.example>", AutoReason.MAILING_LIST),
        ("X-Autoreply: yes", AutoReason.AUTOREPLY_HEADER),
        ("X-Autoreply: no", AutoReason.NONE),
        ("X-Kulanz-Tenant: nordbau", AutoReason.OWN_MAIL),
        ("Return-Path: <>\nSubject2: x", AutoReason.NONE),
        ("\n".join(["Received: by x"] * 50), AutoReason.TOO_MANY_HOPS),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
            AutoReason.READ_RECEIPT,
        ),
    ],
)
def test_automatic_mails(more: str, reason: AutoReason) -> None:
    assert parse(raw(more)).auto_reason is reason


def test_vacation_subject_needs_a_second_sign() -> None:
    subject = "From: e@kunde.example\nSubject: Abwesenheitsnotiz: Stuhl\n"
    assert not parse(f"{subject}\nText".encode()).auto_reply
    assert parse(f"Return-Path: <>\n{subject}\nText".encode()).auto_reason is AutoReason.VACATION


def test_loops_are_seen() -> None:
    parsed = parse(raw("X-Kulanz-Tenant: nordbau"))
    assert parsed.is_loop
    assert parsed.loop_tenant == "nordbau"
    assert not parse(raw("Precedence: bulk")).is_loop


DSN = b"""Return-Path: <>
From: MAILER-DAEMON@mx.example
To: service@nordbau.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

Ihre Nachricht konnte nicht zugestellt werden.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 2 Nov 2026 10:15:00 +0100

Final-Recipient: rfc822; Erika@kunde.example
Original-Recipient: rfc822;erika@kunde.example
Action: %s
Status: %s
Diagnostic-Code: smtp; 550 5.1.1 <erika@kunde.example>: User unknown

--B
Content-Type: %s

Message-ID: <unsere@nordbau.example>
From: service@nordbau.example
Subject: Ihr Stuhl

--B--
"""


@pytest.mark.parametrize("kind", [b"message/rfc822", b"text/rfc822-headers"])
def test_delivery_report(kind: bytes) -> None:
    parsed = parse(DSN % (b"failed", b"5.1.1", kind))
    assert parsed.bounce is not None
    assert parsed.bounce.permanent
    assert parsed.bounce.original_message_id == "unsere@nordbau.example"
    (recipient,) = parsed.bounce.recipients
    assert (recipient.address, recipient.action, recipient.status) == (
        "erika@kunde.example",
        "failed",
        "5.1.1",
    )
    assert "User unknown" in recipient.diagnostic
    assert parsed.auto_reason is AutoReason.BOUNCE


@pytest.mark.parametrize(
    ("action", "status"), [(b"delayed", b"4.4.1"), (b"delivered", b"2.0.0"), (b"relayed", b"2.0.0")]
)
def test_a_report_of_delay_or_success_is_no_failure(action: bytes, status: bytes) -> None:
    parsed = parse(DSN % (action, status, b"message/rfc822"))
    assert parsed.bounce is not None
    assert not parsed.bounce.permanent


def test_bounce_of_qmail() -> None:
    parsed = parse(
        b"Return-Path: <>\nFrom: MAILER-DAEMON@alt.example\nTo: service@nordbau.example\n"
        b"Subject: failure notice\n\n"
        b"Hi. This is the qmail-send program at alt.example.\n\n<erika@kunde.example>:\n"
        b"Sorry, no mailbox here by that name. (#5.1.1)\n\n"
        b"--- Below this line is a copy of the message.\n\n"
        b"Message-ID: <unsere@nordbau.example>\nTo: x@y.example\n"
    )
    assert parsed.bounce is not None
    assert [r.address for r in parsed.bounce.recipients] == ["erika@kunde.example"]
    assert parsed.bounce.original_message_id == "unsere@nordbau.example"
    assert parsed.bounce.permanent


def test_bounce_of_exchange_in_german() -> None:
    parsed = parse(
        b"From: postmaster@kunde.example\nSubject: Unzustellbar: Ihr Stuhl\n\n"
        b"Fehler bei der Nachrichtenzustellung:\n\n"
        b"Erika Beispiel (erika@kunde.example)<mailto:erika@kunde.example>\nDas Postfach ist voll.\n"
        b"#550 5.2.2 Mailbox full#"
    )
    assert parsed.bounce is not None
    assert parsed.bounce.recipients[0].address == "erika@kunde.example"
    assert parsed.bounce.recipients[0].status == "5.2.2"


def test_a_customer_writing_about_a_bounce_is_a_customer() -> None:
    parsed = parse(
        b"From: erika@kunde.example\nSubject: Unzustellbar: Paket\n\nDas Paket kam zurueck 550 5.1.1 a@b.de"
    )
    assert parsed.bounce is None
    assert not parsed.auto_reply


def test_refusals_say_why() -> None:
    with pytest.raises(ParseFailed) as empty:
        parse(b"")
    assert empty.value.reason is FailureReason.EMPTY
    with pytest.raises(ParseFailed) as foreign:
        parse(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert foreign.value.reason is FailureReason.NOT_A_MAIL


def test_language() -> None:
    assert parse(raw("", "Guten Tag, die Rolle ist ab und ich bitte um Ersatz.")).language == "de"
    assert parse(raw("", "Hello, the wheel is broken and we need a new one.")).language == "en"
    assert parse(raw("Content-Language: en-GB", "ok")).language == "en"
    assert parse(raw("", "ok")).language == ""


BASE = raw(
    "Message-ID: <a@b.example>\nDate: Mon, 2 Nov 2026 10:15:00 +0100\n"
    "Content-Type: text/plain; charset=utf-8",
    "Größe",
)


def test_identity_survives_transport() -> None:
    travelled = b"Return-Path: <x@y>\nReceived: by mx\nDelivered-To: z@nordbau.example\n" + BASE.replace(
        b"\n", b"\r\n"
    )
    recoded = BASE.replace(
        b"charset=utf-8", b"charset=utf-8\nContent-Transfer-Encoding: quoted-printable"
    ).replace("Größe".encode(), b"Gr=C3=B6=C3=9Fe\n")
    other_zone = BASE.replace(b"10:15:00 +0100", b"09:15:00 +0000")
    assert {mail_identity(parse(m)) for m in (BASE, travelled, recoded, other_zone)} == {
        mail_identity(parse(BASE))
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<a@b.example>", b"<c@b.example>"),
        (b"erika@", b"otto@"),
        (b"10:15:00", b"10:16:00"),
        ("Größe".encode(), b"anders"),
        (b"Subject: Stuhl", b"Subject: Tisch"),
    ],
)
def test_identity_tells_different_mails_apart(old: bytes, new: bytes) -> None:
    assert mail_identity(parse(BASE)) != mail_identity(parse(BASE.replace(old, new)))


def test_identity_counts_files() -> None:
    one, two = (
        multipart("f", TEXT_PART, attachment(b"attachment; filename=a.pdf", data)) for data in (b"1", b"2")
    )
    assert mail_identity(parse(one)) != mail_identity(parse(two))
