"""Fetching from a real dovecot into cases; a mailbox that cannot be reached stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kulanz.cases.models import Case
from kulanz.stages.contact.commands import incoming_fetching
from kulanz.stages.contact.commands.incoming_fetching import fetch_all, fetch_mailbox
from kulanz.stages.contact.mailbox_passwords import set_mailbox_password
from kulanz.stages.contact.models import Mailbox, RawMail
from tests.intake.mails import AT, mail
from tests.mail.dovecot import Dovecot, running_dovecot

pytestmark = [pytest.mark.dovecot, pytest.mark.xdist_group("fetching")]


@pytest.fixture(scope="module")
def dovecot(dovecot_path: str) -> Iterator[Dovecot]:
    with running_dovecot(dovecot_path) as server:
        yield server


def connect(mailbox: Mailbox, dovecot: Dovecot, user: str) -> Mailbox:
    mailbox.imap_host, mailbox.imap_port, mailbox.imap_security = dovecot.host, dovecot.port, "none"
    mailbox.imap_user = user
    mailbox.save()
    set_mailbox_password(mailbox.pk, dovecot.password)
    return mailbox


def test_fetched_mails_become_cases_once(mailbox: Mailbox, dovecot: Dovecot) -> None:
    connect(mailbox, dovecot, "eins")
    for _ in range(2):
        dovecot.deliver(mail(), "eins")
    (first,) = fetch_all(at=AT)
    assert (first.stored, first.error) == (2, "")
    assert Case.objects.count() == 2
    mailbox.refresh_from_db()
    assert (mailbox.last_fetch_at, mailbox.last_error) == (AT, "")
    (second,) = fetch_all(at=AT)
    assert second.stored == 0


def test_a_mailbox_that_cannot_be_reached_stops_no_other(
    tenant: Any, mailbox: Mailbox, dovecot: Dovecot
) -> None:
    dead = Mailbox.objects.create(
        tenant=tenant, name="Tot", address="tot@nordlicht.example", imap_host="127.0.0.1", imap_port=9
    )
    wrong = connect(
        Mailbox.objects.create(tenant=tenant, name="Falsch", address="falsch@nordlicht.example"), dovecot, "x"
    )
    set_mailbox_password(wrong.pk, "falsches Passwort")
    connect(mailbox, dovecot, "zwei")
    dovecot.deliver(mail(), "zwei")
    rounds = {one.mailbox_id: one for one in fetch_all(at=AT)}
    assert rounds[mailbox.pk].stored == 1
    for box, words in ((dead, "nimmt auf diesem Port"), (wrong, "abgelehnt")):
        box.refresh_from_db()
        assert words in box.last_error
        assert box.last_fetch_at is None
        assert rounds[box.pk].error == box.last_error


def test_what_a_colleague_read_meanwhile_comes_in(mailbox: Mailbox, dovecot: Dovecot) -> None:
    connect(mailbox, dovecot, "drei")
    fetch_all(at=AT)
    dovecot.deliver(mail(), "drei")
    with dovecot.client("drei") as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "(\\Seen)")
    mailbox.refresh_from_db()
    assert fetch_mailbox(mailbox, at=AT).stored == 1


def test_a_mail_that_cannot_be_stored_is_fetched_again(
    mailbox: Mailbox, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(mailbox, dovecot, "vier")
    for _ in range(2):
        dovecot.deliver(mail(), "vier")
    genuine, calls = incoming_fetching.store_raw_mail, iter([True, False])

    def failing_once(**given: Any) -> RawMail:
        if next(calls, False):
            raise OSError(28, "No space left on device")
        return genuine(**given)

    monkeypatch.setattr(incoming_fetching, "store_raw_mail", failing_once)
    (first,) = fetch_all(at=AT)
    assert (first.stored, first.failed) == (1, 1)
    mailbox.refresh_from_db()
    assert "No space left" in mailbox.last_error
    assert mailbox.last_fetch_at is None
    fetch_all(at=AT)
    assert Case.objects.count() == 2
