"""Handing over: each mail once, as far as SMTP allows, and nobody left in the dark."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kulanz.cases.models import Message
from kulanz.core.protocol.models import Transmission
from kulanz.core.protocol.queue import retry_stuck
from kulanz.core.protocol.working import work_once
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.stages.contact.commands import sending
from kulanz.stages.contact.commands.sending import resume_waiting
from kulanz.stages.contact.models import Mailbox, OutgoingMail
from kulanz.stages.contact.queries.outgoing import mail_figures, mails_of_case, troubled_mails
from tests.cases.people import AT, People
from tests.mail.smtp_server import SmtpServer
from tests.outgoing.writing import KARLA, new_case, parsed, queue, read


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases cause no news here; only what the tests queue goes out."""
    from kulanz.core.protocol import recording

    monkeypatch.setattr(recording, "_consumers", {})


def again(mail: OutgoingMail) -> OutgoingMail:
    return OutgoingMail.objects.get(pk=mail.pk)


def test_the_stored_bytes_go_out_once(people: People, mailbox: Mailbox, smtp: SmtpServer) -> None:
    mail = queue(people, new_case(people))
    assert work_once(AT) == {"done": 1}
    assert work_once(AT + timedelta(days=1)) == {}
    (received,) = smtp.received
    assert received.recipients == (KARLA,)
    assert read(received.raw)["Message-ID"] == f"<{mail.mail_id}>"
    # bounces lead to the case by the same token as replies
    assert received.sender == str(parsed(mail)["Reply-To"]).partition("<")[2].rstrip(">")
    assert (again(mail).state, again(mail).sent_at, again(mail).attempts) == ("sent", AT, 1)
    assert mail_figures(people.tenant.pk)["sent"] == 1


def test_a_crash_after_the_server_took_it_repeats_the_same_message_id(
    people: People, mailbox: Mailbox, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue(people, new_case(people))
    real = sending._hand_over

    def hand_over_and_die(*given: Any) -> None:
        real(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_hand_over", hand_over_and_die)
        with pytest.raises(KeyboardInterrupt):
            work_once(AT)
    assert again(mail).state != "sent"
    assert work_once(AT) == {"done": 1}
    ids = {read(received.raw)["Message-ID"] for received in smtp.received}
    assert len(smtp.received) == 2
    assert ids == {f"<{mail.mail_id}>"}
    assert work_once(AT) == {}


def test_a_crash_after_sending_was_written_down_sends_nothing_again(
    people: People, mailbox: Mailbox, smtp: SmtpServer
) -> None:
    mail = queue(people, new_case(people))
    work_once(AT)
    Transmission.objects.filter(key=f"smtp:{mail.pk}").update(state="waiting")
    assert work_once(AT) == {"done": 1}
    assert len(smtp.received) == 1


def test_a_busy_server_is_asked_again(people: People, mailbox: Mailbox, smtp: SmtpServer) -> None:
    mail = queue(people, new_case(people))
    smtp.refused_recipients[KARLA] = "451 later please"
    assert work_once(AT) == {"retried": 1}
    assert again(mail).state == "waiting"
    assert "451" in again(mail).last_error
    smtp.refused_recipients.clear()
    assert work_once(AT + timedelta(seconds=30)) == {"done": 1}
    assert again(mail).last_error == ""


def test_an_address_that_does_not_exist_is_marked_and_the_office_told(
    people: People, mailbox: Mailbox, smtp: SmtpServer
) -> None:
    case = new_case(people)
    mail = queue(people, case)
    smtp.refused_recipients[KARLA] = "550 no such user"
    assert work_once(AT) == {"done": 1}
    assert again(mail).state == "failed"
    point = ContactPoint.objects.get(normalized=KARLA)
    assert point.bounced_at == AT
    assert "550" in point.bounce_reason
    note = Message.objects.get(case=case)
    assert (note.audience, note.direction) == ("internal", "note")
    assert KARLA in note.body
    assert mails_of_case(people.anna, case)[0].pk == mail.pk
    assert mails_of_case(people.blatt_house, case) == []


def test_a_server_that_refuses_us_leaves_it_stuck_until_mended(
    people: People, mailbox: Mailbox, smtp: SmtpServer
) -> None:
    case = new_case(people)
    mail = queue(people, case)
    smtp.refused_sender = "550 not from you"
    assert work_once(AT) == {"stuck": 1}
    assert ContactPoint.objects.get(normalized=KARLA).bounced_at is None
    assert troubled_mails(people.otto) == [again(mail)]
    assert Message.objects.filter(case=case, audience="internal").exists()
    smtp.refused_sender = ""
    row = Transmission.objects.get(key=f"smtp:{mail.pk}")
    retry_stuck(actor=people.otto, transmission_id=row.pk, at=AT)
    assert work_once(AT) == {"done": 1}
    assert again(mail).state == "sent"


def test_after_two_days_of_trouble_the_office_hears_of_it(
    people: People, mailbox: Mailbox, smtp: SmtpServer
) -> None:
    case = new_case(people)
    mail = queue(people, case)
    smtp.refused_data = "452 disk full"
    for hours in range(0, 24 * 5, 6):
        work_once(AT + timedelta(hours=hours))
    assert again(mail).state == "failed"
    assert Transmission.objects.get(key=f"smtp:{mail.pk}").state == "stuck"
    assert Message.objects.filter(case=case, audience="internal").count() == 1


def test_without_a_server_mails_wait_and_say_why(people: People, mailbox: Mailbox, settings: Any) -> None:
    mail = queue(people, new_case(people))
    assert work_once(AT) == {"postponed": 1}
    for hours in range(1, 24 * 30, 6):
        assert set(work_once(AT + timedelta(hours=hours))) <= {"postponed"}
    assert again(mail).state == "waiting"
    assert again(mail).last_error == "Es ist kein Postausgang eingerichtet."
    row = Transmission.objects.get(key=f"smtp:{mail.pk}")
    assert (row.state, row.attempts) == ("waiting", 0)


def test_an_outlet_set_up_at_last_takes_what_waited(
    people: People, mailbox: Mailbox, smtp: SmtpServer, settings: Any
) -> None:
    mail = queue(people, new_case(people))
    host, settings.EMAIL_HOST = settings.EMAIL_HOST, ""
    work_once(AT)
    assert resume_waiting(people.tenant.pk, AT) == 0
    settings.EMAIL_HOST = host
    assert resume_waiting(people.tenant.pk, AT) == 1
    assert work_once(AT) == {"done": 1}
    assert again(mail).state == "sent"


def test_a_demo_puts_its_mails_into_a_folder(people: People, mailbox: Mailbox, folders: Path) -> None:
    Tenant.objects.filter(pk=people.tenant.pk).update(is_demo=True)
    mail = queue(people, new_case(people))
    assert work_once(AT) == {"done": 1}
    (written,) = (folders / "outbox").iterdir()
    assert read(written.read_bytes())["Message-ID"] == f"<{mail.mail_id}>"
    assert again(mail).state == "sent"
