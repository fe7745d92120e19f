from __future__ import annotations

from tests.own_folders import folders  # noqa: F401  # each test has its own
