"""Mail out, first half: composed once, stored, queued. `sending` is the second half."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.cases.models import Case, Message
from kulanz.core.access.actor import system_actor
from kulanz.core.files.storage import storage
from kulanz.core.mail.addresses import new_token
from kulanz.core.mail.charsets import one_line
from kulanz.core.mail.composing import (
    Automatic,
    MailLink,
    OutgoingContent,
    OutgoingFile,
    UnsendableMail,
    compose,
)
from kulanz.core.mail.headers import valid_address
from kulanz.core.mail.model import Address
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.recording import queue, record
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.events import MailQueued
from kulanz.stages.contact.mail_parts import (
    MailLook,
    brand_of,
    host_of,
    mailbox_of,
    reply_to,
    sender_of,
    thread_of,
)
from kulanz.stages.contact.models import OutgoingMail, OutgoingState

SMTP: Final = "smtp"
# What the program may send by itself within a day: to one recipient of one case, and to one address in all.
# A loop of two machines ends here, whatever it looks like.
PER_THREAD: Final = 12
PER_ADDRESS: Final = 300
_DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom, in which language, and who he is to us. Leave `name` empty for unverified addresses.

    `is_person` false: a machine takes the mail, and what it answers speaks for nobody.
    """

    address: str
    name: str = ""
    language: str = "de"
    party_id: int | None = None
    membership_id: int | None = None
    is_person: bool = True


@dataclass(frozen=True, slots=True)
class MailText:
    """What he reads: finished sentences in his language, plain text."""

    subject: str
    paragraphs: tuple[str, ...]
    heading: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    link: MailLink | None = None
    files: tuple[OutgoingFile, ...] = ()


def queue_mail(
    *,
    key: str,
    tenant_id: int,
    recipient: Recipient,
    text: MailText,
    kind: str,
    at: datetime,
    case: Case | None = None,
    message: Message | None = None,
    entry: ProtocolEntry | None = None,
    automatic: bool = True,
    look: MailLook | None = None,
) -> OutgoingMail:
    """Compose a mail and queue it; the same `key` again returns the first one and sends nothing.

    `entry` is what it tells of; without one an event of its own is recorded. `look` is a dealer's face in
    the place of the tenant's. A mail that must not or cannot go out (budget used up, no valid address) is
    kept as cancelled or failed, with the reason.
    """
    with transaction.atomic():
        found = OutgoingMail.objects.filter(tenant_id=tenant_id, key=key).first()
        if found is not None:
            return found
        tenant = Tenant.objects.get(pk=tenant_id)
        row = OutgoingMail(
            tenant_id=tenant_id,
            key=key,
            case=case,
            message=message,
            kind=kind,
            recipient=one_line(recipient.address, 254),
            recipient_name=one_line(recipient.name, 200),
            party_id=recipient.party_id,
            membership_id=recipient.membership_id,
            subject=one_line(text.subject, 300),
            mail_id=f"{new_token()}@{host_of(tenant)}",
            is_automatic=automatic,
            created_at=at,
        )
        _check(row, at)
        waits = row.state == OutgoingState.WAITING
        written = _write(row, tenant, recipient, text, look=look, at=at) if waits else ""
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if written:
                storage().delete(written)
            return OutgoingMail.objects.get(tenant_id=tenant_id, key=key)
        if row.state == OutgoingState.WAITING:
            queue(entry or _own_entry(row, at), SMTP, key=f"{SMTP}:{row.pk}", at=at)
        return row


def _check(row: OutgoingMail, at: datetime) -> None:
    """Refuse what would not arrive or belongs to a loop; the row says why."""
    address = valid_address(row.recipient)
    with override("de"):
        if not address:
            row.state = OutgoingState.FAILED
            row.last_error = _("Das ist keine gültige E-Mail-Adresse.")
            return
        row.recipient = address
        if row.is_automatic and _budget_used_up(row, at):
            row.state = OutgoingState.CANCELLED
            row.last_error = _("Nicht gesendet: zu viele automatische E-Mails an diese Adresse.")


def _budget_used_up(row: OutgoingMail, at: datetime) -> bool:
    sent = OutgoingMail.objects.filter(
        tenant_id=row.tenant_id, recipient=row.recipient, is_automatic=True, created_at__gt=at - _DAY
    ).exclude(state=OutgoingState.CANCELLED)
    if sent.count() >= PER_ADDRESS:
        return True
    return row.case_id is not None and sent.filter(case_id=row.case_id).count() >= PER_THREAD


def _write(
    row: OutgoingMail,
    tenant: Tenant,
    recipient: Recipient,
    text: MailText,
    *,
    look: MailLook | None,
    at: datetime,
) -> str:
    """Compose and store the bytes; returns their key, or '' when no mail can be made of it."""
    mailbox = mailbox_of(row.case, tenant.pk)
    thread = thread_of(row.case, row.recipient, row.party_id, row.membership_id)
    who = {"party_id": row.party_id, "membership_id": row.membership_id}
    try:
        raw = compose(
            OutgoingContent(
                message_id=row.mail_id,
                date=at,
                sender=sender_of(tenant, mailbox, look.from_name if look else ""),
                to=(Address(name=recipient.name, address=row.recipient),),
                subject=text.subject,
                text="\n\n".join(text.paragraphs),
                brand=look.brand if look else brand_of(tenant, recipient.language),
                language="en" if recipient.language.startswith("en") else "de",
                heading=text.heading,
                facts=text.facts,
                link=text.link,
                reply_to=reply_to(
                    tenant=tenant,
                    mailbox=mailbox,
                    case=row.case if recipient.is_person else None,
                    address=row.recipient,
                    at=at,
                    **who,
                ),
                in_reply_to=thread[-1] if thread else "",
                references=thread,
                automatic=Automatic.GENERATED if row.is_automatic else Automatic.NO,
                tenant=tenant.slug,
                attachments=text.files,
            )
        )
    except UnsendableMail as wrong:
        row.state = OutgoingState.FAILED
        row.last_error = str(wrong)[:300]
        return ""
    row.files = [
        {"name": one_line(file.name, 200), "size": len(file.data), "file": file.source} for file in text.files
    ]
    row.storage_key, _sha256, _size = storage().write(tenant.pk, iter([raw]))
    return row.storage_key


def _own_entry(row: OutgoingMail, at: datetime) -> ProtocolEntry:
    return record(
        MailQueued(outgoing_id=row.pk, kind=row.kind, recipient=row.recipient),
        actor=system_actor(row.tenant_id),
        stream=row.case.stream if row.case is not None else f"mail:{row.pk}",
        at=at,
    )
