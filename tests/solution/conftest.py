from __future__ import annotations

import pytest

from kulanz.core.tenancy.models import Tenant
from tests.cases.people import People, make_people
from tests.solution.scene import Scene, make_scene


@pytest.fixture
def people(tenant: Tenant) -> People:
    return make_people(tenant)


@pytest.fixture
def scene(people: People) -> Scene:
    return make_scene(people)
