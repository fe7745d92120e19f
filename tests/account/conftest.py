from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kulanz.core.tenancy.models import Tenant
from tests.cases.people import People, make_people


@pytest.fixture
def people(tenant: Tenant) -> People:
    return make_people(tenant)


@pytest.fixture
def browser(tenant: Tenant) -> Callable[..., Client]:
    """A new client that asks for the tenant's host."""

    def make(host: str = "", **extra: str) -> Client:
        return Client(headers={"host": host or tenant.host}, **extra)

    return make
