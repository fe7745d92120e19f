"""Fixtures for what a dealer reads: own folders, no real mail, a later hour, every secret noted."""

from __future__ import annotations

import pytest

from kulanz.core import clock
from kulanz.core.access import tokens
from tests.own_folders import folders  # noqa: F401  # each test has its own
from tests.workflows.hearing import LATER


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
