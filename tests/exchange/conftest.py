from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.working import work_once
from kulanz.stages.execution.commands.connecting import keep_connection
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.rules.remedies import OrderKind
from kulanz.workflows.reactions import ERP
from tests.cases.people import People
from tests.exchange.erp import Erp
from tests.execution.placed import AT, Placed, make_placed

SignIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """Files, mails and exchanged files of each test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    settings.EMAIL_HOST = ""
    settings.EXCHANGE_FOLDER = tmp_path / "exchange"
    settings.EXCHANGE_ROOTS = ()
    settings.SECRETS_FOLDER = tmp_path / "secrets"
    return tmp_path


@pytest.fixture
def placed(people: People) -> Placed:
    return make_placed(people)


@pytest.fixture
def erp(people: People, home: Path) -> Erp:
    """The tenant's ERP, connected by its own two folders."""
    keep_connection(actor=people.otto, folder_out="", folder_in="", active=True, at=AT)
    folder = home / "exchange" / people.tenant.slug
    return Erp(folder / "out", folder / "in")


@pytest.fixture
def order(placed: Placed, erp: Erp) -> Order:
    """An order the ERP has."""
    made = placed.order(decision=placed.decision(OrderKind.DELIVERY))
    work_once(AT, [placed.people.tenant.pk], consumers=[ERP])
    erp.take(f"{made.number}.v1.xml")
    return made
