from __future__ import annotations

import pytest

from tests.cases.people import People
from tests.solution.scene import Scene, make_scene


@pytest.fixture
def scene(people: People) -> Scene:
    return make_scene(people)
