"""A files folder of each test's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kulanz.core.files.commands import store_file
from kulanz.core.files.models import StoredFile

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def store(folder: Path, tenant: Any) -> Callable[[bytes, str], StoredFile]:
    def take(content: bytes, name: str) -> StoredFile:
        return store_file(tenant_id=tenant.pk, content=content, name=name, at=AT)

    return take
