"""Fetching mails: each is stored first and only then marked on the server.

A crash in between means that the mail is fetched once more, which its identity makes harmless; a mail that
cannot be fetched or stored never keeps the others from coming in.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxLoginError,
    MailboxStarttlsError,
)

from kulanz.core.mail.charsets import one_line
from kulanz.core.mail.mailbox import (
    FetchFailure,
    FetchReport,
    ImapReason,
    ImapSettings,
    MailboxUnreachable,
    Oversize,
)
from kulanz.core.mail.smtp import Security, tls_context

__all__ = [
    "FetchFailure",
    "FetchReport",
    "ImapReason",
    "ImapSettings",
    "MailboxUnreachable",
    "Oversize",
    "fetch_new",
    "test_connection",
]

STORED = "$KulanzStored"
TOO_LARGE = "$KulanzTooLarge"
_MAX_RECONNECTS = 5
_BATCH = 500
_HEADER_BYTES = 65_536
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

logger = logging.getLogger(__name__)


class _NotStored(Exception):
    """The caller's store refused; the connection is fine."""


@dataclass(frozen=True, slots=True)
class _Round:
    settings: ImapSettings
    store: Callable[[bytes], None]
    store_oversize: Callable[[Oversize], None] | None
    report: FetchReport


def fetch_new(
    settings: ImapSettings,
    store: Callable[[bytes], None],
    progress: Callable[[int, int], None] | None = None,
    store_oversize: Callable[[Oversize], None] | None = None,
) -> FetchReport:
    """Fetch what is new. `store` commits the raw mail before it returns; `store_oversize` does so for the
    notice about a mail too large, without it such a mail is reported every time. Raises MailboxUnreachable
    when the mailbox cannot be opened at all."""
    report = FetchReport()
    this_round = _Round(settings, store, store_oversize, report)
    client = _open(settings)
    try:
        with _translated():
            waiting = _waiting(client, settings)
            sizes = _sizes(client, waiting)
        report.found = len(waiting)
        reconnects = 0
        for done, uid in enumerate(waiting, start=1):
            try:
                _take(client, this_round, uid, sizes.get(uid, 0))
            except _NotStored as error:
                report.failed.append(FetchFailure(uid, str(error)))
            except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
                report.failed.append(FetchFailure(uid, _said(error)))
                if not _alive(client):
                    reconnects += 1
                    _close(client)
                    if reconnects > _MAX_RECONNECTS:
                        report.interrupted = _said(error)
                        break
                    client = _open(settings)
            if progress is not None:
                progress(done, len(waiting))
    except MailboxUnreachable as error:
        report.interrupted = str(error)
        if not report.found:
            raise
    finally:
        _close(client)
    return report


def test_connection(settings: ImapSettings) -> str:
    """Log in and open the folder; what was found in plain words ("INBOX: 12, new: 3"). Raises
    MailboxUnreachable."""
    client = _open(settings)
    try:
        with _translated():
            total = len(client.uids("ALL", charset=None))
            new = len(_waiting(client, settings))
            if settings.move_to and not client.folder.exists(settings.move_to):
                raise MailboxUnreachable(ImapReason.FOLDER, settings.move_to)
    finally:
        _close(client)
    return f"{settings.folder}: {total}, new: {new}"


def _open(settings: ImapSettings) -> BaseMailBox:
    with _translated():
        context = tls_context(settings.verify_certificate)
        client: BaseMailBox
        if settings.security is Security.TLS:
            client = MailBox(settings.host, settings.port, timeout=settings.timeout, ssl_context=context)
        elif settings.security is Security.STARTTLS:
            client = MailBoxStartTls(settings.host, settings.port, settings.timeout, context)
        else:
            client = MailBoxUnencrypted(settings.host, settings.port, settings.timeout)
        try:
            login = client.login if _is_plain(settings) else client.login_utf8
            try:
                login(settings.username, settings.password, initial_folder=None)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise MailboxUnreachable(ImapReason.LOGIN, _said(error)) from error
            client.folder.set(settings.folder)
        except BaseException:
            _close(client)
            raise
        return client


