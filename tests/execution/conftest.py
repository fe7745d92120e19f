from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.access.models import User
from kulanz.core.tenancy.models import Tenant
from tests.cases.people import People, make_people
from tests.execution.placed import Placed, make_placed

SignedIn = Callable[[Actor], Client]
LIST = "/desk/auftraege/"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> Path:
    """Files and mails of each test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    settings.EMAIL_HOST = ""
    return tmp_path


@pytest.fixture
def people(tenant: Tenant) -> People:
    return make_people(tenant)


@pytest.fixture
def placed(people: People) -> Placed:
    return make_placed(people)


@pytest.fixture
def signed_in(tenant: Tenant) -> Callable[[Actor], Client]:
    """A browser in which somebody is signed in."""

    def make(actor: Actor) -> Client:
        client = Client(headers={"host": tenant.host})
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return make


@pytest.fixture
def anna(placed: Placed, signed_in: SignedIn) -> Client:
    return signed_in(placed.people.anna)
