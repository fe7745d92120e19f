"""The ways a letter can take to a customer: by mail, on paper, by fax; and why one is closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kulanz.cases.queries.addressees import main_emails
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address, ContactKind, ContactPoint, Party
from kulanz.stages.contact.fax import international
from kulanz.stages.contact.refusals import (
    FaxNumberIncomplete,
    NoFaxGateway,
    NoFaxNumber,
    NoMailAddress,
    UnknownWay,
)


class How(StrEnum):
    MAIL = "mail"
    PRINT = "print"
    FAX = "fax"


@dataclass(frozen=True, slots=True)
class Way:
    """`to` is the mail address or the fax number; `closed` says why this way cannot be taken."""

    how: How
    to: str = ""
    closed: Refusal | None = None


def ways_to(customer: Party, tenant: Tenant) -> list[Way]:
    """All three, in the order in which they are preferred."""
    address = mail_address(customer)
    return [
        Way(How.MAIL, address, None if address else NoMailAddress()),
        Way(How.PRINT),
        _fax(customer, tenant),
    ]


def way_to(customer: Party, tenant: Tenant, how: str) -> Way:
    """The chosen way, or the best one for ''. Raises the reason why it is closed."""
    return chosen_way(ways_to(customer, tenant), how)


def chosen_way(open_ones: Iterable[Way], how: str) -> Way:
    """The one asked for, or mail where it is open, else print, for ''. Raises the reason why it is closed."""
    ways = {way.how.value: way for way in open_ones}
    if not how:
        return ways[How.MAIL] if ways[How.MAIL].closed is None else ways[How.PRINT]
    if how not in ways:
        raise UnknownWay
    if (closed := ways[how].closed) is not None:
        raise closed
    return ways[how]


def mail_address(customer: Party) -> str:
    """Where a letter to this customer is mailed; empty where mail does not reach him."""
    point = main_emails([customer.pk]).get(customer.pk)
    return point.value if point is not None and point.bounced_at is None else ""


def _fax(customer: Party, tenant: Tenant) -> Way:
    point = (
        ContactPoint.objects.filter(party=customer, kind=ContactKind.FAX).order_by("-is_main", "id").first()
    )
    if not tenant.fax_gateway:
        return Way(How.FAX, closed=NoFaxGateway())
    if point is None:
        return Way(How.FAX, closed=NoFaxNumber())
    address = Address.objects.filter(party=customer).order_by("-is_main", "id").first()
    number = international(point.value, (address.country if address else "") or tenant.country)
    if not number:
        return Way(How.FAX, closed=FaxNumberIncomplete(number=point.value))
    return Way(How.FAX, number)
