"""Backups hold everything, and bring it back only into an empty place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.conftest import make_tenant
from tests.live import LiveServer, LiveServerFactory, installation_environment

from kulanz.core.database.backup import row_counts
from kulanz.core.database.cluster import Cluster
from kulanz.workflows.defaults import ensure_defaults


@pytest.fixture
def installation(live_server_factory: LiveServerFactory) -> LiveServer:
    server = live_server_factory(start=False)
    with server.opened():
        for slug in ("nordlicht", "suedlicht"):
            tenant = make_tenant(slug)
            # as every installation has them; restoring gives them to whoever lacks them
            ensure_defaults(tenant_id=tenant.pk, at=tenant.created_at)
    files = server.home / "files" / "ab"
    files.mkdir(parents=True)
    (files / "photo").write_bytes(os.urandom(5000))
    secrets = server.home / "secrets"
    secrets.mkdir()
    (secrets / "secret_key").write_text("k" * 64)
    (secrets / "secret_key").chmod(0o600)
    return server


@pytest.fixture
def empty_home(open_home: Path) -> Iterator[LiveServer]:
    home = open_home / "restored"
    yield LiveServer(home=home, database="", environment=installation_environment(home), blocker=None)
    Cluster(home).stop()


def _backup(installation: LiveServer, folder: Path) -> None:
    done = installation.command("db", "backup", str(folder))
    assert done.returncode == 0, done.stderr.decode()
    assert b"secret_key" in done.stderr


def test_a_backup_comes_back_whole(installation: LiveServer, empty_home: LiveServer, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    _backup(installation, folder)
    assert folder.stat().st_mode & 0o777 == 0o700

    done = empty_home.command("db", "restore", str(folder))
    assert done.returncode == 0, done.stderr.decode()
    assert b"restored and verified" in done.stderr
    assert (empty_home.home / "files" / "ab" / "photo").read_bytes() == (
        installation.home / "files" / "ab" / "photo"
    ).read_bytes()
    key = empty_home.home / "secrets" / "secret_key"
    assert key.read_text() == "k" * 64
    assert key.stat().st_mode & 0o777 == 0o600

    cluster = Cluster(empty_home.home)
    assert not cluster.answers(), "the command stops the database it started"
    cluster.start()
    with psycopg.connect(installation.environment["OWNER_DATABASE_URL"]) as connection:
        before = row_counts(connection)
    with psycopg.connect(cluster.places.urls().owner_conninfo()) as connection:
        assert row_counts(connection) == before
    with psycopg.connect(cluster.places.urls().app_conninfo()) as connection:
        assert connection.execute("SELECT count(*) FROM tenancy_tenant").fetchone() == (2,)
        row = connection.execute(
            "SELECT count(*) FROM pg_class"
            " WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace"
        ).fetchone()
        assert row is not None
        assert row[0] > 5

    again = empty_home.command("db", "restore", str(folder))
    assert again.returncode == 1
    assert b"is not empty" in again.stderr


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (
            lambda folder: (folder / "files/ab/photo").write_bytes(b"x"),
            b"files/ab/photo is not what was backed up",
        ),
        (lambda folder: (folder / "files/ab/photo").unlink(), b"files/ab/photo is missing"),
        (lambda folder: (folder / "manifest.json").unlink(), b"holds no complete backup"),
        (lambda folder: (folder / "manifest.json").write_text("{"), b"cannot be read"),
    ],
)
def test_a_harmed_backup_is_refused_before_anything_is_made(
    installation: LiveServer, empty_home: LiveServer, tmp_path: Path, harm: object, words: bytes
) -> None:
    _backup(installation, tmp_path / "backup")
    harm(tmp_path / "backup")  # type: ignore[operator]  # one of the functions above
    done = empty_home.command("db", "restore", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert words in done.stderr
    assert not empty_home.home.exists()


def test_a_backup_never_overwrites(installation: LiveServer, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "something").touch()
    done = installation.command("db", "backup", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert b"is not empty" in done.stderr
