"""Fetching from a real dovecot: stored before it is marked, and nothing stops the rest."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from kulanz.core.mail import imap
from kulanz.core.mail.identity import mail_identity
from kulanz.core.mail.imap import ImapReason, ImapSettings, MailboxUnreachable, Oversize, fetch_new
from kulanz.core.mail.parsing import parse
from kulanz.core.mail.smtp import Security, SmtpSettings, send
from tests.mail.broken import broken_mails
from tests.mail.building import mail
from tests.mail.dovecot import Dovecot, running_dovecot
from tests.mail.smtp_server import running_smtp

pytestmark = [pytest.mark.dovecot, pytest.mark.xdist_group("imap")]

_users = count(1)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(scope="module")
def dovecot(dovecot_path: str) -> Iterator[Dovecot]:
    with running_dovecot(dovecot_path) as server:
        yield server


@pytest.fixture
def settings(dovecot: Dovecot) -> ImapSettings:
    """An empty mailbox of the test's own."""
    user = f"konto{next(_users)}"
    return ImapSettings(dovecot.host, dovecot.port, user, dovecot.password, Security.NONE, timeout=10)


def test_fetched_once_and_marked(dovecot: Dovecot, settings: ImapSettings) -> None:
    mails = [mail(f"m{n}", f"Text {n}\r\n".encode()) for n in range(3)]
    for raw in mails:
        dovecot.deliver(raw, settings.username)
    stored: list[bytes] = []
    seen: list[tuple[int, int]] = []
    report = fetch_new(settings, stored.append, lambda done, total: seen.append((done, total)))
    assert stored == mails
    assert (report.found, report.stored, report.failed, report.interrupted) == (3, 3, [], "")
    assert seen == [(1, 3), (2, 3), (3, 3)]
    for flags in dovecot.flags(settings.username):
        assert "\\Seen" in flags
        assert "$KulanzStored" in flags
    assert fetch_new(settings, stored.append).found == 0


def test_a_mail_is_marked_only_after_it_is_stored(dovecot: Dovecot, settings: ImapSettings) -> None:
    dovecot.deliver(mail("m", b"Text"), settings.username)
    marks: list[list[str]] = []
    fetch_new(settings, lambda _raw: marks.append(dovecot.flags(settings.username)))
    assert "Seen" not in marks[0][0]
    assert "$Kulanz" not in marks[0][0]


def test_killed_after_storing_means_fetched_again(dovecot: Dovecot, settings: ImapSettings) -> None:
    for number in range(3):
        dovecot.deliver(mail(f"k{number}", b"Text"), settings.username)
    stored: list[bytes] = []

    def store_and_die(raw: bytes) -> None:
        stored.append(raw)
        if len(stored) == 2:
            raise Killed

    with pytest.raises(Killed):
        fetch_new(settings, store_and_die)
    fetch_new(settings, stored.append)
    assert len(stored) == 4
    assert len({mail_identity(parse(raw)) for raw in stored}) == 3


def test_one_that_cannot_be_stored_does_not_stop_the_rest(dovecot: Dovecot, settings: ImapSettings) -> None:
    for number in range(3):
        dovecot.deliver(mail(f"f{number}", b"Text"), settings.username)
    stored: list[bytes] = []

    def picky(raw: bytes) -> None:
        if b"<f1@" in raw:
            raise ValueError("kein Platz")
        stored.append(raw)

    report = fetch_new(settings, picky)
    assert (report.stored, len(stored)) == (2, 2)
    assert [failure.reason for failure in report.failed] == ["ValueError: kein Platz"]
    assert "Seen" not in dovecot.flags(settings.username)[1]
    assert fetch_new(settings, stored.append).stored == 1


def test_every_broken_mail_comes_in(dovecot: Dovecot, settings: ImapSettings) -> None:
    kinds = [raw for name, raw in broken_mails() if raw and len(raw) < 300_000]
    for raw in kinds:
        dovecot.deliver_file(raw, settings.username)
    stored: list[bytes] = []
    report = fetch_new(settings, stored.append)
    assert report.failed == []
    assert report.interrupted == ""
    assert report.stored == len(kinds)


def test_mail_read_by_a_colleague_is_taken_by_date_only(dovecot: Dovecot, settings: ImapSettings) -> None:
    dovecot.deliver(mail("r", b"Text"), settings.username)
    with dovecot.client(settings.username) as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Seen")
    stored: list[bytes] = []
    assert fetch_new(settings, stored.append).found == 0
    by_date = replace(settings, since=date(2020, 1, 31))
    assert fetch_new(by_date, stored.append).stored == 1
    assert fetch_new(by_date, stored.append).found == 0


