"""Which system account runs the server: PostgreSQL refuses to run as root."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

SHELTER = Path("/var/lib/kulanz")


class NoAccount(Exception):
    """Nobody can run the server here; says why."""


@dataclasses.dataclass(frozen=True)
class ServerAccount:
    """The account of the server process; without numbers it is our own."""

    uid: int | None = None
    gid: int | None = None

    def options(self) -> dict[str, Any]:
        """Arguments for subprocess that start a process under this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Makes a file or folder this account's own."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Whether the account can enter this folder."""
        return self._succeeds(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])

    def runs(self, program: str) -> bool:
        """Whether the account can run this program with its libraries."""
        return self._succeeds([program, "--version"])

    def _succeeds(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=20, cwd="/", check=False, **self.options()
            )
        except OSError:
            return False
        return done.returncode == 0


def server_account() -> ServerAccount:
    """Our own account, or `nobody` when we are root."""
    if os.geteuid() != 0:
        return ServerAccount()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise NoAccount("PostgreSQL does not run as root and there is no account 'nobody'") from None
    return ServerAccount(uid=nobody.pw_uid, gid=nobody.pw_gid)


def prepare_root(link: Path, account: ServerAccount) -> None:
    """Makes the folder of the database where the server's account can enter it.

    A home below /root is closed to `nobody`. Its doors stay closed: the database then lies in a place
    of its own, and the home carries a link to it.
    """
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        if account.reaches(link.parent):
            link.mkdir()
        else:
            shelter = SHELTER / hashlib.sha256(os.fsencode(link)).hexdigest()[:16]
            shelter.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(shelter)
    root = link.resolve()
    root.chmod(0o755 if account.uid is not None else 0o700)
    if not account.reaches(root if link.is_symlink() else link):
        raise NoAccount(f"the account of the database server cannot enter {root}")
