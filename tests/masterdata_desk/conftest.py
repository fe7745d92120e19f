from __future__ import annotations

import pytest
from django.test import Client

from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from tests.cases.people import People, make_member, make_people
from tests.desk.conftest import client_of
from tests.solution.scene import Scene, make_scene


@pytest.fixture
def people(tenant: Tenant, defaults: None) -> People:
    return make_people(tenant)


@pytest.fixture
def anna(people: People) -> Client:
    """An agent: she works on cases and keeps no master data."""
    return client_of(people.anna, people.tenant)


@pytest.fixture
def lena(people: People) -> Client:
    """A lead: she keeps the master data, but not the limits."""
    return client_of(people.lena, people.tenant)


@pytest.fixture
def otto(people: People) -> Client:
    """The administrator, who keeps the limits too."""
    return client_of(people.otto, people.tenant)


@pytest.fixture
def fiona(people: People) -> Client:
    """Finance."""
    member = make_member(
        people.tenant, "fiona@nordlicht.test", "Fiona Fink", ActorKind.STAFF, roles=[Role.FINANCE.value]
    )
    return client_of(actor_of(member), people.tenant)


@pytest.fixture
def scene(people: People) -> Scene:
    return make_scene(people)
