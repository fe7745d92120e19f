"""Which of our mailboxes a mail was sent to, across all tenants."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32

from kulanz.core.mail.addresses import plain_mailbox
from kulanz.core.mail.headers import Headers, addresses
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import Mailbox

_HEADER_BYTES = 262_144
_TRANSPORT = (
    "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-forwarded-to",
    "apparently-to", "resent-to",
)  # fmt: skip
_WRITTEN = ("to", "cc", "bcc")


@dataclass(frozen=True, slots=True)
class MailboxChoice:
    """Where a mail belongs; `mailbox_id` is None for a tenant without any mailbox."""

    tenant_id: int
    mailbox_id: int | None
    address: str


def house_addresses() -> set[str]:
    """All addresses of the current tenant's mailboxes, active or not."""
    return {address for mailbox in Mailbox.objects.all() for address in _addresses(mailbox)}


def all_mailboxes() -> list[tuple[MailboxChoice, set[str], bool]]:
    """Every active mailbox of every active tenant with its addresses and whether it is the default."""
    found: list[tuple[MailboxChoice, set[str], bool]] = []
    for tenant_id in Tenant.objects.filter(active=True).order_by("id").values_list("pk", flat=True):
        with tenant_context(tenant_id):
            for box in Mailbox.objects.filter(active=True).order_by("-is_default", "id"):
                choice = MailboxChoice(tenant_id, box.pk, box.address)
                found.append((choice, _addresses(box), box.is_default))
    return found


def choose_mailboxes(raw: bytes) -> list[MailboxChoice]:
    """The mailboxes that get this mail, at most one a tenant; empty when nobody knows whose it is.

    What the transport says counts before what is written in the mail. With a single tenant a mail to
    unknown addresses (a blind copy, an alias) goes to its default mailbox.
    """
    head = Headers(BytesHeaderParser(policy=compat32).parsebytes(_head(raw)))
    boxes = all_mailboxes()
    for fields in (_TRANSPORT, _WRITTEN):
        found = _matching(boxes, [entry.address for entry in addresses(head.all(*fields))])
        if found:
            return found
    tenants = list(Tenant.objects.filter(active=True).values_list("pk", flat=True)[:2])
    if len(tenants) != 1:
        return []
    return [boxes[0][0]] if boxes else [MailboxChoice(tenants[0], None, "")]


def named_mailboxes(name: str) -> list[MailboxChoice]:
    """The mailboxes with this address; more than one where two tenants use the same address."""
    wanted = name.strip().lower()
    return [choice for choice, known, _default in all_mailboxes() if wanted in known]


def _matching(
    boxes: list[tuple[MailboxChoice, set[str], bool]], recipients: list[str]
) -> list[MailboxChoice]:
    found: dict[int, MailboxChoice] = {}
    for recipient in recipients:
        for choice, known, _default in boxes:
            if recipient in known or plain_mailbox(recipient) in known:
                found.setdefault(choice.tenant_id, choice)
    return list(found.values())


def _addresses(mailbox: Mailbox) -> set[str]:
    others = mailbox.other_addresses if isinstance(mailbox.other_addresses, list) else []
    return {str(address).strip().lower() for address in (mailbox.address, *others)} - {""}


def _head(raw: bytes) -> bytes:
    text = raw[:_HEADER_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").replace(b"\r\n", b"\n")
    return text.partition(b"\n\n")[0] + b"\n\n"
