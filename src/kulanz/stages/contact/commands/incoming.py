"""Mail in: stored and committed first, then taken in. Each step can be repeated after a crash at any point.

A mail is one row per way it came here. What it says is decided once: a second copy of the same mail
(`mail_identity`) is linked to the first and does nothing else.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

import structlog
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from kulanz.core.files.storage import storage
from kulanz.core.mail.identity import mail_identity
from kulanz.core.mail.model import ParseFailed
from kulanz.core.mail.sandbox import parse_limited
from kulanz.core.mail.wording import PARSE_FAILURES
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.incoming_files import Kept
from kulanz.stages.contact.commands.incoming_outcome import Treatment, decide
from kulanz.stages.contact.models import Mailbox, RawMail, RawMailOutcome

MAX_ATTEMPTS: Final = 3
_MEGABYTE: Final = 1_048_576
_USUAL_SIZE: Final = 60 * _MEGABYTE

log = structlog.get_logger("kulanz.mail")


class NoSuchMailbox(LookupError):
    """The mailbox does not belong to this tenant; a fault of the caller."""


def store_raw_mail(*, tenant_id: int, raw: bytes, at: datetime, mailbox_id: int | None = None) -> RawMail:
    """Write the bytes durably and commit their row. Call it outside of any transaction.

    The same bytes at the same mailbox (fetched again after a crash) give the row that is there already.
    """
    digest = hashlib.sha256(raw).hexdigest()
    with tenant_context(tenant_id):
        if mailbox_id is not None and not Mailbox.objects.filter(pk=mailbox_id).exists():
            raise NoSuchMailbox(mailbox_id)
        known = RawMail.objects.filter(sha256=digest, size=len(raw), mailbox=mailbox_id)
        found = known.order_by("id").first()
    if found is not None:
        return found
    # What a crash leaves between here and the commit is content without a row, cleared away after a day.
    key, _sha256, size = storage().write(tenant_id, iter((raw,)))
    with tenant_context(tenant_id):
        row = RawMail.objects.create(
            tenant_id=tenant_id,
            mailbox_id=mailbox_id,
            storage_key=key,
            sha256=digest,
            size=size,
            received_at=at,
        )
    log.debug("raw_mail_stored", tenant=tenant_id, raw_mail_id=row.pk, size=size)
    return row


def store_oversize_notice(
    *, tenant_id: int, head: bytes, size: int, mailbox_id: int, at: datetime
) -> RawMail:
    """A mail left on the server because of its size: its headers, in the quarantine for somebody to see."""
    row = store_raw_mail(tenant_id=tenant_id, raw=head, at=at, mailbox_id=mailbox_id)
    with tenant_context(tenant_id), _in_words_of(tenant_id):
        RawMail.objects.filter(pk=row.pk, outcome=RawMailOutcome.WAITING).update(
            outcome=RawMailOutcome.QUARANTINED,
            processed_at=at,
            reason=_("Die E-Mail ist mit %(size)d MB zu groß und liegt noch im Postfach.")
            % {"size": size // _MEGABYTE},
        )
    return row


def process_raw_mail(
    *, tenant_id: int, raw_mail_id: int, at: datetime, treatment: Treatment = Treatment.USUAL
) -> RawMail | None:
    """Take a waiting mail in, in a transaction of its own; None when it is not waiting or somebody else
    is at it. Never raises: what goes wrong is rolled back, counted, and after three times quarantined."""
    kept = Kept()
    inside = True
    try:
        with tenant_context(tenant_id), _in_words_of(tenant_id):
            row = _claim(raw_mail_id)
            if row is None:
                return None
            _take_in(row, at, treatment, kept)
            inside = False
    except Exception as error:
        log.exception("raw_mail_failed", raw_mail_id=raw_mail_id)
        if inside:
            # Rolled back for certain. After a failed commit nobody knows, so the content stays.
            kept.throw_away()
        return _note_failure(tenant_id, raw_mail_id, error, at)
    log.debug("raw_mail_settled", tenant=tenant_id, raw_mail_id=row.pk, outcome=str(row.outcome))
    return row


def process_waiting(*, tenant_id: int, at: datetime, limit: int = 200) -> int:
    """Take in what is still waiting, oldest first (after a crash, or stored by another process)."""
    with tenant_context(tenant_id):
        waiting = RawMail.objects.filter(outcome=RawMailOutcome.WAITING).order_by("id")
        ids = list(waiting.values_list("pk", flat=True)[:limit])
    done = [process_raw_mail(tenant_id=tenant_id, raw_mail_id=pk, at=at) for pk in ids]
    return sum(1 for row in done if row is not None and row.outcome != RawMailOutcome.WAITING)


def _claim(raw_mail_id: int) -> RawMail | None:
    rows = RawMail.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(pk=raw_mail_id, outcome=RawMailOutcome.WAITING).select_related("mailbox").first()


def _take_in(row: RawMail, at: datetime, treatment: Treatment, kept: Kept) -> None:
    with storage().open(row.storage_key) as content:
        raw = content.read()
    row.processed_at = at
    try:
        parsed = parse_limited(raw, memory_mb=512 * max(1, min(4, 1 + len(raw) // _USUAL_SIZE)))
    except ParseFailed as failure:
        log.warning("raw_mail_unreadable", raw_mail_id=row.pk, reason=failure.reason.value)
        _unreadable(row, str(PARSE_FAILURES[failure.reason]))
        return
    row.sender = parsed.from_address
    row.subject = parsed.subject[:300]
    row.mail_id = parsed.message_id
    row.identity = mail_identity(parsed)
    _only_one(f"mail:{row.tenant_id}:{row.identity}")
    others = RawMail.objects.filter(identity=row.identity).exclude(pk=row.pk)
    first = others.exclude(outcome=RawMailOutcome.DUPLICATE).order_by("id").first()
    if first is not None:
        _duplicate(row, first)
        return
    decide(row, parsed, raw, at=at, treatment=treatment, kept=kept)
    row.save()


def _unreadable(row: RawMail, reason: str) -> None:
    """Without a parsed mail only equal bytes are the same mail."""
    _only_one(f"mail:{row.tenant_id}:{row.sha256}")
    same = RawMail.objects.filter(sha256=row.sha256, size=row.size).exclude(pk=row.pk)
    settled = same.exclude(outcome__in=[RawMailOutcome.DUPLICATE, RawMailOutcome.WAITING])
    first = settled.order_by("id").first()
    if first is not None:
        _duplicate(row, first)
        return
    row.outcome = RawMailOutcome.QUARANTINED
    row.reason = reason[:400]
    row.save()


def _duplicate(row: RawMail, first: RawMail) -> None:
    row.outcome = RawMailOutcome.DUPLICATE
    row.duplicate_of = first
    row.case_id = first.case_id
    row.message_id = first.message_id
    row.reason = ""
    row.save()


def _only_one(name: str) -> None:
    """Two copies of one mail, processed at once, wait for each other here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _note_failure(tenant_id: int, raw_mail_id: int, error: Exception, at: datetime) -> RawMail | None:
    try:
        with tenant_context(tenant_id), _in_words_of(tenant_id):
            row = _claim(raw_mail_id)
            if row is None:
                return None
            row.attempts += 1
            if row.attempts >= MAX_ATTEMPTS:
                row.outcome = RawMailOutcome.QUARANTINED
                row.processed_at = at
                row.reason = _("Die Verarbeitung ist dreimal fehlgeschlagen (%(error)s).") % {
                    "error": type(error).__name__
                }
            row.save(update_fields=["attempts", "outcome", "processed_at", "reason"])
            return row
    except Exception:
        # The database itself is away; the mail keeps waiting and is taken in later.
        log.exception("raw_mail_failure_not_noted", raw_mail_id=raw_mail_id)
        return None


def _in_words_of(tenant_id: int) -> translation.override:
    """Notes for the office are written in the tenant's language, whoever triggers them."""
    return translation.override(Tenant.objects.values_list("language", flat=True).get(pk=tenant_id))
