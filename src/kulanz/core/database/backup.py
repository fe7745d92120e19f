"""Backups: the database at one instant, the files and the keys, each with its checksum; and the way back."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from kulanz.core.database.binaries import Binaries, find_binaries
from kulanz.core.database.urls import DatabaseUrls, connection_parts

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
# Stands in a home while it is being restored: such a home is not complete and is not served.
UNFINISHED = "restore.unfinished"

Step = Callable[[], None]


class BackupRefused(Exception):
    """The backup was not made or not restored; one clear line."""


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What a backup consists of; written last, so that a backup without one is none."""

    made_at: str
    server: int
    rows: dict[str, int]
    files: dict[str, str]
    format: int = FORMAT


def write_backup(
    target: Path, *, urls: DatabaseUrls, home: Path, pg_bin_dir: Path | None = None, step: Step = lambda: None
) -> Manifest:
    """Writes database, files and keys into a new or empty folder."""
    if target.exists() and any(target.iterdir()):
        raise BackupRefused(f"{target} is not empty")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.chmod(0o700)
    with psycopg.connect(urls.owner_conninfo()) as connection:
        # Counts and dump see the same instant, whatever is written meanwhile.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        _require_all_rows(connection)
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        server = connection.info.server_version // 10_000
        rows = row_counts(connection)
        step()
        _run_tool(
            _tools(pg_bin_dir, server).program("pg_dump"),
            *("--format=custom", "--compress=6", f"--snapshot={snapshot}", f"--file={target / DUMP}"),
            url=urls.owner,
        )
        step()
    # After the database: every file it names is already there, since files are never replaced.
    files = {DUMP: _digest(target / DUMP)}
    for name in _to_keep(home):
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            shutil.copy2(home / name, copy)
        except FileNotFoundError:
            continue  # removed meanwhile: a draft upload, or a person's right to erasure
        files[name] = _digest(copy)
        step()
    manifest = Manifest(made_at=datetime.now(UTC).isoformat(), server=server, rows=rows, files=files)
    draft = target / f".{MANIFEST}"
    draft.write_text(json.dumps(dataclasses.asdict(manifest), indent=1, sort_keys=True))
    draft.rename(target / MANIFEST)
    return manifest


def check_restorable(source: Path, *, home: Path) -> Manifest:
    """The manifest, when the backup is complete and unharmed and the home is empty."""
    if home.exists() and any(home.iterdir()):
        raise BackupRefused(f"{home} is not empty; a backup is restored into an empty home only")
    try:
        manifest = Manifest(**json.loads((source / MANIFEST).read_text()))
    except FileNotFoundError:
        raise BackupRefused(f"{source} holds no complete backup ({MANIFEST} is missing)") from None
    except (ValueError, TypeError):
        raise BackupRefused(f"{source / MANIFEST} cannot be read") from None
    if manifest.format != FORMAT:
        raise BackupRefused(f"{source} has the format {manifest.format}, this version reads {FORMAT}")
    for name, digest in manifest.files.items():
        path = source / name
        if not path.resolve().is_relative_to(source.resolve()):
            raise BackupRefused(f"{name} lies outside the backup")
        if not path.is_file():
            raise BackupRefused(f"{name} is missing from the backup")
        if _digest(path) != digest:
            raise BackupRefused(f"{name} is not what was backed up")
    return manifest


def restore_files(source: Path, manifest: Manifest, *, home: Path, step: Step = lambda: None) -> None:
    """Files and keys, before anything makes new keys in their place."""
    home.mkdir(parents=True, exist_ok=True)
    (home / UNFINISHED).touch()
    for name in manifest.files:
        if name == DUMP:
            continue
        (home / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy2(source / name, home / name)
        step()


def restore_database(
    source: Path,
    manifest: Manifest,
    *,
    urls: DatabaseUrls,
    home: Path,
    pg_bin_dir: Path | None = None,
    step: Step = lambda: None,
) -> None:
    """The database, compared row count by row count with what was backed up."""
    with psycopg.connect(urls.owner_conninfo()) as connection:
        if row_counts(connection):
            raise BackupRefused("the database is not empty; a backup is restored into an empty one only")
        server = connection.info.server_version // 10_000
    _run_tool(
        _tools(pg_bin_dir, max(server, manifest.server)).program("pg_restore"),
        *("--no-owner", "--no-comments", "--exit-on-error", "--jobs=2"),
        *(f"--dbname={connection_parts(urls.owner)['dbname']}", str(source / DUMP)),
        url=urls.owner,
    )
    step()
    with psycopg.connect(urls.owner_conninfo(), autocommit=True) as connection:
        _require_all_rows(connection)
        found = row_counts(connection)
        connection.execute("ANALYZE")
    step()
    different = sorted(
        name for name in found.keys() | manifest.rows if found.get(name) != manifest.rows.get(name)
    )
    if different:
        raise BackupRefused(f"restored, but these tables differ from the backup: {', '.join(different)}")
    (home / UNFINISHED).unlink(missing_ok=True)


def row_counts(connection: psycopg.Connection) -> dict[str, int]:
    """Rows of every table."""
    names = connection.execute(
        "SELECT relname FROM pg_class"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()
    return {
        str(name): int(_one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))))
        for (name,) in names
    }


def _one(connection: psycopg.Connection, query: LiteralString | sql.Composed) -> Any:
    row = connection.execute(query).fetchone()
    return None if row is None else row[0]


def _require_all_rows(connection: psycopg.Connection) -> None:
    if not _one(connection, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"):
        raise BackupRefused("the login of the owner needs BYPASSRLS: a backup holds the rows of all tenants")


def _to_keep(home: Path) -> Iterator[str]:
    for folder in ("files", "secrets"):
        for path in sorted((home / folder).rglob("*")):
            # Passwords of the server belong to that server; a new one makes its own.
            if path.is_file() and not path.name.startswith(("database_", ".")):
                yield path.relative_to(home).as_posix()


def _tools(given: Path | None, server: int) -> Binaries:
    """Programs at least as new as the server."""
    found = find_binaries(given)
    return found if found.major >= server else find_binaries(given, major=server)


def _run_tool(program: str, *arguments: str, url: str) -> None:
    # The password travels in the environment: the arguments of a process can be read by everyone.
    parts = connection_parts(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {names[key]: str(value) for key, value in parts.items() if key in names}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"{Path(program).name} failed"]
        raise BackupRefused(" ".join(lines[-3:]))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
