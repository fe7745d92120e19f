"""Roles, the database and the rights of the application, made when missing."""

from __future__ import annotations

import psycopg
from psycopg import sql

from kulanz.core.database.places import Places
from kulanz.core.database.secrets import read_secret
from kulanz.core.database.urls import APP_ROLE, DATABASE_NAME, OWNER_ROLE, DatabaseUrls

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")


class UnusableDatabase(Exception):
    """The database lacks something we cannot work without; one clear line."""


def prepare_cluster(places: Places) -> None:
    """Roles with their passwords and the database itself, in the server inside a home."""
    with psycopg.connect(places.superuser_url("postgres"), autocommit=True) as connection:
        for role in (OWNER_ROLE, APP_ROLE):
            _ensure_role(connection, role, read_secret(places.secret_file(role)))
        # COPY, backups and migrations of data go over all tenants.
        connection.execute(sql.SQL("ALTER ROLE {} BYPASSRLS").format(sql.Identifier(OWNER_ROLE)))
        create_database(connection, DATABASE_NAME)
    prepare_database(places.urls())


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(password)
        )
    )


def create_database(connection: psycopg.Connection, name: str, *, template: str | None = None) -> None:
    """A database of the owner that nobody else may enter but the application; kept when it exists."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} {}").format(
            sql.Identifier(name),
            sql.Identifier(OWNER_ROLE),
            sql.SQL("TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL(""),
        )
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
            sql.Identifier(name), sql.Identifier(APP_ROLE)
        )
    )


def require_answer(urls: DatabaseUrls) -> None:
    """Raises UnusableDatabase when nobody answers. Asks as the owner: the other role may not exist yet."""
    try:
        psycopg.connect(urls.owner_conninfo(), connect_timeout=10).close()
    except psycopg.OperationalError as wrong:
        raise UnusableDatabase(f"the database cannot be reached: {' '.join(str(wrong).split())}") from None


def prepare_database(urls: DatabaseUrls) -> None:
    """Extensions and the rights of the application on all tables to come; with any PostgreSQL."""
    try:
        with psycopg.connect(urls.owner_conninfo(), autocommit=True, connect_timeout=10) as connection:
            if connection.info.server_version < 150_000:
                raise UnusableDatabase(
                    f"PostgreSQL {connection.info.server_version // 10_000} is older than 15"
                )
            for extension in EXTENSIONS:
                # Asked first: CREATE … IF NOT EXISTS wants the right to create even when there is one.
                if not connection.execute(
                    "SELECT 1 FROM pg_extension WHERE extname = %s", [extension]
                ).fetchone():
                    connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
            _check_umlauts(connection)
            _ensure_app_role(connection, urls)
            _grant(connection)
    except psycopg.OperationalError as wrong:
        raise UnusableDatabase(f"the database cannot be reached: {' '.join(str(wrong).split())}") from None
    except psycopg.errors.InsufficientPrivilege as wrong:
        raise UnusableDatabase(
            f"the login of the owner lacks a right: {wrong.diag.message_primary}"
        ) from None


def _check_umlauts(connection: psycopg.Connection) -> None:
    row = connection.execute("SELECT show_trgm('ö')").fetchone()
    if row is None or not row[0]:
        raise UnusableDatabase("trigrams lose umlauts: create the database with the locale C.UTF-8")


def _ensure_app_role(connection: psycopg.Connection, urls: DatabaseUrls) -> None:
    """The role with the rights of the application, and a login that may take it."""
    role = sql.Identifier(APP_ROLE)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
    if urls.switches_role:
        how = "SET" if connection.info.server_version >= 160_000 else "MEMBER"
        row = connection.execute("SELECT pg_has_role(%s, %s, %s)", [urls.app_login, APP_ROLE, how]).fetchone()
        if row is None or not row[0]:
            connection.execute(sql.SQL("GRANT {} TO {}").format(role, sql.Identifier(urls.app_login)))


def _grant(connection: psycopg.Connection) -> None:
    role = sql.Identifier(APP_ROLE)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
    ):
        connection.execute(sql.SQL(statement).format(role))
