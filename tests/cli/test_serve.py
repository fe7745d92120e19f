"""`kulanz serve`: one command runs everything and ends everything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from kulanz.core.database.cluster import Cluster
from tests.live import LiveServer, LiveServerFactory, installation_environment
from tests.settings import CLUSTER


@pytest.fixture
def own_database(open_home: Path, django_db_blocker: object) -> Iterator[LiveServer]:
    """An installation with the database inside its home, as a fresh one has it."""
    home = open_home / "kulanz"
    server = LiveServer(home=home, database="", environment=installation_environment(home), blocker=None)
    yield server
    server.stop()
    Cluster(home).stop()


def _get(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read(), dict(answer.headers)


def _processes_of(server: LiveServer) -> list[int]:
    """Every process that was started with the home of this installation."""
    wanted = f"KULANZ_HOME={server.home}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def _until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.mark.slow
def test_from_nothing_to_ready_and_back(own_database: LiveServer) -> None:
    server = own_database
    server.start()
    assert _get(f"{server.url}/healthz")[:2] == (200, b'{"status": "alive"}')
    assert _get(f"{server.url}/readyz")[:2] == (200, b'{"status": "ready"}')
    assert (server.home / "files").stat().st_mode & 0o777 == 0o700

    # A second one in the same home is refused; beside it, commands find the running database.
    second = server.command("serve")
    assert second.returncode == 1
    assert b"already running" in second.stderr
    assert server.command("migrate", "--no-static").returncode == 0

    # A killed database and a killed web process come back.
    pid = Cluster(server.home).server_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    _until(lambda: Cluster(server.home).server_pid() not in {pid, None})
    _until(lambda: _get(f"{server.url}/readyz")[0] == 200)
    children = _children_named(server, "granian")
    assert children
    for child in children:
        os.kill(child, signal.SIGKILL)
    _until(lambda: _answers(server))

    assert server.stop() == 130
    _until(lambda: not _processes_of(server), 5)
    assert not Cluster(server.home).answers()


def _answers(server: LiveServer) -> bool:
    try:
        return _get(f"{server.url}/readyz")[0] == 200
    except OSError:
        return False


def _children_named(server: LiveServer, name: str) -> list[int]:
    return [
        pid for pid in _processes_of(server) if name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


@pytest.mark.slow
def test_a_killed_serve_leaves_nothing_in_the_way_of_the_next(own_database: LiveServer) -> None:
    server = own_database
    server.start()
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    _until(lambda: not _children_named(server, "granian"))
    server.start()
    assert _answers(server)
    assert server.stop() == 130
    assert not Cluster(server.home).answers()


def test_figures_need_the_token(live_server_factory: LiveServerFactory) -> None:
    token = "a-token-for-figures"
    server = live_server_factory(environment={"KULANZ_METRICS_TOKEN": token, "KULANZ_LOG_LEVEL": "INFO"})
    assert _get(f"{server.url}/metrics")[0] == 404
    assert _get(f"{server.url}/metrics", Authorization="Bearer wrong")[0] == 404
    _get(f"{server.url}/gibt-es-nicht/geheimes-kennwort", **{"X-Request-ID": "request-0815"})
    status, body, headers = _get(f"{server.url}/metrics", Authorization=f"Bearer {token}")
    assert status == 200
    assert b"kulanz_request_seconds_bucket" in body
    assert len(headers["x-request-id"]) == 32

    _until(lambda: "request-0815" in server.output(), 5)
    lines = [json.loads(line) for line in server.output().splitlines() if line.startswith("{")]
    logged = next(line for line in lines if line.get("request_id") == "request-0815" and "status" in line)
    assert logged["status"] in {200, 302}  # where nothing is set up, every address leads to the first page
    assert "geheimes-kennwort" not in server.output()


def test_a_login_that_sees_all_tenants_is_not_ready(live_server_factory: LiveServerFactory) -> None:
    server = live_server_factory(start=False)
    server.environment["DATABASE_URL"] = server.environment.pop("OWNER_DATABASE_URL")
    # One login for both gives up its rights, but this one may bypass row-level security at any time.
    with psycopg.connect(CLUSTER.superuser_url("postgres"), autocommit=True) as connection:
        connection.execute("GRANT kulanz_app TO kulanz_owner")
    server.start()
    status, body, _ = _get(f"{server.url}/readyz")
    assert status == 503
    assert b"row-level security" in body


def test_a_taken_port_is_named(live_server_factory: LiveServerFactory) -> None:
    server = live_server_factory()
    other = live_server_factory(start=False)
    other.environment["PORT"] = server.url.rpartition(":")[2]
    done = other.command("serve")
    assert done.returncode == 1
    assert b"set PORT" in done.stderr


def test_help_names_every_command_without_loading_django() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kulanz", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\n  serve" in done.stdout
    assert "django" not in done.stderr
