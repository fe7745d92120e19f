"""A real SMTP server for tests: keeps what it is given, refuses what it is told to."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(frozen=True)
class Received:
    """A mail as it arrived, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass
class SmtpServer:
    """What arrived, and answers to give instead of the friendly ones: by address, and for the whole mail."""

    host: str = "127.0.0.1"
    port: int = 0
    received: list[Received] = field(default_factory=list)
    refused_recipients: dict[str, str] = field(default_factory=dict)
    refused_sender: str = ""
    refused_data: str = ""
    deliver: Callable[[Received], None] | None = None

    async def handle_MAIL(  # noqa: N802  # the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refused_sender:
            return self.refused_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refused_data:
            return self.refused_data
        content = envelope.original_content or b""
        # aiosmtpd keeps the brackets of an empty sender only.
        sender = (envelope.mail_from or "").replace("<>", "")
        mail = Received(sender, tuple(envelope.rcpt_tos), content)
        self.received.append(mail)
        if self.deliver is not None:
            self.deliver(mail)
        return "250 taken"


@contextlib.contextmanager
def running_smtp(
    deliver: Callable[[Received], None] | None = None, login: tuple[str, str] | None = None
) -> Iterator[SmtpServer]:
    """A server on a free port of the loopback; with `login` it takes mails only after that login."""
    server = SmtpServer(deliver=deliver)

    def check(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == login, handled=False)

    controller = _FreePort(
        server,
        hostname=server.host,
        port=0,
        authenticator=check if login else None,
        auth_required=login is not None,
        auth_require_tls=False,
        data_size_limit=100_000_000,
    )
    controller.start()
    try:
        server.port = controller.bound_port()
        yield server
    finally:
        controller.stop()


class _FreePort(Controller):
    """Lets the system choose the port; the original connects to the port it was told to check it."""

    def _trigger_server(self) -> None:
        with socket.create_connection((self.hostname, self.bound_port()), 5) as probe:
            probe.recv(100)

    def bound_port(self) -> int:
        """The port chosen by the system."""
        assert self.server is not None
        return int(self.server.sockets[0].getsockname()[1])
