"""Recording and changing people and organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.parties.indexing import index_party
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
    require_party_change(actor)
    name = " ".join(party.name.replace("\x00", "").split())[:200]
    if not name:
        raise MissingValue("name")
    with transaction.atomic():
        row = Party.objects.create(
            tenant_id=actor.tenant_id,
            kind=party.kind,
            name=name,
            number=party.number.strip()[:40],
            language=party.language[:2],
            is_business=party.is_business,
            created_at=at,
        )
        PartyRole.objects.bulk_create(
            [
                PartyRole(tenant_id=actor.tenant_id, party=row, role=role)
                for role in dict.fromkeys(party.roles)
            ]
        )
        if party.email.strip():
            add_contact_point(actor=actor, party=row, kind=ContactKind.EMAIL, value=party.email)
        if party.phone.strip():
            add_contact_point(actor=actor, party=row, kind=ContactKind.PHONE, value=party.phone)
        if not party.address.empty:
            add_address(actor=actor, party=row, address=party.address)
        if party.organisation_id is not None:
            Affiliation.objects.create(
                tenant_id=actor.tenant_id, person=row, organisation_id=party.organisation_id
            )
        index_party(row)
        return row


def add_contact_point(*, actor: Actor, party: Party, kind: ContactKind, value: str) -> ContactPoint:
    """Add a mail address or number; the first of its kind is the main one. Raises InvalidValue."""
    require_party_change(actor)
    text = value.strip()[:254]
    if kind is ContactKind.EMAIL:
        try:
            validate_email(text)
        except ValidationError:
            raise InvalidValue("email", _("Bitte eine E-Mail-Adresse wie name@firma.de angeben.")) from None
    normalized = normalize_contact(kind, text)
    if not normalized:
        raise InvalidValue("phone", _("Bitte eine Telefonnummer mit Ziffern angeben."))
    first = not ContactPoint.objects.filter(party=party, kind=kind).exists()
    point, _created = ContactPoint.objects.get_or_create(
        tenant_id=actor.tenant_id,
        party=party,
        kind=kind,
        normalized=normalized,
        defaults={"value": text, "is_main": first},
    )
    return point


def add_address(*, actor: Actor, party: Party, address: NewAddress) -> Address:
    """Add an address; the first one is the main one."""
    require_party_change(actor)
    return Address.objects.create(
        tenant_id=actor.tenant_id,
        party=party,
        label=address.label.strip()[:80],
        street=address.street.strip()[:200],
        postcode=address.postcode.strip()[:20],
        city=address.city.strip()[:120],
        country=(address.country or "DE")[:2].upper(),
        is_main=not Address.objects.filter(party=party).exists(),
    )


def party_of_email(tenant_id: int, email: str) -> Party | None:
    """The oldest active party that is reached at this address, or None."""
    point = (
        ContactPoint.objects.filter(
            tenant_id=tenant_id,
            kind=ContactKind.EMAIL,
            normalized=normalize_contact(ContactKind.EMAIL, email),
            party__active=True,
            party__erased_at=None,
        )
        .select_related("party")
        .order_by("party_id")
        .first()
    )
    return point.party if point else None
