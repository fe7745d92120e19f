from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import Mailbox
from tests.cases.people import People, make_people
from tests.mail.smtp_server import SmtpServer, running_smtp


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
