from __future__ import annotations

from tests.offers.conftest import browser, folders, people, story

__all__ = ["browser", "folders", "people", "story"]
