"""Where the content of files lies. Everything else asks `storage()` and knows no paths.

The local layout below the files folder, one folder a tenant:

    <tenant>/ab/cd/<sha256>-<random>     content, never changed once there
    <tenant>/derived/ab/cd/<…>.<variant> copies and thumbnails, safe to delete at any time
    <tenant>/uploads/<id>.part           resumable uploads under way
    <tenant>/incoming/<random>           being written; what a crash leaves here is swept
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings

_KEY = re.compile(r"^\d+/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}-[0-9a-f]{8}$")


class Storage(Protocol):
    """What a place for content must be able to do. Keys come from `new_key`."""

    def write(self, tenant_id: int, chunks: Iterator[bytes]) -> tuple[str, str, int]:
        """Stores a stream durably; answers key, SHA-256 and size. Nothing is left when `chunks` raises."""

    def open(self, key: str) -> IO[bytes]:
        """Opens content for reading; FileNotFoundError when there is none."""

    def size(self, key: str) -> int | None:
        """Size in bytes, None when there is no such content."""

    def delete(self, key: str) -> None:
        """Removes content and everything derived from it; silent when already gone."""

    def keys(self, tenant_id: int) -> Iterator[tuple[str, float]]:
        """All keys of a tenant with the time they were written (seconds since 1970)."""

    def open_derived(self, key: str, variant: str) -> IO[bytes] | None:
        """Opens a derived copy, None when it was not made yet."""

    def write_derived(self, key: str, variant: str) -> contextlib.AbstractContextManager[IO[bytes]]:
        """A file that becomes the derived copy when the block ends well."""

    def part(self, tenant_id: int, upload_id: int) -> Path:
        """A local file for an upload under way."""

    def sweep(self, tenant_id: int, before: float) -> int:
        """Removes unfinished writes older than `before`; answers how many."""


def new_key(tenant_id: int, sha256: str) -> str:
    """A fresh key: equal content of two files lies twice, so that erasing one leaves the other."""
    return f"{tenant_id}/{sha256[:2]}/{sha256[2:4]}/{sha256}-{secrets.token_hex(4)}"


class LocalStorage:
    """Files in a folder of this machine (or a mounted one)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, tenant_id: int, chunks: Iterator[bytes]) -> tuple[str, str, int]:
        digest, size = hashlib.sha256(), 0
        incoming = self._incoming(tenant_id)
        try:
            with incoming.open("wb") as target:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
                _flush(target)
            key = new_key(tenant_id, digest.hexdigest())
            self._move(incoming, self._path(key))
        except BaseException:
            incoming.unlink(missing_ok=True)
            raise
        return key, digest.hexdigest(), size

    def open(self, key: str) -> IO[bytes]:
        return self._path(key).open("rb")

    def size(self, key: str) -> int | None:
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        derived = self._derived(key, "")
        for copy in derived.parent.glob(f"{derived.name}*"):
            copy.unlink(missing_ok=True)
        self._path(key).unlink(missing_ok=True)

    def keys(self, tenant_id: int) -> Iterator[tuple[str, float]]:
        for path in sorted((self.root / str(tenant_id)).glob("[0-9a-f][0-9a-f]/*/*")):
            with contextlib.suppress(FileNotFoundError):
                yield path.relative_to(self.root).as_posix(), path.stat().st_mtime

    def open_derived(self, key: str, variant: str) -> IO[bytes] | None:
        try:
            return self._derived(key, variant).open("rb")
        except FileNotFoundError:
            return None

    @contextlib.contextmanager
    def write_derived(self, key: str, variant: str) -> Iterator[IO[bytes]]:
        incoming = self._incoming(int(key.split("/", 1)[0]))
        try:
            with incoming.open("w+b") as target:
                yield target
            self._move(incoming, self._derived(key, variant))
        except BaseException:
            incoming.unlink(missing_ok=True)
            raise

    def part(self, tenant_id: int, upload_id: int) -> Path:
        path = self.root / str(tenant_id) / "uploads" / f"{upload_id}.part"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    def sweep(self, tenant_id: int, before: float) -> int:
        removed = 0
        for folder in ("incoming", "uploads"):
            for path in (self.root / str(tenant_id) / folder).glob("*"):
                with contextlib.suppress(FileNotFoundError):
                    if path.stat().st_mtime < before:
                        path.unlink()
                        removed += 1
        return removed

    def _path(self, key: str) -> Path:
        if not _KEY.match(key):
            raise ValueError(f"not a storage key: {key!r}")
        return self.root / key

    def _derived(self, key: str, variant: str) -> Path:
        tenant, rest = key.split("/", 1)
        self._path(key)
        return self.root / tenant / "derived" / f"{rest}.{variant}"

    def _incoming(self, tenant_id: int) -> Path:
        path = self.root / str(tenant_id) / "incoming" / secrets.token_hex(16)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600, exist_ok=False)
        return path

    def _move(self, source: Path, target: Path) -> None:
        """Atomic, and durable: the folder entry is flushed as well."""
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source.rename(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _flush(target: IO[bytes]) -> None:
    target.flush()
    os.fsync(target.fileno())


@functools.lru_cache(maxsize=8)
def _local(root: Path) -> LocalStorage:
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return LocalStorage(root)


def storage() -> Storage:
    """The storage of this installation. Read from the settings each time, as tests change the folder."""
    return _local(Path(settings.MEDIA_ROOT))


def remove_everything(tenant_id: int) -> None:
    """Deletes all content of a tenant; for tenants that are deleted as a whole."""
    shutil.rmtree(Path(settings.MEDIA_ROOT) / str(tenant_id), ignore_errors=True)
