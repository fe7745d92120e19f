"""The supervisor of our own PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kulanz.core.database import cluster as cluster_module
from kulanz.core.database.binaries import NoBinaries
from kulanz.core.database.cluster import AlreadyRunning, Cluster


@pytest.fixture
def server(open_home: Path) -> Iterator[Cluster]:
    cluster = Cluster(open_home)
    cluster.start()
    yield cluster
    cluster.stop()


def test_a_fresh_home_gets_a_database_with_two_restricted_logins(server: Cluster) -> None:
    urls = server.places.urls()
    with psycopg.connect(urls.app_conninfo()) as app:
        row = app.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine (id int)")
    with psycopg.connect(urls.owner_conninfo()) as owner:
        owner.execute("CREATE TABLE ours (id int)")
    with psycopg.connect(urls.app_conninfo()) as app:
        assert app.execute("SELECT count(*) FROM ours").fetchone() == (0,)


def test_no_port_is_open_and_no_one_enters_without_a_password(server: Cluster) -> None:
    with psycopg.connect(server.places.superuser_url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
    folder = server.places.socket_folder
    assert folder.stat().st_mode & 0o777 == 0o700
    for secret in server.places.secrets.iterdir():
        assert secret.stat().st_mode & 0o777 == 0o600
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"host={folder} user=kulanz_app dbname=kulanz password=wrong")


def test_umlauts_have_trigrams(server: Cluster) -> None:
    with psycopg.connect(server.places.urls().app_conninfo()) as connection:
        row = connection.execute("SELECT cardinality(show_trgm('ö')), upper('ö')").fetchone()
        assert row == (2, "Ö")


def test_kill_9_loses_nothing_that_was_committed(server: Cluster) -> None:
    with psycopg.connect(server.places.urls().owner_conninfo()) as connection:
        connection.execute("CREATE TABLE ours (id int)")
        connection.execute("INSERT INTO ours SELECT generate_series(1, 1000)")
    lingering = psycopg.connect(server.places.urls().owner_conninfo())
    lingering.execute("INSERT INTO ours VALUES (0)")
    pid = server.server_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert server.process is not None
    server.process.wait()

    again = Cluster(server.places.home)
    again.start()
    try:
        with psycopg.connect(server.places.urls().owner_conninfo()) as connection:
            assert connection.execute("SELECT count(*) FROM ours").fetchone() == (1000,)
    finally:
        again.stop()


def test_a_second_start_over_the_same_folder_is_refused(server: Cluster) -> None:
    with pytest.raises(AlreadyRunning, match="already running"):
        Cluster(server.places.home).start()
    assert server.answers()


def test_the_server_outlives_a_killed_supervisor_and_can_be_stopped_by_the_next(server: Cluster) -> None:
    another = Cluster(server.places.home)
    assert another.answers()
    another.stop()
    assert not server.answers()


def test_a_foreign_version_is_named(server: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    server.stop()
    (server.places.data / "PG_VERSION").write_text("11\n")
    with pytest.raises(NoBinaries, match="made by PostgreSQL 11, found were: .* Set PG_BIN_DIR"):
        Cluster(server.places.home).start()


def test_a_wrong_programs_folder_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoBinaries, match="PG_BIN_DIR: .* has no postgres"):
        Cluster(tmp_path / "home", pg_bin_dir=tmp_path).start()
    assert not (tmp_path / "home" / "database").exists()


def test_an_interrupted_creation_is_begun_anew(open_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = open_home
    (home / "database" / "data.incomplete").mkdir(parents=True)
    (home / "database" / "data.incomplete" / "PG_VERSION").write_text("18\n")
    cluster = Cluster(home, careless=True)
    cluster.start()
    assert cluster.answers()
    cluster.stop()


def test_a_long_path_gets_its_socket_elsewhere(open_home: Path) -> None:
    home = open_home / ("a-folder-with-a-long-name-" * 4)
    home.mkdir()
    cluster = Cluster(home, careless=True)
    cluster.start()
    try:
        assert home not in cluster.places.socket_folder.parents
        assert cluster.answers()
    finally:
        cluster.stop()
        cluster.places.socket_folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a closed home that nobody else can enter")
def test_a_home_closed_to_others_keeps_its_doors_shut(
    open_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = open_home
    monkeypatch.setattr("kulanz.core.database.account.SHELTER", outside / "shelter")
    home = outside / "home"
    home.mkdir(mode=0o700)
    cluster = Cluster(home, careless=True)
    cluster.start()
    try:
        assert home.stat().st_mode & 0o777 == 0o700
        assert outside in cluster.places.root.resolve().parents
        assert cluster.answers()
    finally:
        cluster.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server under another account")
def test_root_runs_a_private_copy_when_the_programs_are_closed_to_others(
    open_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = cluster_module.ServerAccount.runs
    monkeypatch.setattr(
        cluster_module.ServerAccount,
        "runs",
        lambda self, program: "database/binaries" in program and runs(self, program),
    )
    cluster = Cluster(open_home, careless=True)
    cluster.start()
    try:
        pid = cluster.server_pid()
        assert pid is not None
        assert Path(f"/proc/{pid}").owner() == "nobody"
        assert str(Path(f"/proc/{pid}/exe").readlink()).startswith(str(cluster.places.binaries))
    finally:
        cluster.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs all the other tests under his account")
def test_an_ordinary_user_starts_it_under_his_own_account(open_home: Path) -> None:
    home = open_home / "mine"
    home.mkdir()
    os.chown(home, 65534, 65534)
    # The account is changed inside a running Python: the one of a developer often lies in a closed folder.
    program = (
        "import os, pathlib, sys; from kulanz.core.database.cluster import Cluster;"
        "cluster = Cluster(pathlib.Path(sys.argv[1]), careless=True); cluster.answers();"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534);"
        "cluster.start(); print(pathlib.Path(f'/proc/{cluster.server_pid()}').owner()); cluster.stop()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(home)], capture_output=True, text=True, cwd="/", check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "nobody"), done.stderr
    assert (home / "database" / "data").owner() == "nobody"
