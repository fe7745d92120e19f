"""Where the database inside a home folder keeps its data, socket, binaries and log."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tempfile
from pathlib import Path

from kulanz.core.database.secrets import read_secret
from kulanz.core.database.urls import (
    APP_ROLE,
    DATABASE_NAME,
    OWNER_ROLE,
    SUPERUSER,
    DatabaseUrls,
    socket_url,
)

# The kernel ends socket paths at 107 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock" to the folder.
LONGEST_SOCKET_FOLDER = 85


@dataclasses.dataclass(frozen=True)
class Places:
    """All paths follow from the home folder, so every process finds the same ones without asking."""

    home: Path

    @property
    def link(self) -> Path:
        """What stands in the home: the folder of the database, or a link to where it lies."""
        return self.home / "database"

    @property
    def root(self) -> Path:
        """The folder itself, by a path the account of the server can follow."""
        return self.link.resolve() if self.link.is_symlink() else self.link

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def binaries(self) -> Path:
        return self.root / "binaries"

    @property
    def log(self) -> Path:
        return self.root / "postgresql.log"

    @property
    def lock(self) -> Path:
        return self.home / "database.lock"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def socket_folder(self) -> Path:
        """Beside the data, or in the folder for temporary files when that path is too long."""
        near = self.root / "socket"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"kulanz-{digest}"

    def secret_file(self, role: str) -> Path:
        """Where the password of this role lies."""
        return self.secrets / f"database_{role}"

    def url(self, role: str, database: str = DATABASE_NAME) -> str:
        """The address for this role; without password as long as the database was never started."""
        password = read_secret(self.secret_file(role))
        return socket_url(folder=self.socket_folder, user=role, password=password, database=database)

    def urls(self) -> DatabaseUrls:
        """Both logins of the database inside this home."""
        return DatabaseUrls(app=self.url(APP_ROLE), owner=self.url(OWNER_ROLE))

    def superuser_url(self, database: str = DATABASE_NAME) -> str:
        """The address for setting up, never used by the application."""
        return self.url(SUPERUSER, database)
