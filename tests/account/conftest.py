from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kulanz.core.tenancy.models import Tenant


@pytest.fixture
def browser(tenant: Tenant) -> Callable[..., Client]:
    """A new client that asks for the tenant's host."""

    def make(host: str = "", **extra: str) -> Client:
        return Client(headers={"host": host or tenant.host}, **extra)

    return make
