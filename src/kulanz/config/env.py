"""Settings from the environment: typed, each one explained, and failing loudly when wrong."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any, Literal

import pydantic
from pydantic_settings import BaseSettings, SettingsConfigDict

from kulanz.core.database.urls import InvalidDatabaseUrl, connection_parts


class InvalidEnvironment(Exception):
    """One line for each wrong value, ready to be shown on the console."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def _named(name: str, default: Any, description: str, **limits: Any) -> Any:
    return pydantic.Field(default=default, validation_alias=name, description=description, **limits)


class Environment(BaseSettings):
    """Everything an installation can decide without touching code."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, frozen=True
    )

    home: Path = _named("KULANZ_HOME", Path("var"), "Folder with everything that changes.")
    port: int = _named("PORT", 8000, "Port of the web server; 0 takes a free one.", ge=0, le=65535)
    host: str = _named("KULANZ_HOST", "127.0.0.1", "Address the web server listens on.")
    web_processes: int = _named("KULANZ_WEB_PROCESSES", 2, "Number of web processes.", ge=1, le=64)
    web_threads: int = _named(
        "KULANZ_WEB_THREADS", 4, "Requests one web process works on at once.", ge=1, le=64
    )

    database_url: str | None = _named(
        "DATABASE_URL",
        None,
        "PostgreSQL 15 or newer; empty: Kulanz runs its own inside KULANZ_HOME. "
        "Without OWNER_DATABASE_URL this login owns the tables and Kulanz switches to the role kulanz_app.",
    )
    owner_database_url: str | None = _named(
        "OWNER_DATABASE_URL",
        None,
        "Login that owns the tables and runs migrations (it needs BYPASSRLS for backups). "
        "With it DATABASE_URL names the restricted login of the application.",
    )
    pg_bin_dir: Path | None = _named(
        "PG_BIN_DIR", None, "Folder with initdb, postgres and pg_dump for the database inside KULANZ_HOME."
    )

    secret_key: str | None = _named(
        "KULANZ_SECRET_KEY",
        None,
        "Signs sessions and links; empty: made once in KULANZ_HOME/secrets.",
        min_length=32,
    )
    https: bool = _named("KULANZ_HTTPS", False, "Reached by https only: secure cookies and HSTS.")
    trusted_proxies: int = _named(
        "KULANZ_TRUSTED_PROXIES", 0, "How many reverse proxies of yours stand in front.", ge=0, le=10
    )
    debug: bool = _named("KULANZ_DEBUG", False, "Show errors in the browser; never on a reachable machine.")
    static_root: Path | None = _named(
        "KULANZ_STATIC_ROOT", None, "Folder of the collected static files; empty: KULANZ_HOME/static."
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _named(
        "KULANZ_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."
    )
    log_format: Literal["json", "console"] = _named("KULANZ_LOG_FORMAT", "json", "json or console.")
    metrics_token: str | None = _named(
        "KULANZ_METRICS_TOKEN",
        None,
        "Bearer token of /metrics; empty: /metrics is not served.",
        min_length=16,
    )
    metrics_port: int | None = _named(
        "KULANZ_METRICS_PORT",
        None,
        "Serves /metrics without a token on this port of 127.0.0.1.",
        ge=1,
        le=65535,
    )

    exchange_roots: str = _named(
        "KULANZ_EXCHANGE_ROOTS",
        "",
        "Folders outside KULANZ_HOME below which tenants may exchange files with their ERP, each in a folder "
        "with its short name; several are separated by a colon.",
    )

    smtp_host: str | None = _named(
        "SMTP_HOST", None, "Server for outgoing mail; empty: mails wait in the outbox."
    )
    smtp_port: int = _named("SMTP_PORT", 587, "Port of that server.", ge=1, le=65535)
    smtp_user: str | None = _named("SMTP_USER", None, "Login of that server.")
    smtp_password: str | None = _named("SMTP_PASSWORD", None, "Password of that login.")
    smtp_tls: Literal["none", "starttls", "tls"] = _named("SMTP_TLS", "starttls", "none, starttls or tls.")

    @pydantic.field_validator("exchange_roots")
    @classmethod
    def _absolute_roots(cls, value: str) -> str:
        for root in filter(None, value.split(os.pathsep)):
            if not Path(root).is_absolute():
                raise ValueError("every folder must be absolute")
        return value

    @pydantic.field_validator("home", "static_root", "pg_bin_dir")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value is not None else None

    @pydantic.field_validator("database_url", "owner_database_url")
    @classmethod
    def _postgres_only(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                connection_parts(value)
            except InvalidDatabaseUrl as wrong:
                raise ValueError(str(wrong)) from None
        return value

    @pydantic.model_validator(mode="after")
    def _owner_needs_application(self) -> Environment:
        if self.owner_database_url and not self.database_url:
            raise ValueError("OWNER_DATABASE_URL needs DATABASE_URL, the login of the application")
        return self

    @property
    def static_folder(self) -> Path:
        """Where collected static files lie."""
        return self.static_root or self.home / "static"

    @property
    def files_folder(self) -> Path:
        """Where uploaded and generated files lie."""
        return self.home / "files"

    @property
    def exchange_folders(self) -> tuple[Path, ...]:
        """The folders outside the home below which files may be exchanged."""
        return tuple(Path(root) for root in self.exchange_roots.split(os.pathsep) if root)

    @property
    def secrets_folder(self) -> Path:
        """Where generated keys and passwords lie, each of mode 0600."""
        return self.home / "secrets"


def _clear_line(error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        return message
    name = str(error["loc"][0])
    secret = any(word in name for word in ("PASSWORD", "SECRET", "TOKEN", "URL"))
    shown = "" if secret else f" is {error['input']!r}"
    return f"{name}{shown}: {message[:1].lower()}{message[1:]}"


def load_environment() -> Environment:
    """Reads environment and `.env`; raises InvalidEnvironment naming every wrong value."""
    try:
        return Environment(_env_file=os.environ.get("KULANZ_ENV_FILE", ".env"))
    except pydantic.ValidationError as wrong:
        raise InvalidEnvironment([_clear_line(error) for error in wrong.errors()]) from None


@functools.cache
def environment() -> Environment:
    """The environment of this process, read once."""
    return load_environment()


def set_for_this_process(name: str, value: str) -> None:
    """An option of the command line counts like the environment variable and reaches child processes."""
    os.environ[name] = value
    environment.cache_clear()


def example() -> str:
    """The text of `.env.example`."""
    lines = ["# Settings of Kulanz. Copy to .env and change what you need; every line may be left out."]
    for field in Environment.model_fields.values():
        default = field.default
        text = "" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
        lines += ["", f"# {field.description}", f"#{field.validation_alias}={text}"]
    return "\n".join(lines) + "\n"
