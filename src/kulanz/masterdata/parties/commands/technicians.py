"""Technicians: named persons who go to customers for an organisation, where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties import refusals_of_skills as refusals
from kulanz.masterdata.parties.commands.recording import NewParty, record_party
from kulanz.masterdata.parties.events_of_skills import TechnicianSaved
from kulanz.masterdata.parties.models import (
    Affiliation,
    Party,
    PartyKind,
    PartyRoleKind,
    Technician,
    TechnicianRegion,
)
from kulanz.masterdata.parties.permissions_of_skills import require_technician_keeper
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.masterdata.parties.rules.regions import Region, UnreadableRegion, read_regions

# Whom a technician works for follows from the role of the organisation; of several the first.
HOUSES: Final = {
    PartyRoleKind.FACTORY_SERVICE.value: House.FACTORY,
    PartyRoleKind.DEALER.value: House.DEALER,
    PartyRoleKind.SERVICE_PARTNER.value: House.PARTNER,
}
LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 300


@dataclass(frozen=True, slots=True)
class TechnicianFields:
    """`regions` as typed: beginnings of postcodes, with the country's letters where it is another one."""

    name: str = ""
    regions: str = ""
    day_start: time = time(8)
    day_end: time = time(17)
    note: str = ""
    active: bool = True


def create_technician(
    *,
    actor: Actor,
    organisation_id: int,
    fields: TechnicianFields,
    at: datetime,
    person_id: int | None = None,
    new_person: NewParty | None = None,
) -> Technician:
    """Make a person a technician of an organisation; `new_person` is recorded with it.

    Without a name the person's stands on the board. Raises NoHouseOfTechnicians, MissingValue("person"),
    TechnicianAlready, RegionUnreadable, DayWithoutHours, what recording a party raises, NotAllowed.
    """
    require_technician_keeper(actor)
    with transaction.atomic():
        organisation, house = _organisation(actor, organisation_id)
        person = _person(actor, person_id, new_person, at)
        if Technician.objects.filter(person=person, organisation=organisation).exists():
            raise refusals.TechnicianAlready(name=person.name)
        Affiliation.objects.get_or_create(tenant_id=actor.tenant_id, person=person, organisation=organisation)
        row = Technician(
            tenant_id=actor.tenant_id,
            person=person,
            organisation=organisation,
            house=house.value,
            created_at=at,
        )
        return _save(actor, row, fields, at)


def change_technician(
    *, actor: Actor, technician_id: int, fields: TechnicianFields, at: datetime
) -> Technician:
    """Name, hours, regions, in use or not. Who he is and for whom he works stays: that is another technician.

    Raises NoSuchTechnician, RegionUnreadable, DayWithoutHours, NotAllowed.
    """
    require_technician_keeper(actor)
    with transaction.atomic():
        row = (
            Technician.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(tenant_id=actor.tenant_id, pk=technician_id)
            .first()
        )
        if row is None:
            raise refusals.NoSuchTechnician
        return _save(actor, row, fields, at)


def _save(actor: Actor, row: Technician, fields: TechnicianFields, at: datetime) -> Technician:
    if fields.day_end <= fields.day_start:
        raise refusals.DayWithoutHours
    regions = _regions(actor, fields.regions)
    row.name = " ".join(fields.name.replace("\x00", "").split())[:LONGEST_NAME] or row.person.name
    row.note = " ".join(fields.note.replace("\x00", "").split())[:LONGEST_NOTE]
    row.day_start, row.day_end, row.active = fields.day_start, fields.day_end, fields.active
    row.save()
    held = {Region(r.country, r.prefix): r.pk for r in TechnicianRegion.objects.filter(technician=row)}
    TechnicianRegion.objects.filter(pk__in=[pk for r, pk in held.items() if r not in regions]).delete()
    TechnicianRegion.objects.bulk_create(
        TechnicianRegion(tenant_id=row.tenant_id, technician=row, country=r.country, prefix=r.prefix)
        for r in regions
        if r not in held
    )
    event = TechnicianSaved(
        technician_id=row.pk,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        house=row.house,
        regions=tuple(f"{r.country} {r.prefix}".strip() for r in regions),
        active=row.active,
        technician=row.name,
    )
    record(event, actor=actor, stream=f"party:{row.person_id}", at=at)
    return row


def _organisation(actor: Actor, organisation_id: int) -> tuple[Party, House]:
    parties = Party.objects.filter(
        tenant_id=actor.tenant_id, kind=PartyKind.ORGANISATION, active=True, erased_at=None
    )
    row = parties.filter(pk=organisation_id).first()
    house = house_of(row) if row else None
    if row is None or house is None:
        raise refusals.NoHouseOfTechnicians
    return row, house


def house_of(organisation: Party) -> House | None:
    """For whom its technicians work, by its roles; None where it has none of them."""
    roles = set(organisation.roles.values_list("role", flat=True))
    return next((house for role, house in HOUSES.items() if role in roles), None)


def _person(actor: Actor, person_id: int | None, new: NewParty | None, at: datetime) -> Party:
    if person_id is None:
        if new is None or not new.name.strip():
            raise MissingValue("person")
        return record_party(actor=actor, party=new, at=at)
    people = Party.objects.select_for_update().filter(
        tenant_id=actor.tenant_id, kind=PartyKind.PERSON, active=True, erased_at=None
    )
    row = people.filter(pk=person_id).first()
    if row is None:
        raise MissingValue("person")
    return row


def _regions(actor: Actor, text: str) -> tuple[Region, ...]:
    home = Tenant.objects.values_list("country", flat=True).get(pk=actor.tenant_id)
    try:
        return read_regions(text, home=home)
    except UnreadableRegion as unreadable:
        raise refusals.RegionUnreadable(entry=str(unreadable)) from unreadable
