"""The demo, running, for everything that wants to see pages with life in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import cluster
from tests.browser.machine import running_browser
from tests.live import LiveServer, installation_environment


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with running_browser(chromium_path) as started:
        yield started


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[LiveServer]:
    home = tmp_path_factory.mktemp("demo") / "home"
    with django_db_blocker.unblock():
        database = cluster.clone()
    urls = cluster.urls_of(database)
    environment = installation_environment(home, DATABASE_URL=urls.app, OWNER_DATABASE_URL=urls.owner)
    server = LiveServer(home=home, database=database, environment=environment, blocker=django_db_blocker)
    made = server.command("demo", "--cases", "120")
    assert made.returncode == 0, made.stderr.decode()[-3000:]
    server.start()
    yield server
    server.stop()
    cluster.drop(database)
