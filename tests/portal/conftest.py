from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kulanz.core.access.models import User
from kulanz.core.tenancy.models import Tenant
from tests.cases.people import People, make_people


@pytest.fixture
def people(tenant: Tenant) -> People:
    return make_people(tenant)


@pytest.fixture
def sign_in(people: People) -> Callable[[str], Client]:
    """A browser signed in under the beginning of a mail address, such as "britta@blatt"."""

    def enter(who: str) -> Client:
        client = Client(headers={"host": people.tenant.host})
        client.force_login(User.objects.get(email__startswith=who))
        return client

    return enter
