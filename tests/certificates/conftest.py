from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import (
    Party,
    PartyKind,
    PartyRole,
    PartyRoleKind,
    Technician,
    WorkKind,
)
from tests.cases.people import AT, People, make_party
from tests.desk.conftest import client_of


@dataclass(frozen=True)
class Crew:
    """The factory service with Tom, the dealers Blatt with Bea and Fremd with Fritz; two kinds of work."""

    people: People
    factory: Party
    tom: Technician
    bea: Technician
    fritz: Technician
    spring: WorkKind
    sewing: WorkKind


def make_technician(
    tenant: Tenant, person: Party, organisation: Party, house: str, *, active: bool = True
) -> Technician:
    return Technician.objects.create(
        tenant=tenant,
        person=person,
        organisation=organisation,
        house=house,
        name=person.name,
        created_at=AT,
        active=active,
    )


def make_crew(people: People) -> Crew:
    tenant = people.tenant
    factory = make_party(
        tenant, "Nordlicht Kundendienst", role=PartyRoleKind.FACTORY_SERVICE, kind=PartyKind.ORGANISATION
    )
    persons = {
        name: make_party(
            tenant, name, role=PartyRoleKind.SERVICE_PARTNER, email=f"{name.split()[0].lower()}@technik.test"
        )
        for name in ("Bea Birke", "Fritz Fremd")
    }
    PartyRole.objects.filter(party__in=persons.values()).delete()
    spring, sewing = (
        WorkKind.objects.create(tenant=tenant, code=code, name=name, safety=safety)
        for code, name, safety in (
            ("GASFEDER", "Gasfederwechsel", "given"),
            ("POLSTER", "Polsterarbeit", "none"),
        )
    )
    return Crew(
        people=people,
        factory=factory,
        tom=make_technician(tenant, people.tom_party, factory, "factory"),
        bea=make_technician(tenant, persons["Bea Birke"], people.blatt, "dealer"),
        fritz=make_technician(tenant, persons["Fritz Fremd"], people.fremd, "dealer"),
        spring=spring,
        sewing=sewing,
    )


@pytest.fixture
def crew(people: People) -> Crew:
    return make_crew(people)


@pytest.fixture
def lena(crew: Crew) -> Client:
    return client_of(crew.people.lena, crew.people.tenant)


@pytest.fixture
def anna(crew: Crew) -> Client:
    return client_of(crew.people.anna, crew.people.tenant)
