from __future__ import annotations

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.access.models import User
from kulanz.core.tenancy.models import Tenant
from tests.cases.people import People


def client_of(actor: Actor, tenant: Tenant) -> Client:
    """A browser in which this person is signed in."""
    client = Client(headers={"host": tenant.host})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def anna(people: People) -> Client:
    return client_of(people.anna, people.tenant)


@pytest.fixture
def lena(people: People) -> Client:
    return client_of(people.lena, people.tenant)
