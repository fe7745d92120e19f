"""Sending to a real SMTP server, and what is said when it does not take the mail."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from kulanz.core.mail import smtp
from kulanz.core.mail.smtp import (
    PermanentFailure,
    Security,
    Sent,
    SmtpReason,
    SmtpSettings,
    TemporaryFailure,
    send,
)
from tests.mail.smtp_server import SmtpServer, running_smtp

RAW = b"From: a@nordbau.example\r\nSubject: x\r\n\r\nText\r\n"
TO = ["erika@kunde.example"]


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as running:
        yield running


def plain(port: int, **more: object) -> SmtpSettings:
    return SmtpSettings("127.0.0.1", port, Security.NONE, timeout=5, **more)  # type: ignore[arg-type]  # passed through


def test_sent(server: SmtpServer) -> None:
    result = send(RAW, "bounce@nordbau.example", TO, plain(server.port))
    assert isinstance(result, Sent)
    assert result.refused == ()
    assert "taken" in result.answer
    (mail,) = server.received
    assert (mail.sender, mail.recipients) == ("bounce@nordbau.example", ("erika@kunde.example",))
    assert mail.raw == RAW


def test_empty_envelope_sender(server: SmtpServer) -> None:
    assert isinstance(send(RAW, "", TO, plain(server.port)), Sent)
    assert server.received[0].sender == ""


def test_lines_are_made_strict_and_dots_survive(server: SmtpServer) -> None:
    send(b"A: b\n\n.\nx\r.\r\n.y\r\n", "", TO, plain(server.port))
    assert server.received[0].raw == b"A: b\r\n\r\n.\r\nx\r\n.\r\n.y\r\n"


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        ("550 5.1.1 unknown", PermanentFailure, SmtpReason.RECIPIENT),
        ("450 4.2.1 greylisted", TemporaryFailure, SmtpReason.BUSY),
        ("552 5.2.2 over quota", TemporaryFailure, SmtpReason.BUSY),
        ("530 5.7.0 login first", TemporaryFailure, SmtpReason.LOGIN),
    ],
)
def test_refused_recipient(server: SmtpServer, answer: str, kind: type, reason: SmtpReason) -> None:
    server.refused_recipients[TO[0]] = answer
    result = send(RAW, "", TO, plain(server.port))
    assert isinstance(result, kind)
    assert isinstance(result, PermanentFailure | TemporaryFailure)
    assert result.reason is reason
    assert result.detail == answer
    assert server.received == []


def test_one_of_two_recipients_is_refused(server: SmtpServer) -> None:
    server.refused_recipients["weg@kunde.example"] = "550 unknown"
    result = send(RAW, "", [*TO, "weg@kunde.example"], plain(server.port))
    assert isinstance(result, Sent)
    assert [failure.recipient for failure in result.refused] == ["weg@kunde.example"]
    assert server.received[0].recipients == tuple(TO)


def test_refused_sender_and_content(server: SmtpServer) -> None:
    server.refused_sender = "553 not yours"
    result = send(RAW, "a@nordbau.example", TO, plain(server.port))
    assert isinstance(result, PermanentFailure)
    assert (result.reason, result.recipient) == (SmtpReason.SENDER, "")
    server.refused_sender = ""
    server.refused_data = "554 spam"
    result = send(RAW, "a@nordbau.example", TO, plain(server.port))
    assert isinstance(result, PermanentFailure)
    assert result.reason is SmtpReason.CONTENT
    server.refused_data = "451 later"
    assert isinstance(send(RAW, "a@nordbau.example", TO, plain(server.port)), TemporaryFailure)


def test_login() -> None:
    with running_smtp(login=("benutzer", "passwort")) as server:
        good = plain(server.port, username="benutzer", password="passwort")
        assert isinstance(send(RAW, "", TO, good), Sent)
        assert smtp.test_connection(good) is None
        bad = smtp.test_connection(plain(server.port, username="benutzer", password="falsch"))
        assert bad is not None
        assert bad.reason is SmtpReason.LOGIN
        without = send(RAW, "", TO, plain(server.port))
        assert isinstance(without, TemporaryFailure)
        assert without.reason is SmtpReason.LOGIN


def test_bad_addresses_never_reach_the_server(server: SmtpServer) -> None:
    for address in ("kein", "a@b.example>\r\nRCPT TO:<c@d.example", "ü@b.example", ""):
        result = send(RAW, "", [address], plain(server.port))
        assert isinstance(result, PermanentFailure)
        assert result.reason is SmtpReason.RECIPIENT
    assert isinstance(send(RAW, "kein", TO, plain(server.port)), PermanentFailure)
    assert isinstance(send(RAW, "", [], plain(server.port)), PermanentFailure)


def test_starttls_is_never_silently_left_out(server: SmtpServer) -> None:
    result = send(RAW, "", TO, SmtpSettings("127.0.0.1", server.port, Security.STARTTLS, timeout=5))
    assert isinstance(result, TemporaryFailure)
    assert result.reason is SmtpReason.TLS
    assert server.received == []


def test_no_tls_where_tls_is_asked_for(server: SmtpServer) -> None:
    result = send(RAW, "", TO, SmtpSettings("127.0.0.1", server.port, Security.TLS, timeout=5))
    assert isinstance(result, TemporaryFailure)
    assert result.reason is SmtpReason.TLS


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = send(RAW, "", TO, plain(port))
    assert isinstance(result, TemporaryFailure)
    assert result.reason is SmtpReason.REFUSED
    unknown = send(RAW, "", TO, SmtpSettings("gibt.es.nicht.invalid", 25, Security.NONE, timeout=5))
    assert isinstance(unknown, TemporaryFailure)
    assert unknown.reason is SmtpReason.DNS


def _scripted(script: list[bytes]) -> tuple[int, threading.Thread]:
    """A server that gives these answers, one for each line it reads, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener, listener.accept()[0] as connection:
            connection.settimeout(5)
            reader = connection.makefile("rb")
            for answer in script:
                connection.sendall(answer)
                line = reader.readline()
                while answer.startswith(b"354") and line not in (b".\r\n", b""):
                    line = reader.readline()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return listener.getsockname()[1], thread


def test_hang_up_after_the_data_is_unconfirmed() -> None:
    port, thread = _scripted([b"220 hi\r\n", b"250 x\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"])
    result = send(RAW, "a@nordbau.example", TO, plain(port))
    thread.join(5)
    assert isinstance(result, TemporaryFailure)
    assert result.reason is SmtpReason.UNCONFIRMED


def test_hang_up_before_the_data_is_a_lost_connection() -> None:
    port, thread = _scripted([b"220 hi\r\n", b"250 x\r\n", b"250 ok\r\n"])
    result = send(RAW, "a@nordbau.example", TO, plain(port))
    thread.join(5)
    assert isinstance(result, TemporaryFailure)
    assert result.reason is SmtpReason.CONNECTION_LOST


def test_busy_greeting_and_silence() -> None:
    port, _ = _scripted([b"421 too busy\r\n"])
    result = send(RAW, "", TO, plain(port))
    assert isinstance(result, TemporaryFailure)
    assert result.reason is SmtpReason.BUSY
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = SmtpSettings("127.0.0.1", silent.getsockname()[1], Security.NONE, timeout=0.3)
        result = send(RAW, "", TO, settings)
    assert isinstance(result, TemporaryFailure)
    assert result.reason is SmtpReason.TIMEOUT
