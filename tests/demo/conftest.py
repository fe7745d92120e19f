"""A demo made once for all tests of this folder; each module works on a copy of its own."""

from __future__ import annotations

import shutil
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


def _fill_with_pictures(folder: Path) -> None:
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=folder):
        fill(pictures=True)


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A copy of the one demo of this run, database and file store; yields the store's folder."""
    from django.test import override_settings

    with django_db_blocker.unblock():
        filled, files = cluster.filled_once("demo", _fill_with_pictures)
        folder = tmp_path_factory.mktemp("files") / "store"
        shutil.copytree(files, folder)
        name = cluster.clone(like=filled)
        with cluster.pointed_at(name), override_settings(MEDIA_ROOT=folder):
            yield folder
        cluster.drop(name)
