"""Collects static files with a hash in their names; again only when one of them changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from kulanz.core.database.lock import FileLock


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect(say: Callable[[str], None] = lambda line: None) -> bool:
    """Whether anything had to be collected."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / ".lock")
    lock.acquire(patience=120)
    try:
        mark = root / ".collected"
        wanted = _fingerprint()
        if mark.exists() and mark.read_text() == wanted:
            return False
        say("collecting static files")
        mark.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(wanted)
        return True
    finally:
        lock.release()
