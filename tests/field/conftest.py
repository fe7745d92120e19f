from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from tests.cases.people import People
from tests.execution.visits_world import NINE, World, make_world
from tests.field.app_scene import field_server, playwright, scene, tablets  # noqa: F401  # for stories
from tests.field.device import Device
from tests.own_folders import folders  # noqa: F401  # each test has its own


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


@pytest.fixture
def now() -> Iterator[None]:
    """Tuesday at nine: Fritz stands at the door."""
    with clock.frozen(NINE):
        yield


@pytest.fixture
def fritz(world: World, now: None, signed_in: Callable[[Actor], Client]) -> Device:
    """Fritz's tablet."""
    return Device(signed_in(world.fritz_actor))
