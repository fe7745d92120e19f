"""Addresses of the database: which login serves the application and which one owns the tables."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

DATABASE_NAME = "kulanz"
SUPERUSER = "postgres"
OWNER_ROLE = "kulanz_owner"
APP_ROLE = "kulanz_app"


class InvalidDatabaseUrl(ValueError):
    """An address that is not one of a PostgreSQL database."""


def connection_parts(url: str) -> dict[str, Any]:
    """The parameters inside a database address."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise InvalidDatabaseUrl("must begin with postgresql://")
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as wrong:
        raise InvalidDatabaseUrl(f"cannot be read ({str(wrong).strip()})") from None
    if not parts.get("dbname"):
        raise InvalidDatabaseUrl("names no database, as in postgresql://user:password@host:5432/kulanz")
    return parts


def socket_url(*, folder: Path, user: str, password: str, database: str = DATABASE_NAME) -> str:
    """The address of a database behind a Unix socket."""
    secret = f":{quote(password, safe='')}" if password else ""
    return f"postgresql://{user}{secret}@/{quote(database)}?host={quote(str(folder), safe='')}"


@dataclasses.dataclass(frozen=True)
class DatabaseUrls:
    """Both logins of one database. A single login owns, and gives that up in the application."""

    app: str
    owner: str

    @property
    def app_login(self) -> str:
        """The name the application logs in with."""
        return str(connection_parts(self.app).get("user") or "")

    @property
    def switches_role(self) -> bool:
        """Whether the login of the application takes the role with its rights after connecting."""
        return self.app_login != APP_ROLE

    def app_conninfo(self) -> str:
        """A connection string for psycopg with the rights of the application, for work without Django."""
        return make_conninfo(self.app, **self._role_options())

    def owner_conninfo(self) -> str:
        """A connection string for psycopg with the rights of the owner."""
        return make_conninfo(self.owner)

    def app_settings(self) -> dict[str, Any]:
        """The entry of Django's DATABASES for the application."""
        return django_settings(self.app, **self._role_options())

    def owner_settings(self) -> dict[str, Any]:
        """The entry of Django's DATABASES for migrations."""
        return django_settings(self.owner)

    def _role_options(self) -> dict[str, str]:
        if not self.switches_role:
            return {}
        given = str(connection_parts(self.app).get("options", ""))
        return {"options": f"{given} -c role={APP_ROLE}".strip()}


def given_urls(app: str, owner: str | None) -> DatabaseUrls:
    """The logins named in the environment; a single one serves as owner, too."""
    return DatabaseUrls(app=app, owner=owner or app)


def django_settings(url: str, **extra: str) -> dict[str, Any]:
    """Django's way of writing a database address."""
    parts = {**connection_parts(url), **extra}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
    }
