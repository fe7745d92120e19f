"""Where a visit goes and whom to ask for there, as it is when the visit is made."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

from kulanz.cases.models import Case
from kulanz.masterdata.parties.models import Address, ContactKind, ContactPoint, Party
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.refusals_of_visits import NobodyToVisit
from kulanz.stages.solution.rules.remedies import OrderKind


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    place_note: str = ""
    contact: str = ""
    phone: str = ""

    @classmethod
    def of(cls, visit: Visit) -> Self:
        return cls(**{field.name: getattr(visit, field.name) for field in fields(cls)})

    def onto(self, visit: Visit) -> None:
        for field in fields(self):
            setattr(visit, field.name, getattr(self, field.name))


def place_of(case: Case, *, order: Order | None, follows: Visit | None) -> Place:
    """That of the visit before, of the service order, or of the case: the customer's, without one the
    dealer's. An order of goods names who gets them.

    Raises NobodyToVisit.
    """
    if follows is not None:
        return Place.of(follows)
    party = _living(case.customer) or _living(case.dealer)
    if order is not None and order.kind == OrderKind.SERVICE:
        return Place(
            name=order.name,
            street=order.street,
            postcode=order.postcode,
            city=order.city,
            country=order.country,
            place_note=order.place_note,
            contact=_person(order.contact) or order.name,
            phone=_phone(party) if party is not None else "",
        )
    if party is None:
        raise NobodyToVisit
    address = case.place_of_use if party == case.customer else None
    if address is None:
        address = Address.objects.filter(party=party).order_by("-is_main", "id").first()
    return Place(
        name=party.name[:200],
        street=address.street if address is not None else "",
        postcode=address.postcode if address is not None else "",
        city=address.city if address is not None else "",
        country=(address.country if address is not None else "").upper(),
        place_note=case.place_note,
        contact=party.name[:200],
        phone=_phone(party),
    )


def _living(party: Party | None) -> Party | None:
    return party if party is not None and party.erased_at is None else None


def _person(contact: str) -> str:
    """An order's contact is “name, phone”."""
    return contact.rpartition(",")[0].strip() if "," in contact else contact.strip()


def _phone(party: Party) -> str:
    points = ContactPoint.objects.filter(party=party, kind__in=[ContactKind.PHONE, ContactKind.MOBILE])
    value = points.order_by("-is_main", "id").values_list("value", flat=True).first()
    return (value or "")[:60]
