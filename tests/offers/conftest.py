from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kulanz.core.tenancy.models import Tenant
from tests.cases.people import People
from tests.offers.reduced import Reduced, reduced


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> Path:
    """Files, mails and keys of each test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    settings.SECRETS_FOLDER = tmp_path / "secrets"
    settings.EMAIL_HOST = ""
    return tmp_path


@pytest.fixture
def browser(tenant: Tenant) -> Callable[..., Client]:
    """A new client that asks for the tenant's host and checks CSRF as a real server does."""

    def make(host: str = "") -> Client:
        return Client(
            headers={"host": host or tenant.host, "accept-language": "de"}, enforce_csrf_checks=True
        )

    return make


@pytest.fixture
def story(people: People, browser: Callable[..., Client]) -> Reduced:
    """Karla was offered 120 € yesterday."""
    return reduced(people, browser())
