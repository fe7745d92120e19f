"""Handing a finished mail to a server, and saying clearly what became of it."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kulanz.core.mail.charsets import one_line
from kulanz.core.mail.headers import valid_address


class Security(StrEnum):
    """How the connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class SmtpReason(StrEnum):
    """Why a mail was not taken."""

    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    TLS = "tls"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    BUSY = "busy"
    CONNECTION_LOST = "connection_lost"
    # The whole mail was handed over and the answer did not arrive: it may have been taken.
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A server to send through. Without `username` no login is tried."""

    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = ""
    timeout: float = 30.0
    verify_certificate: bool = True
    own_name: str = ""


@dataclass(frozen=True, slots=True)
class PermanentFailure:
    """Never send this again to this recipient ('' when the mail as a whole was refused)."""

    reason: SmtpReason
    recipient: str
    detail: str


@dataclass(frozen=True, slots=True)
class TemporaryFailure:
    """Try again later. After UNCONFIRMED use the same Message-ID, so that a double is recognised."""

    reason: SmtpReason
    detail: str
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took the mail, except for the recipients in `refused`."""

    answer: str
    refused: tuple[PermanentFailure | TemporaryFailure, ...] = ()


SendResult = Sent | TemporaryFailure | PermanentFailure


def send(raw: bytes, envelope_from: str, recipients: Sequence[str], settings: SmtpSettings) -> SendResult:
    """Send one mail; never raises for anything a network or server does. `envelope_from` may be '' (automatic
    mails that must not bounce)."""
    for address in recipients:
        if not valid_address(address) or not address.isascii():
            return PermanentFailure(SmtpReason.RECIPIENT, address, "not an address")
    if not recipients or (envelope_from and not valid_address(envelope_from)):
        return PermanentFailure(SmtpReason.SENDER, "", "no recipient or no valid sender")
    connection = _connect(settings)
    if isinstance(connection, TemporaryFailure):
        return connection
    try:
        return _transfer(connection, _strict_lines(raw), envelope_from, recipients)
    finally:
        _goodbye(connection)


def test_connection(settings: SmtpSettings) -> TemporaryFailure | None:
    """Connect and log in without sending; None when that works."""
    connection = _connect(settings)
    if isinstance(connection, TemporaryFailure):
        return connection
    _goodbye(connection)
    return None


def _strict_lines(raw: bytes) -> bytes:
    """CRLF and nothing else ends a line: a bare CR or LF could smuggle a second mail past the server."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", raw.rstrip(b"\r\n")) + b"\r\n"


def tls_context(verify: bool) -> ssl.SSLContext:
    """The usual checks of certificates, or none for a server in one's own house."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _connect(settings: SmtpSettings) -> smtplib.SMTP | TemporaryFailure:
    context = tls_context(settings.verify_certificate)
    name = settings.own_name or None
    connection: smtplib.SMTP | None = None
    try:
        if settings.security is Security.TLS:
            connection = smtplib.SMTP_SSL(
                settings.host, settings.port, name, timeout=settings.timeout, context=context
            )
        else:
            connection = smtplib.SMTP(settings.host, settings.port, name, timeout=settings.timeout)
        connection.ehlo_or_helo_if_needed()
        if settings.security is Security.STARTTLS:
            connection.starttls(context=context)
            connection.ehlo_or_helo_if_needed()
        if settings.username:
            connection.login(settings.username, settings.password)
    except (OSError, smtplib.SMTPException, UnicodeError, ValueError) as error:
        if connection is not None:
            _goodbye(connection)
        return TemporaryFailure(_connection_reason(error), _detail(error))
    return connection


def _connection_reason(error: Exception) -> SmtpReason:
    # smtplib hides the time limit behind a disconnection when it waits for an answer.
    if isinstance(error, smtplib.SMTPServerDisconnected) and "timed out" in str(error):
        return SmtpReason.TIMEOUT
    kinds: tuple[tuple[type[Exception] | tuple[type[Exception], ...], SmtpReason], ...] = (
        (ssl.SSLCertVerificationError, SmtpReason.CERTIFICATE),
        (ssl.SSLError, SmtpReason.TLS),
        (socket.gaierror, SmtpReason.DNS),
        (TimeoutError, SmtpReason.TIMEOUT),
        (ConnectionRefusedError, SmtpReason.REFUSED),
        (smtplib.SMTPAuthenticationError, SmtpReason.LOGIN),
        (smtplib.SMTPNotSupportedError, SmtpReason.TLS),
        (UnicodeError, SmtpReason.LOGIN),
        (smtplib.SMTPResponseException, SmtpReason.BUSY),
    )
    return next((reason for kind, reason in kinds if isinstance(error, kind)), SmtpReason.CONNECTION_LOST)


def _transfer(connection: smtplib.SMTP, raw: bytes, sender: str, recipients: Sequence[str]) -> SendResult:
    handed_over = False
    refused: list[PermanentFailure | TemporaryFailure] = []
    try:
        size = [f"size={len(raw)}"] if connection.has_extn("size") else []
        code, answer = connection.mail(sender, size)
        if code != 250:
            return _classified(code, answer, SmtpReason.SENDER)
        for recipient in recipients:
            code, answer = connection.rcpt(recipient)
            if code not in (250, 251):
                refused.append(_classified(code, answer, SmtpReason.RECIPIENT, recipient))
        if len(refused) == len(recipients):
            return refused[0]
        handed_over = True
        code, answer = connection.data(raw)
        if code != 250:
            return _classified(code, answer, SmtpReason.CONTENT)
        return Sent(answer=_line(answer), refused=tuple(refused))
    except smtplib.SMTPDataError as error:
        return _classified(error.smtp_code, error.smtp_error, SmtpReason.CONTENT)
    except (OSError, smtplib.SMTPException) as error:
        reason = SmtpReason.UNCONFIRMED if handed_over else _connection_reason(error)
        return TemporaryFailure(reason, _detail(error))


def _classified(
    code: int, answer: bytes | str, reason: SmtpReason, recipient: str = ""
) -> PermanentFailure | TemporaryFailure:
    detail = f"{code} {_line(answer)}".strip()
    # 421 ends the connection, 530 asks for a login, 552 is a full mailbox at many servers, -1 is a hang-up.
    lasting = 500 <= code < 600 and code != 530 and not (code == 552 and "quota" in detail.lower())
    if lasting:
        return PermanentFailure(reason, recipient, detail)
    if code == 530:
        return TemporaryFailure(SmtpReason.LOGIN, detail)
    return TemporaryFailure(SmtpReason.CONNECTION_LOST if code < 0 else SmtpReason.BUSY, detail, recipient)


def _line(answer: bytes | str) -> str:
    return one_line(answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer, 500)


def _detail(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_line(error.smtp_error)}"
    return one_line(str(error) or type(error).__name__, 500)


def _goodbye(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
