"""Fixtures for what a dealer reads and does: own folders, the hour, his house, every secret noted."""

from __future__ import annotations

import pytest

from kulanz.core import clock
from kulanz.core.access import tokens
from kulanz.core.tenancy.models import Tenant
from tests.execution.visits_world import AT
from tests.own_folders import folders  # noqa: F401  # each test has its own
from tests.portal.sending import House, make_house
from tests.workflows.hearing import LATER


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hour at which the visits are planned."""
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def house(now: None, tenant: Tenant) -> House:
    return make_house(tenant)


@pytest.fixture
def afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def issued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every secret there is, as it was issued."""
    found: list[str] = []
    make = tokens.new_secret

    def noted() -> str:
        found.append(make())
        return found[-1]

    monkeypatch.setattr(tokens, "new_secret", noted)
    return found
