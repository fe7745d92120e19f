"""Changing parties: fields, roles, ways to reach them, addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404

from kulanz.core.access.actor import Actor
from kulanz.core.countries import country_code
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.masterdata.parties.commands.recording import NewAddress, add_address, add_contact_point
from kulanz.masterdata.parties.events import PartyChanged
from kulanz.masterdata.parties.indexing import index_party
from kulanz.masterdata.parties.models import (
    Address,
    ContactKind,
    ContactPoint,
    Party,
    PartyRole,
    PartyRoleKind,
)
from kulanz.masterdata.parties.permissions import require_administration


@dataclass(frozen=True, slots=True)
class PartyFields:
    """What may be changed of a party besides contacts and addresses."""

    name: str
    roles: tuple[PartyRoleKind, ...]
    number: str = ""
    language: str = "de"
    is_business: bool = False
    note: str = ""
    active: bool = True


def edit_party(*, actor: Actor, party_id: int, fields: PartyFields, at: datetime) -> Party:
    """Set fields and roles. Raises MissingValue("name"), NotAllowed; Http404 when unknown or erased."""
    name = " ".join(fields.name.replace("\x00", "").split())[:200]
    if not name:
        raise MissingValue("name")
    with transaction.atomic():
        party = _locked(actor, party_id)
        values = {
            "name": name,
            "number": fields.number.strip()[:40],
            "language": fields.language[:2],
            "is_business": fields.is_business,
            "note": fields.note.replace("\x00", "").strip(),
            "active": fields.active,
        }
        changed = [key for key, value in values.items() if getattr(party, key) != value]
        for key in changed:
            setattr(party, key, values[key])
        if changed:
            party.save(update_fields=changed)
        if _set_roles(party, fields.roles):
            changed.append("roles")
        return _changed(actor, party, changed, at)


def add_party_contact(
    *, actor: Actor, party_id: int, kind: ContactKind, value: str, at: datetime
) -> ContactPoint:
    """One more way to reach a party. Raises InvalidValue, NotAllowed."""
    with transaction.atomic():
        party = _locked(actor, party_id)
        point = add_contact_point(actor=actor, party=party, kind=kind, value=value)
        _changed(actor, party, ["contacts"], at)
        return point


def remove_party_contact(*, actor: Actor, party_id: int, contact_id: int, at: datetime) -> None:
    """Of the others of its kind the oldest becomes the main one."""
    with transaction.atomic():
        party = _locked(actor, party_id)
        point = ContactPoint.objects.filter(party=party, pk=contact_id).first()
        if point is None:
            raise Http404
        point.delete()
        rest = ContactPoint.objects.filter(party=party, kind=point.kind)
        if point.is_main and not rest.filter(is_main=True).exists():
            rest.filter(pk__in=list(rest.order_by("pk").values_list("pk", flat=True)[:1])).update(
                is_main=True
            )
        _changed(actor, party, ["contacts"], at)


def make_main_contact(*, actor: Actor, party_id: int, contact_id: int, at: datetime) -> None:
    """The one that is written to or called first."""
    with transaction.atomic():
        party = _locked(actor, party_id)
        point = ContactPoint.objects.filter(party=party, pk=contact_id).first()
        if point is None:
            raise Http404
        ContactPoint.objects.filter(party=party, kind=point.kind).update(is_main=False)
        ContactPoint.objects.filter(pk=point.pk).update(is_main=True)
        _changed(actor, party, ["contacts"], at)


def save_party_address(
    *, actor: Actor, party_id: int, address: NewAddress, at: datetime, address_id: int | None = None
) -> Address:
    """Add or change an address. Raises MissingValue("street"), NotAllowed."""
    if address.empty:
        raise MissingValue("street")
    with transaction.atomic():
        party = _locked(actor, party_id)
        if address_id is None:
            row = add_address(actor=actor, party=party, address=address)
        else:
            known = Address.objects.select_for_update().filter(party=party, pk=address_id).first()
            if known is None:
                raise Http404
            row = known
            row.label, row.street = address.label.strip()[:80], address.street.strip()[:200]
            row.postcode, row.city = address.postcode.strip()[:20], address.city.strip()[:120]
            row.country = country_code(address.country) or (address.country or "DE")[:2].upper()
            row.save(update_fields=["label", "street", "postcode", "city", "country"])
        _changed(actor, party, ["addresses"], at)
        return row


def remove_party_address(*, actor: Actor, party_id: int, address_id: int, at: datetime) -> None:
    """Cases that named it as their place of use lose it."""
    with transaction.atomic():
        party = _locked(actor, party_id)
        row = Address.objects.filter(party=party, pk=address_id).first()
        if row is None:
            raise Http404
        row.delete()
        if row.is_main:
            rest = Address.objects.filter(party=party).order_by("pk").values_list("pk", flat=True)[:1]
            Address.objects.filter(pk__in=list(rest)).update(is_main=True)
        _changed(actor, party, ["addresses"], at)


def _locked(actor: Actor, party_id: int) -> Party:
    require_administration(actor)
    row = (
        Party.objects.select_for_update()
        .filter(tenant_id=actor.tenant_id, pk=party_id, erased_at=None)
        .first()
    )
    if row is None:
        raise Http404
    return row


def _set_roles(party: Party, wanted: Iterable[PartyRoleKind]) -> bool:
    held = set(PartyRole.objects.filter(party=party).values_list("role", flat=True))
    roles = {role.value for role in wanted}
    if held == roles:
        return False
    PartyRole.objects.filter(party=party, role__in=held - roles).delete()
    PartyRole.objects.bulk_create(
        PartyRole(tenant_id=party.tenant_id, party=party, role=role) for role in sorted(roles - held)
    )
    return True


def _changed(actor: Actor, party: Party, what: list[str], at: datetime) -> Party:
    if what:
        index_party(party)
        record(
            PartyChanged(party_id=party.pk, what=tuple(what)),
            actor=actor,
            stream=f"party:{party.pk}",
            at=at,
        )
    return party
