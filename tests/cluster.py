"""One throw-away PostgreSQL per test run, a migrated template in it, and clones of that template."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from kulanz.core.database.cluster import Cluster
from kulanz.core.database.lock import FileLock
from kulanz.core.database.roles import create_database, prepare_database
from kulanz.core.database.urls import APP_ROLE, OWNER_ROLE, DatabaseUrls
from tests import kept_cluster
from tests.settings import CLUSTER, RUN, WORKER

TEMPLATE = "kulanz_template"
_numbers = itertools.count(1)


def urls_of(database: str) -> DatabaseUrls:
    """Both logins of one database of this run."""
    return DatabaseUrls(app=CLUSTER.url(APP_ROLE, database), owner=CLUSTER.url(OWNER_ROLE, database))


def _as_superuser() -> psycopg.Connection:
    return psycopg.connect(CLUSTER.superuser_url("postgres"), autocommit=True)


def ensure_template() -> None:
    """Starts the server and migrates the template, once per run, whichever worker asks first."""
    ready = RUN / "template.ready"
    lock = FileLock(RUN / "template.lock")
    lock.acquire(patience=300)
    try:
        if ready.exists():
            return
        given = os.environ.get("PG_BIN_DIR")
        cluster = Cluster(CLUSTER.home, pg_bin_dir=Path(given) if given else None, careless=True)
        if not cluster.answers():
            kept_cluster.take_copy(CLUSTER)
            cluster.start()
        with _as_superuser() as connection:
            create_database(connection, TEMPLATE)
        prepare_database(urls_of(TEMPLATE))
        with pointed_at(TEMPLATE):
            from kulanz.config.migration import migrate

            migrate()
        ready.touch()
    finally:
        lock.release()


def clone(name: str | None = None, *, like: str = TEMPLATE) -> str:
    """A fresh database like the template, or like one that was filled once; returns its name."""
    ensure_template()
    name = name or f"kulanz_{WORKER}_{next(_numbers)}"
    with _as_superuser() as connection:
        create_database(connection, name, template=like)
    return name


def filled_once(key: str, fill: Callable[[Path], None]) -> tuple[str, Path]:
    """The name of a database to clone and a folder of files to copy, filled by whichever worker asks first.

    Nobody may stay connected to it: PostgreSQL copies no database that is in use.
    """
    name, folder = f"kulanz_filled_{key}", RUN / f"filled-{key}"
    ready = RUN / f"filled-{key}.ready"
    lock = FileLock(RUN / f"filled-{key}.lock")
    lock.acquire(patience=600)
    try:
        if not ready.exists():
            ensure_template()
            drop(name)  # what a failed attempt left behind
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            clone(name)
            with pointed_at(name):
                fill(folder)
            ready.touch()
    finally:
        lock.release()
    return name, folder


def drop(name: str) -> None:
    """Removes a clone, whoever is still connected to it."""
    with _as_superuser() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def pointed_at(database: str) -> Iterator[None]:
    """Lets Django's connections of this process lead to another database for a while."""
    from django.db import connections

    previous = {alias: settings["NAME"] for alias, settings in connections.settings.items()}
    connections.close_all()
    for settings in connections.settings.values():
        settings["NAME"] = database
    try:
        yield
    finally:
        connections.close_all()
        for alias, name in previous.items():
            connections.settings[alias]["NAME"] = name


def end_run() -> None:
    """Stops the server of this run and removes everything it left but a template for the next run."""
    if (RUN / "template.ready").exists():
        with contextlib.suppress(psycopg.Error), _as_superuser() as connection:
            names = connection.execute(
                "SELECT datname FROM pg_database"
                " WHERE datname LIKE 'kulanz%%' AND datname NOT IN ('kulanz', %s)",
                [TEMPLATE],
            ).fetchall()
            for (name,) in names:
                drop(name)
        Cluster(CLUSTER.home).stop()
        kept_cluster.keep(CLUSTER)
    _remove(RUN)


def remove_abandoned_runs() -> None:
    """A killed test run could not clean up behind itself; the next one does."""
    for folder in Path(tempfile.gettempdir()).glob("kulanz-tests-*"):
        number = re.match(r"kulanz-tests-(\d+)-", folder.name)
        if number is not None and not Path(f"/proc/{number[1]}").exists() and Path("/proc").exists():
            _remove(folder)


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for lock in (*folder.glob("*/database.lock"), *folder.glob("*/*/database.lock")):
            Cluster(lock.parent).stop()
    shutil.rmtree(folder, ignore_errors=True)
