from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from kulanz.core.tenancy.models import Tenant
from tests.cases.people import People
from tests.own_folders import folders  # noqa: F401  # each test has its own
from tests.public.tracked import Tracked, track
from tests.public.visitor import Visitor

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday


@pytest.fixture
def browser(tenant: Tenant) -> Callable[..., Client]:
    """A new client that asks for the tenant's host and checks CSRF as a real server does."""

    def make(host: str = "", **extra: Any) -> Client:
        return Client(headers={"host": host or tenant.host}, **extra)

    return make


@pytest.fixture
def visitor(browser: Callable[..., Client]) -> Visitor:
    return Visitor(browser())


@pytest.fixture
def tracked(people: People, browser: Callable[..., Client]) -> Tracked:
    # As a real browser behind `no-referrer`: no cookie, `Origin: null`.
    return track(people, browser(enforce_csrf_checks=True))
