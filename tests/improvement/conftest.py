from __future__ import annotations

import pytest

from tests.cases.people import People
from tests.improvement.house import House


@pytest.fixture
def house(people: People) -> House:
    return House.build(people)
