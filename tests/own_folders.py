"""For a conftest whose tests store files and send mails: it imports the fixture, and every test has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> Path:
    """Files and mails of each test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    settings.EMAIL_HOST = ""
    return tmp_path
