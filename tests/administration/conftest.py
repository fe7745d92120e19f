from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.access.models import User
from tests.cases.people import People

SignIn = Callable[[Actor], Client]


@pytest.fixture
def signed_in(people: People) -> SignIn:
    """A browser in which this actor is signed in."""

    def sign_in(actor: Actor) -> Client:
        client = Client(HTTP_HOST=people.tenant.host)
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return sign_in


@pytest.fixture
def admin(people: People, signed_in: SignIn) -> Client:
    return signed_in(people.otto)
