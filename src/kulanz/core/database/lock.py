"""A lock on a file, held as long as a process with the open file lives: it survives no crash."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path


class Locked(Exception):
    """Another process holds the lock."""


class FileLock:
    """An exclusive lock; a child process that inherits the open file holds it as well."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle: int | None = None

    def acquire(self, *, patience: float = 0) -> None:
        """Takes the lock, waiting up to this many seconds; raises Locked."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    os.close(handle)
                    raise Locked(str(self.path)) from None
                time.sleep(0.05)
            else:
                self.handle = handle
                return

    def fileno(self) -> int:
        """The open file, to be inherited by a child."""
        if self.handle is None:
            raise ValueError("the lock is not held")
        return self.handle

    def release(self) -> None:
        """Closes our end; a child that inherited the lock keeps it."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None
