"""What every mail of a tenant has in common: brand, sender, where replies go, and its thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from kulanz.cases.models import Case
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.core.mail.addresses import reply_address
from kulanz.core.mail.composing import MailBrand
from kulanz.core.mail.headers import valid_address
from kulanz.core.mail.model import Address
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import Mailbox, OutgoingMail, OutgoingState, RawMail

REPLY_LIFETIME: Final = timedelta(days=730)
_LARGEST_LOGO: Final = 100_000
_SHOWN_EVERYWHERE: Final = frozenset({"image/png", "image/jpeg", "image/gif"})
_THREAD: Final = 10


@dataclass(frozen=True, slots=True)
class MailLook:
    """Whose face a mail wears, where it is not the tenant's own."""

    brand: MailBrand
    from_name: str


def brand_of(tenant: Tenant, language: str) -> MailBrand:
    """Name, colour, logo and foot. A logo that mail programs do not show is left out."""
    parts = (tenant.contact_team, tenant.contact_phone, tenant.hours_in(language))
    contact = " · ".join(part for part in parts if part)
    logo, logo_type = mail_logo(bytes(tenant.logo or b""), tenant.logo_type)
    return MailBrand(
        name=tenant.sender,
        colour=tenant.brand_color,
        logo=logo,
        logo_type=logo_type,
        footer=tuple(line for line in (contact, *foot_lines(tenant.letterhead_footer)) if line),
    )


def mail_logo(logo: bytes, logo_type: str) -> tuple[bytes, str]:
    """The logo where mail programs show it, else none."""
    shown = logo_type in _SHOWN_EVERYWHERE and len(logo) <= _LARGEST_LOGO
    return (logo, logo_type) if shown else (b"", "image/png")


def foot_lines(letterhead_footer: str) -> list[str]:
    """The columns of a letter's foot, each as one line of a mail's."""
    columns = letterhead_footer.replace("\r\n", "\n").split("\n\n")
    lines = [" · ".join(line.strip() for line in column.split("\n") if line.strip()) for column in columns]
    return lines[:5]


def mailbox_of(case: Case | None, tenant_id: int) -> Mailbox | None:
    """Where replies go: the mailbox the case came to, else the tenant's default one."""
    if case is not None:
        raw = (
            RawMail.objects.filter(case=case, mailbox__active=True)
            .select_related("mailbox")
            .order_by("id")
            .first()
        )
        if raw is not None and raw.mailbox is not None:
            return raw.mailbox
    return Mailbox.objects.filter(tenant_id=tenant_id, active=True).order_by("-is_default", "id").first()


def sender_of(tenant: Tenant, mailbox: Mailbox | None, name: str = "") -> Address:
    """Who our mail comes from; never an address a stranger gave us. `name` stands for a dealer's."""
    address = valid_address(tenant.sender_address) or (mailbox.address if mailbox else "")
    return Address(name=name or tenant.sender, address=address or f"noreply@{host_of(tenant)}")


def host_of(tenant: Tenant) -> str:
    """The tenant's host as the right side of a Message-ID."""
    return tenant.host.strip("[]").lower() or "localhost"


def reply_to(
    *,
    tenant: Tenant,
    mailbox: Mailbox | None,
    case: Case | None,
    address: str,
    party_id: int | None,
    membership_id: int | None,
    at: datetime,
) -> str:
    """An address with a token of this recipient, so that his reply finds the case and speaks as him."""
    if mailbox is None or case is None:
        return mailbox.address if mailbox else valid_address(tenant.contact_email)
    secret, _row = issue_token(
        tenant_id=tenant.pk,
        purpose=TokenPurpose.REPLY,
        at=at,
        lifetime=REPLY_LIFETIME,
        case_id=case.pk,
        party_id=party_id,
        membership_id=membership_id,
        address=address,
    )
    return reply_address(mailbox.address, secret)


def thread_of(
    case: Case | None, address: str, party_id: int | None, membership_id: int | None
) -> tuple[str, ...]:
    """Message-IDs of what went to and came from this recipient on the case, oldest first.

    Ids of other people's mails stay out: they would tell who else writes.
    """
    if case is None:
        return ()
    ours = list(
        OutgoingMail.objects.filter(case=case, recipient=address)
        .exclude(state=OutgoingState.CANCELLED)
        .order_by("-id")
        .values_list("created_at", "mail_id")[:_THREAD]
    )
    his = Q(pk__in=[])
    if party_id is not None:
        his |= Q(message__author_party_id=party_id)
    if membership_id is not None:
        his |= Q(message__author_membership_id=membership_id)
    theirs = list(
        RawMail.objects.filter(his, case=case)
        .exclude(mail_id="")
        .order_by("-id")
        .values_list("received_at", "mail_id")[:_THREAD]
    )
    return tuple(mail_id for _at, mail_id in sorted(ours + theirs))
