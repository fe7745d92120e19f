"""Keeping the mailboxes a tenant receives at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404

from kulanz.core.access.actor import Actor
from kulanz.core.mail.smtp import Security
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.masterdata.parties.commands.access import clean_email
from kulanz.masterdata.parties.models import Team
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


def use_mailbox(
    *,
    actor: Actor,
    mailbox_id: int,
    team_id: int | None,
    other_addresses: Sequence[str],
    language: str,
    is_default: bool,
    at: datetime,
) -> Mailbox:
    """Which team its new cases go to, what else it is written at, and whether replies go there.

    Raises InvalidValue("email"), NotAllowed; Http404 when there is none.
    """
    require_administration(actor)
    others = [clean_email(address) for address in other_addresses if address.strip()]
    with transaction.atomic():
        boxes = Mailbox.objects.select_for_update().filter(tenant_id=actor.tenant_id)
        row = boxes.filter(pk=mailbox_id).first()
        if row is None:
            raise Http404
        if team_id is not None and not Team.objects.filter(tenant_id=actor.tenant_id, pk=team_id).exists():
            raise InvalidValue("team")
        row.team_id, row.language = team_id, language[:5]
        row.other_addresses = list(dict.fromkeys(a for a in others if a != row.address))
        if is_default:
            boxes.exclude(pk=row.pk).update(is_default=False)
            row.is_default = True
        row.save(update_fields=["team_id", "language", "other_addresses", "is_default"])
        record(
            MailboxKept(mailbox_id=row.pk, host=row.imap_host, active=row.active, address=row.address),
            actor=actor,
            stream="tenant",
            at=at,
        )
        return row
