"""It is Monday: a test module imports the fixture, and each of its tests has it."""

from __future__ import annotations

import pytest

from kulanz.core import clock
from tests.execution.visits_world import AT


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
