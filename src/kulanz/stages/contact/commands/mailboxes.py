"""Keeping the mailboxes a tenant receives at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.mail.smtp import Security
from kulanz.core.protocol.recording import record
from kulanz.masterdata.parties.commands.access import clean_email
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.contact.events import MailboxKept
from kulanz.stages.contact.mailbox_passwords import set_mailbox_password
from kulanz.stages.contact.models import Mailbox


@dataclass(frozen=True, slots=True)
class MailboxAccess:
    """How to reach a mailbox. Without `host` mail comes in by the command line only."""

    host: str = ""
    port: int = 993
    security: Security = Security.TLS
    user: str = ""
    folder: str = "INBOX"


def keep_mailbox(
    *,
    actor: Actor,
    address: str,
    name: str,
    access: MailboxAccess,
    at: datetime,
    password: str = "",
    active: bool = True,
) -> Mailbox:
    """Record a mailbox, or change the one of this address; an empty password keeps the one there is.

    The first one is where replies go. Raises InvalidValue("email"), NotAllowed.
    """
    require_administration(actor)
    email = clean_email(address)
    with transaction.atomic():
        known = Mailbox.objects.select_for_update().filter(tenant_id=actor.tenant_id)
        row = known.filter(address=email).first()
        if row is None:
            row = Mailbox(tenant_id=actor.tenant_id, address=email, is_default=not known.exists())
        row.name = name.strip()[:80] or email[:80]
        row.imap_host, row.imap_port = access.host.strip()[:255], access.port
        row.imap_security, row.imap_user = access.security.value, access.user.strip()[:255]
        row.folder, row.active = access.folder.strip()[:120] or "INBOX", active
        row.save()
        if password:
            set_mailbox_password(row.pk, password)
        record(
            MailboxKept(mailbox_id=row.pk, host=row.imap_host, active=active, address=email),
            actor=actor,
            stream="tenant",
            at=at,
        )
        return row
