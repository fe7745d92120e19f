"""A stranger writes, is acknowledged, is asked, and answers by replying: one case, one thread."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.people import assign_case
from kulanz.cases.models import Case, Message
from kulanz.cases.rules import Audience, WaitsFor
from kulanz.core.protocol.working import work_once
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.stages.contact.commands.incoming import process_raw_mail, store_raw_mail
from kulanz.stages.contact.models import Mailbox, RawMail
from tests.cases.people import AT, People
from tests.mail.smtp_server import SmtpServer
from tests.outgoing.writing import body_of, read

STRANGER = "uwe@unbekannt.test"
MINUTE = timedelta(minutes=1)


def mail_in(people: People, mailbox: Mailbox, at: datetime, **headers: str) -> RawMail:
    mail = EmailMessage()
    mail["From"] = f"Uwe Unbekannt <{STRANGER}>"
    mail["Message-ID"] = f"<{at.timestamp()}@unbekannt.test>"
    mail["Date"] = at
    body = headers.pop("body")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    row = store_raw_mail(tenant_id=people.tenant.pk, raw=mail.as_bytes(), at=at, mailbox_id=mailbox.pk)
    process_raw_mail(tenant_id=people.tenant.pk, raw_mail_id=row.pk, at=at)
    row.refresh_from_db()
    return row


def test_a_stranger_and_the_office_write_to_each_other(
    people: People, mailbox: Mailbox, smtp: SmtpServer
) -> None:
    first = mail_in(people, mailbox, AT, To=mailbox.address, Subject="Lampe flackert", body="Seit gestern.")
    assert first.outcome == "new_case"
    case = Case.objects.get(pk=first.case_id)
    work_once(AT)
    (ack,) = [read(mail.raw) for mail in smtp.received]
    assert "Lampe flackert" not in f"{ack['Subject']} {body_of(ack)}"
    assert case.number in str(ack["Subject"])

    at = AT + MINUTE
    assign_case(actor=people.anna, case_id=case.pk, owner_id=people.anna.membership_id, team_id=None, at=at)
    add_message(
        actor=people.anna,
        case_id=case.pk,
        body="Welche Lampe ist es?",
        audience=Audience.CUSTOMER,
        waits_for=WaitsFor.CUSTOMER,
        at=at,
    )
    work_once(at + timedelta(seconds=10))
    answers = [read(m.raw) for m in smtp.received if STRANGER in m.recipients and b"Welche" in m.raw]
    (asked,) = answers
    assert str(ack["Message-ID"]) in str(asked["References"])
    assert first.mail_id in str(asked["References"])

    at += MINUTE
    reply = mail_in(
        people,
        mailbox,
        at,
        To=str(asked["Reply-To"]),
        In_Reply_To=str(asked["Message-ID"]),
        Subject=f"AW: {asked['Subject']}",
        body="Die am Fenster.",
    )
    assert (reply.outcome, reply.case_id) == ("appended", case.pk)
    said = Message.objects.get(pk=reply.message_id)
    assert (said.audience, said.direction, said.body) == ("customer", "in", "Die am Fenster.")
    case.refresh_from_db()
    assert case.waits_for == "us"
    work_once(at)
    told = [read(m.raw) for m in smtp.received if m.recipients == ("anna@nordlicht.test",)]
    assert any("Die am Fenster." in body_of(mail) for mail in told)
    # what he wrote himself is no news to him
    assert len([m for m in smtp.received if STRANGER in m.recipients]) == 2
    assert ContactPoint.objects.get(normalized=STRANGER).verified_at is not None


def test_an_absence_note_is_answered_by_nobody(people: People, mailbox: Mailbox, smtp: SmtpServer) -> None:
    row = mail_in(
        people,
        mailbox,
        AT,
        To=mailbox.address,
        Subject="Abwesend",
        Auto_Submitted="auto-replied",
        body="Ich bin im Urlaub.",
    )
    work_once(AT)
    assert row.outcome in {"automatic", "new_case"}
    assert smtp.received == []
