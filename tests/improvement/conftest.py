from __future__ import annotations

import pytest

from kulanz.core.tenancy.models import Tenant
from tests.cases.people import People, make_people
from tests.improvement.house import House


@pytest.fixture
def people(tenant: Tenant) -> People:
    return make_people(tenant)


@pytest.fixture
def house(people: People) -> House:
    return House.build(people)
