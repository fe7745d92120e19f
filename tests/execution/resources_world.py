"""Technicians, vehicles, parts and tools for the tests."""

from __future__ import annotations

from typing import Any

from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party, PartyKind, PartyRoleKind, Technician
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import Vehicle
from tests.cases.people import AT, People, make_party


def make_technician(
    tenant: Tenant, person: Party, *, organisation: Party | None = None, house: House = House.FACTORY
) -> Technician:
    """A technician of the factory service, unless an organisation is named."""
    if organisation is None:
        organisation = Party.objects.filter(tenant=tenant, name="Werkskundendienst").first() or make_party(
            tenant,
            "Werkskundendienst",
            role=PartyRoleKind.FACTORY_SERVICE,
            kind=PartyKind.ORGANISATION,
        )
    return Technician.objects.create(
        tenant=tenant,
        person=person,
        organisation=organisation,
        house=house.value,
        name=person.name,
        created_at=AT,
    )


def make_vehicle(tenant: Tenant, technician: Technician | None = None, **fields: Any) -> Vehicle:
    given = {"name": "Sprinter 1", "plate": "A-NL 101", **fields}
    return Vehicle.objects.create(tenant=tenant, technician=technician, **given)


def make_part(tenant: Tenant, number: str = "GF-1", name: str = "Gasfeder", **fields: Any) -> Article:
    return Article.objects.create(tenant=tenant, number=number, name=name, is_spare_part=True, **fields)


def toms_van(people: People) -> tuple[Technician, Vehicle]:
    technician = make_technician(people.tenant, people.tom_party)
    return technician, make_vehicle(people.tenant, technician)