def _is_plain(settings: ImapSettings) -> bool:
    return settings.username.isascii() and settings.password.isascii()


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError) as error:
        kinds: tuple[tuple[type[Exception], ImapReason], ...] = (
            (ssl.SSLCertVerificationError, ImapReason.CERTIFICATE),
            (ssl.SSLError, ImapReason.TLS),
            (socket.gaierror, ImapReason.DNS),
            (TimeoutError, ImapReason.TIMEOUT),
            (ConnectionRefusedError, ImapReason.REFUSED),
            (OSError, ImapReason.CONNECTION_LOST),
            (MailboxLoginError, ImapReason.LOGIN),
            (MailboxFolderSelectError, ImapReason.FOLDER),
            (MailboxStarttlsError, ImapReason.TLS),
        )
        reason = next((reason for kind, reason in kinds if isinstance(error, kind)), ImapReason.PROTOCOL)
        if "STARTTLS" in str(error).upper() or "TLS not supported" in str(error):
            reason = ImapReason.TLS
        raise MailboxUnreachable(reason, _said(error)) from error


def _said(error: Exception) -> str:
    return one_line(str(error) or type(error).__name__, 300)


def _waiting(client: BaseMailBox, settings: ImapSettings) -> list[str]:
    """The mails not taken yet, oldest first."""
    criteria = f"UNKEYWORD {STORED} UNKEYWORD {TOO_LARGE} UNDELETED"
    if settings.since is None:
        criteria += " UNSEEN"
    else:
        day = settings.since
        criteria += f" SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}"
    uids = sorted(client.uids(criteria, charset=None), key=int)
    return uids[: settings.limit] if settings.limit else uids


def _sizes(client: BaseMailBox, uids: list[str]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    remaining = iter(uids)
    while batch := list(islice(remaining, _BATCH)):
        for item in _uid(client, "FETCH", ",".join(batch), "(UID RFC822.SIZE)"):
            line = item if isinstance(item, bytes) else b" ".join(x for x in item if isinstance(x, bytes))
            uid, size = _UID.search(line), _SIZE.search(line)
            if uid and size:
                sizes[uid[1].decode()] = int(size[1])
    return sizes


def _uid(client: BaseMailBox, *command: str) -> list[bytes | tuple[bytes, ...]]:
    status, data = client.client.uid(*command)
    if status != "OK":
        raise imaplib.IMAP4.error(f"{command[0]}: {data!r}"[:300])
    return [item for item in data if item is not None]


def _take(client: BaseMailBox, this_round: _Round, uid: str, size: int) -> None:
    report, store_oversize = this_round.report, this_round.store_oversize
    if size > this_round.settings.max_bytes:
        notice = Oversize(uid, size, _body(client, uid, f"BODY.PEEK[HEADER]<0.{_HEADER_BYTES}>"))
        report.oversize.append(notice)
        if store_oversize is not None:
            _store(lambda: store_oversize(notice))
            _mark(client, this_round, uid, TOO_LARGE)
        return
    raw = _body(client, uid, "BODY.PEEK[]")
    _store(lambda: this_round.store(raw))
    report.stored += 1
    _mark(client, this_round, uid, STORED)


def _store(action: Callable[[], None]) -> None:
    try:
        action()
    except Exception as error:
        logger.exception("mail_not_stored")
        raise _NotStored(f"{type(error).__name__}: {_said(error)}") from error


def _body(client: BaseMailBox, uid: str, what: str) -> bytes:
    for item in _uid(client, "FETCH", uid, f"(UID {what})"):
        if isinstance(item, tuple) and len(item) >= 2:
            return item[1]
        # An empty mail comes as a quoted string, not as a literal.
        if isinstance(item, bytes) and item.rstrip(b")").rstrip().endswith(b'""'):
            return b""
    raise imaplib.IMAP4.error(f"mail {uid} is gone or unreadable")


def _mark(client: BaseMailBox, this_round: _Round, uid: str, keyword: str) -> None:
    """Mark the mail as taken. A server without keywords of one's own gets at least the mark "read"."""
    report, move_to = this_round.report, this_round.settings.move_to
    try:
        status, _ = client.client.uid("STORE", uid, "+FLAGS.SILENT", f"(\\Seen {keyword})")
    except imaplib.IMAP4.abort:
        report.unflagged.append(uid)
        raise
    except imaplib.IMAP4.error:
        status = "BAD"
    if status != "OK":
        status, _ = client.client.uid("STORE", uid, "+FLAGS.SILENT", "(\\Seen)")
        if status != "OK":
            report.unflagged.append(uid)
    if move_to and keyword == STORED:
        if not client.folder.exists(move_to):
            client.folder.create(move_to)
        client.move(uid, move_to)


def _alive(client: BaseMailBox) -> bool:
    try:
        return bool(client.client.noop()[0] == "OK")
    except (OSError, imaplib.IMAP4.error):
        return False


def _close(client: BaseMailBox) -> None:
    with contextlib.suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
        client.logout()
    with contextlib.suppress(OSError, imaplib.IMAP4.error):
        client.client.shutdown()
