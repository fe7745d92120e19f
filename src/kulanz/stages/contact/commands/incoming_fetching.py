"""Fetching mails from the tenants' mailboxes. One that cannot be reached says so and stops no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.utils import translation

from kulanz.core.mail.imap import fetch_new
from kulanz.core.mail.mailbox import FetchReport, ImapSettings, MailboxUnreachable, Oversize
from kulanz.core.mail.smtp import Security
from kulanz.core.mail.wording import MAILBOX_PROBLEMS
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.incoming import (
    process_raw_mail,
    store_oversize_notice,
    store_raw_mail,
)
from kulanz.stages.contact.mailbox_passwords import read_mailbox_password
from kulanz.stages.contact.models import Mailbox

# IMAP knows days of the server's own time zone only.
_OVERLAP: Final = timedelta(days=1)

log = structlog.get_logger("kulanz.mail")


@dataclass
class MailboxRound:
    """What fetching did at one mailbox; `error` is empty when all went well."""

    tenant_id: int
    mailbox_id: int
    address: str
    stored: int = 0
    failed: int = 0
    error: str = ""
    details: list[str] = field(default_factory=list)


def fetch_all(*, at: datetime, progress: Callable[[int, int], None] | None = None) -> list[MailboxRound]:
    """Fetch from every active IMAP mailbox of every active tenant."""
    tenants = list(Tenant.objects.filter(active=True).order_by("id").values_list("pk", flat=True))
    return [one for tenant_id in tenants for one in fetch_tenant(tenant_id, at, progress)]


def fetch_tenant(
    tenant_id: int, at: datetime, progress: Callable[[int, int], None] | None = None
) -> list[MailboxRound]:
    """Fetch from every active IMAP mailbox of one tenant. Call it outside of any transaction."""
    with tenant_context(tenant_id):
        boxes = list(Mailbox.objects.filter(active=True).exclude(imap_host=""))
    return [fetch_mailbox(box, at=at, progress=progress) for box in boxes]


def fetch_mailbox(
    mailbox: Mailbox, *, at: datetime, progress: Callable[[int, int], None] | None = None
) -> MailboxRound:
    """Store, mark and take in what is new. Never raises: what went wrong stands at the mailbox.

    Unread mails always; since the last complete round also those somebody read in the mailbox meanwhile.
    """
    done = MailboxRound(mailbox.tenant_id, mailbox.pk, mailbox.address)
    try:
        settings = imap_settings(mailbox)
        reports = [_round(mailbox, settings, at, progress)]
        if mailbox.last_fetch_at is not None:
            since = (mailbox.last_fetch_at - _OVERLAP).date()
            reports.append(_round(mailbox, replace(settings, since=since), at, progress))
        for report in reports:
            done.stored += report.stored
            done.failed += len(report.failed)
            done.details += [f"{failure.uid}: {failure.reason}" for failure in report.failed]
            done.error = done.error or report.interrupted
        if done.details and not done.error:
            done.error = done.details[0]
    except MailboxUnreachable as problem:
        with translation.override(_language(mailbox.tenant_id)):
            done.error = str(MAILBOX_PROBLEMS[problem.reason])
        done.details.append(str(problem))
        log.warning("mailbox_unreachable", mailbox_id=mailbox.pk, reason=problem.reason.value)
    except Exception as error:
        log.exception("mailbox_failed", mailbox_id=mailbox.pk)
        done.error = type(error).__name__
    _remember(mailbox, done, at)
    return done


def imap_settings(mailbox: Mailbox) -> ImapSettings:
    """How to reach the mailbox, password included; also for trying a connection out."""
    return ImapSettings(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        username=mailbox.imap_user or mailbox.address,
        password=read_mailbox_password(mailbox.pk),
        security=Security(mailbox.imap_security),
        folder=mailbox.folder,
    )


def _round(
    mailbox: Mailbox, settings: ImapSettings, at: datetime, progress: Callable[[int, int], None] | None
) -> FetchReport:
    def store(raw: bytes) -> None:
        row = store_raw_mail(tenant_id=mailbox.tenant_id, raw=raw, at=at, mailbox_id=mailbox.pk)
        stored.append(row.pk)

    def store_oversize(notice: Oversize) -> None:
        store_oversize_notice(
            tenant_id=mailbox.tenant_id, head=notice.head, size=notice.size, mailbox_id=mailbox.pk, at=at
        )

    stored: list[int] = []
    try:
        return fetch_new(settings, store, progress, store_oversize)
    finally:
        # All are on the server marked as stored by now; a crash here leaves them waiting for the worker.
        for raw_mail_id in stored:
            process_raw_mail(tenant_id=mailbox.tenant_id, raw_mail_id=raw_mail_id, at=at)


def _remember(mailbox: Mailbox, done: MailboxRound, at: datetime) -> None:
    """After an incomplete round the time stays, so that the next one looks back far enough."""
    values: dict[str, object] = {"last_error": done.error[:300]}
    if not done.error:
        values["last_fetch_at"] = at
    try:
        with tenant_context(mailbox.tenant_id):
            Mailbox.objects.filter(pk=mailbox.pk).update(**values)
    except Exception:
        log.exception("mailbox_state_not_saved", mailbox_id=mailbox.pk)


def _language(tenant_id: int) -> str:
    return Tenant.objects.values_list("language", flat=True).get(pk=tenant_id)
