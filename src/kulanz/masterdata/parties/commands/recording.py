"""Recording and changing people and organisations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.countries import country_code
from kulanz.core.refusal import InvalidValue, MissingValue, Refusal
from kulanz.masterdata.parties.indexing import index_new_parties
from kulanz.masterdata.parties.models import (
    Address,
    Affiliation,
    ContactKind,
    ContactPoint,
    Party,
    PartyKind,
    PartyRole,
    PartyRoleKind,
)
from kulanz.masterdata.parties.permissions import require_party_change


@dataclass(frozen=True)
class NewAddress:
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    label: str = ""

    @property
    def empty(self) -> bool:
        return not (self.street.strip() or self.postcode.strip() or self.city.strip())


@dataclass(frozen=True)
class NewParty:
    """A person or organisation as far as it is known. Only the name is needed."""

    name: str
    roles: tuple[PartyRoleKind, ...]
    kind: PartyKind = PartyKind.PERSON
    email: str = ""
    phone: str = ""
    address: NewAddress = field(default_factory=NewAddress)
    number: str = ""
    language: str = "de"
    is_business: bool = False
    organisation_id: int | None = None


def normalize_contact(kind: ContactKind, value: str) -> str:
    """One spelling per address or number: mail lower case; phone numbers as digits with 00 for +."""
    text = value.strip()
    if kind is ContactKind.EMAIL:
        return text.lower()
    return re.sub(r"\D", "", text.replace("+", "00", 1) if text.startswith("+") else text)


def record_party(*, actor: Actor, party: NewParty, at: datetime) -> Party:
    """Record a party with its ways to be reached. Raises MissingValue("name"), InvalidValue, NotAllowed."""
    (row,) = record_parties(actor=actor, parties=[party], at=at)
    if isinstance(row, Refusal):
        raise row
    return row


def record_parties(*, actor: Actor, parties: Sequence[NewParty], at: datetime) -> list[Party | Refusal]:
    """Record many as `record_party` records one; in the place of one that is refused stands why.

    Raises NotAllowed.
    """
    require_party_change(actor)
    made = [_prepared(actor.tenant_id, party, at) for party in parties]
    new = [one for one in made if not isinstance(one, Refusal)]
    with transaction.atomic():
        Party.objects.bulk_create(one.row for one in new)
        PartyRole.objects.bulk_create(role for one in new for role in one.roles)
        ContactPoint.objects.bulk_create(point for one in new for point in one.points)
        Address.objects.bulk_create(address for one in new for address in one.addresses)
        Affiliation.objects.bulk_create(place for one in new for place in one.affiliations)
        index_new_parties([(one.row, one.addresses, one.points) for one in new])
    return [one if isinstance(one, Refusal) else one.row for one in made]


@dataclass(frozen=True)
class _Prepared:
    """The rows of one party, not saved."""

    row: Party
    roles: list[PartyRole]
    points: list[ContactPoint]
    addresses: list[Address]
    affiliations: list[Affiliation]


def _prepared(tenant_id: int, party: NewParty, at: datetime) -> _Prepared | Refusal:
    name = " ".join(party.name.replace("\x00", "").split())[:200]
    if not name:
        return MissingValue("name")
    row = Party(
        tenant_id=tenant_id,
        kind=party.kind,
        name=name,
        number=party.number.strip()[:40],
        language=party.language[:2],
        is_business=party.is_business,
        created_at=at,
    )
    points = []
    for kind, value in ((ContactKind.EMAIL, party.email), (ContactKind.PHONE, party.phone)):
        if value.strip():
            try:
                text, normalized = checked_contact(kind, value)
            except Refusal as refusal:
                return refusal
            point = {"kind": kind, "value": text, "normalized": normalized, "is_main": True}
            points.append(ContactPoint(tenant_id=tenant_id, party=row, **point))
    organisation = party.organisation_id
    return _Prepared(
        row=row,
        roles=[PartyRole(tenant_id=tenant_id, party=row, role=role) for role in dict.fromkeys(party.roles)],
        points=points,
        addresses=[] if party.address.empty else [_address(row, party.address, is_main=True)],
        affiliations=[]
        if organisation is None
        else [Affiliation(tenant_id=tenant_id, person=row, organisation_id=organisation)],
    )


def add_contact_point(*, actor: Actor, party: Party, kind: ContactKind, value: str) -> ContactPoint:
    """Add a mail address or number; the first of its kind is the main one. Raises InvalidValue."""
    require_party_change(actor)
    text, normalized = checked_contact(kind, value)
    first = not ContactPoint.objects.filter(party=party, kind=kind).exists()
    point, _created = ContactPoint.objects.get_or_create(
        tenant_id=actor.tenant_id,
        party=party,
        kind=kind,
        normalized=normalized,
        defaults={"value": text, "is_main": first},
    )
    return point


def checked_contact(kind: ContactKind, value: str) -> tuple[str, str]:
    """A mail address or number as it is kept, and its one spelling. Raises InvalidValue."""
    text = value.strip()[:254]
    if kind is ContactKind.EMAIL:
        try:
            validate_email(text)
        except ValidationError:
            raise InvalidValue("email", _("Bitte eine E-Mail-Adresse wie name@firma.de angeben.")) from None
    normalized = normalize_contact(kind, text)
    if not normalized:
        raise InvalidValue("phone", _("Bitte eine Telefonnummer mit Ziffern angeben."))
    return text, normalized


def add_address(*, actor: Actor, party: Party, address: NewAddress) -> Address:
    """Add an address; the first one is the main one."""
    require_party_change(actor)
    row = _address(party, address, is_main=not Address.objects.filter(party=party).exists())
    row.save(force_insert=True)
    return row


def _address(party: Party, address: NewAddress, *, is_main: bool) -> Address:
    return Address(
        tenant_id=party.tenant_id,
        party=party,
        label=address.label.strip()[:80],
        street=address.street.strip()[:200],
        postcode=address.postcode.strip()[:20],
        city=address.city.strip()[:120],
        country=country_code(address.country) or (address.country or "DE")[:2].upper(),
        is_main=is_main,
    )


def party_of_email(tenant_id: int, email: str, *, role: PartyRoleKind | None = None) -> Party | None:
    """The oldest active party (of this role) that is reached at this address, or None."""
    points = ContactPoint.objects.filter(
        tenant_id=tenant_id,
        kind=ContactKind.EMAIL,
        normalized=normalize_contact(ContactKind.EMAIL, email),
        party__active=True,
        party__erased_at=None,
    )
    if role is not None:
        points = points.filter(party_id__in=PartyRole.objects.filter(role=role).values("party_id"))
    point = points.select_related("party").order_by("party_id").first()
    return point.party if point else None
