"""What a command needs before it can work: the database running, Django loaded."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from kulanz.config.env import environment
from kulanz.core.database.cluster import AlreadyRunning, Cluster
from kulanz.core.database.roles import require_answer
from kulanz.core.database.urls import DatabaseUrls, given_urls


def own_cluster() -> Cluster | None:
    """The server inside the home; None when the environment names another database."""
    env = environment()
    return None if env.database_url else Cluster(env.home, pg_bin_dir=env.pg_bin_dir)


def database_urls() -> DatabaseUrls:
    """Both logins. The passwords inside a home exist from the first start of its server on."""
    env = environment()
    if env.database_url:
        return given_urls(env.database_url, env.owner_database_url)
    return Cluster(env.home).places.urls()


@contextlib.contextmanager
def running_database() -> Iterator[None]:
    """Starts the server inside the home for as long as the command takes, unless one runs already."""
    cluster = own_cluster()
    if cluster is None:
        require_answer(database_urls())
        yield
        return
    started = False
    if not cluster.answers():
        with contextlib.suppress(AlreadyRunning):
            cluster.start()
            started = True
    try:
        yield
    finally:
        if started:
            cluster.stop()


@contextlib.contextmanager
def product(*, migrated: bool = False) -> Iterator[None]:
    """Database and Django; with `migrated` also every table this version expects."""
    with running_database():
        import django

        django.setup()
        if migrated:
            from kulanz.config.migration import migrate

            migrate()
        try:
            yield
        finally:
            from django.db import connections
            from django.db.backends.postgresql.base import DatabaseWrapper

            for connection in connections.all(initialized_only=True):
                connection.close()
                if isinstance(connection, DatabaseWrapper) and connection.pool is not None:
                    connection.close_pool()
