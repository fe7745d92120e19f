from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from tests.cases.people import People
from tests.execution.placed import Placed, make_placed
from tests.execution.visits_world import World, make_world
from tests.own_folders import folders  # noqa: F401  # each test has its own

SignedIn = Callable[[Actor], Client]
LIST = "/desk/auftraege/"


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


@pytest.fixture
def placed(people: People) -> Placed:
    return make_placed(people)


@pytest.fixture
def anna(placed: Placed, signed_in: SignedIn) -> Client:
    return signed_in(placed.people.anna)
