"""Fixtures for every test; a folder that needs another one of that name has its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.access.models import User
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import Mailbox
from tests.cases.people import People, make_people
from tests.mail.smtp_server import SmtpServer, running_smtp


@pytest.fixture
def people(tenant: Tenant) -> People:
    return make_people(tenant)


@pytest.fixture
def mailbox(tenant: Tenant) -> Mailbox:
    return Mailbox.objects.create(
        tenant=tenant, name="Service", address="service@nordlicht.test", is_default=True
    )


@pytest.fixture
def smtp(settings: Any) -> Iterator[SmtpServer]:
    """A real SMTP server, set up as the outlet."""
    with running_smtp() as server:
        settings.EMAIL_HOST = server.host
        settings.EMAIL_PORT = server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 5
        yield server


@pytest.fixture
def signed_in(tenant: Tenant) -> Callable[[Actor], Client]:
    """A browser in which somebody is signed in."""

    def make(actor: Actor) -> Client:
        client = Client(headers={"host": tenant.host})
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return make


@pytest.fixture
def sign_in(people: People) -> Callable[[str], Client]:
    """A browser signed in under the beginning of a mail address, such as "britta@blatt"."""

    def enter(who: str) -> Client:
        client = Client(headers={"host": people.tenant.host})
        client.force_login(User.objects.get(email__startswith=who))
        return client

    return enter
