"""A demo made once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import cluster

NOW = datetime(2026, 6, 17, 13, 20, tzinfo=UTC)


def fill(count: int = 220, *, pictures: bool = False, **wanted: Any) -> None:
    """A demo in the database that Django points at."""
    from kulanz.config.demo.making import Wanted, make_demo
    from kulanz.core import clock

    with clock.frozen(NOW):
        make_demo(Wanted(now=NOW, cases=count, pictures=pictures, processes=1, **wanted))


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Its own database and its own file store; yields the store's folder."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("files")
    name = cluster.clone()
    with django_db_blocker.unblock(), cluster.pointed_at(name), override_settings(MEDIA_ROOT=folder):
        fill(pictures=True)
        yield folder
    cluster.drop(name)