def test_moved_to_a_folder(dovecot: Dovecot, settings: ImapSettings) -> None:
    dovecot.deliver(mail("v", b"Text"), settings.username)
    moving = replace(settings, move_to="Erledigt für Kulanz")
    stored: list[bytes] = []
    assert fetch_new(moving, stored.append).stored == 1
    assert dovecot.flags(settings.username) == []
    assert imap.test_connection(moving) == "INBOX: 0, new: 0"
    assert (
        imap.test_connection(replace(settings, folder="Erledigt für Kulanz"))
        == "Erledigt für Kulanz: 1, new: 0"
    )


def test_too_large_is_reported_and_left(dovecot: Dovecot, settings: ImapSettings) -> None:
    dovecot.deliver(mail("gross", b"x" * 5_000), settings.username)
    dovecot.deliver(mail("klein", b"Text"), settings.username)
    small = replace(settings, max_bytes=2_000)
    stored: list[bytes] = []
    report = fetch_new(small, stored.append)
    assert (report.stored, len(report.oversize)) == (1, 1)
    assert report.oversize[0].size > 5_000
    assert b"<gross@kunde.example>" in report.oversize[0].head
    notices: list[Oversize] = []
    fetch_new(small, stored.append, store_oversize=notices.append)
    fetch_new(small, stored.append, store_oversize=notices.append)
    assert len(notices) == 1
    assert len(stored) == 1


def test_limit_takes_the_oldest(dovecot: Dovecot, settings: ImapSettings) -> None:
    for number in range(5):
        dovecot.deliver(mail(f"l{number}", b"Text"), settings.username)
    stored: list[bytes] = []
    assert fetch_new(replace(settings, limit=2), stored.append).stored == 2
    assert b"<l0@" in stored[0]
    assert fetch_new(settings, stored.append).stored == 3


def test_lost_connection_is_taken_up_again(
    dovecot: Dovecot, settings: ImapSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        dovecot.deliver(mail(f"x{number}", b"Text"), settings.username)
    clients: list[imap.BaseMailBox] = []
    original = imap._open

    def remember(given: ImapSettings) -> imap.BaseMailBox:
        clients.append(original(given))
        return clients[-1]

    monkeypatch.setattr(imap, "_open", remember)
    stored: list[bytes] = []

    def cut(raw: bytes) -> None:
        stored.append(raw)
        if len(stored) == 2:
            clients[-1].client.shutdown()

    report = fetch_new(settings, cut)
    assert len(clients) == 2
    assert len(stored) == 4
    assert len(report.unflagged) + len(report.failed) >= 1
    monkeypatch.setattr(imap, "_open", original)
    assert fetch_new(settings, stored.append).found == 1


def test_mails_marked_for_deletion_are_not_touched(dovecot: Dovecot, settings: ImapSettings) -> None:
    dovecot.deliver(mail("d1", b"Text"), settings.username)
    dovecot.deliver(mail("d2", b"Text"), settings.username)
    with dovecot.client(settings.username) as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Deleted")
    stored: list[bytes] = []
    assert fetch_new(settings, stored.append).stored == 1
    assert len(dovecot.flags(settings.username)) == 2


def test_connection_is_explained(dovecot: Dovecot, settings: ImapSettings) -> None:
    dovecot.deliver(mail("t", b"Text"), settings.username)
    assert imap.test_connection(settings) == "INBOX: 1, new: 1"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    wrong = {
        ImapReason.LOGIN: replace(settings, password="falsch"),
        ImapReason.FOLDER: replace(settings, folder="Gibt es nicht"),
        ImapReason.REFUSED: replace(settings, port=free),
        ImapReason.DNS: replace(settings, host="gibt.es.nicht.invalid"),
        ImapReason.TLS: replace(settings, security=Security.TLS),
    }
    for reason, changed in wrong.items():
        with pytest.raises(MailboxUnreachable) as failed:
            imap.test_connection(changed)
        assert failed.value.reason is reason, failed.value
    with pytest.raises(MailboxUnreachable) as missing:
        imap.test_connection(replace(settings, security=Security.STARTTLS))
    assert missing.value.reason is ImapReason.TLS
    with pytest.raises(MailboxUnreachable) as umlaut:
        imap.test_connection(replace(settings, password="Größe"))
    assert umlaut.value.reason is ImapReason.LOGIN


def test_silent_server_times_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = ImapSettings("127.0.0.1", silent.getsockname()[1], "a", "b", Security.NONE, timeout=0.3)
        with pytest.raises(MailboxUnreachable) as failed:
            fetch_new(settings, lambda _raw: None)
    assert failed.value.reason is ImapReason.TIMEOUT


def test_sent_by_smtp_and_fetched_by_imap(dovecot: Dovecot, settings: ImapSettings) -> None:
    with running_smtp(deliver=lambda mail: dovecot.deliver(mail.raw, settings.username)) as server:
        raw = mail("hin", "Größe ändern\r\n".encode())
        send(raw, "", ["service@nordbau.example"], SmtpSettings(server.host, server.port, Security.NONE))
    stored: list[bytes] = []
    fetch_new(settings, stored.append)
    assert parse(stored[0]).text == "Größe ändern"
