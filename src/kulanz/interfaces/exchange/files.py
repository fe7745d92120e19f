"""Writing and reading files in a folder somebody else works in as well."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from kulanz.stages.execution.connectors import NotReachable

# The group of these files may be the ERP's.
FOLDER_MODE: Final = 0o770
FILE_MODE: Final = 0o660
_LONGEST_NAME: Final = 150


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in a file: at most as many bytes as were asked for, with the size of all of it."""

    content: bytes
    size: int
    changed_at: float
    identity: tuple[int, ...]
    """Another file of the same name has another one."""


def ready(folder: Path, *, own: bool) -> Path:
    """The folder, there and writable. Only our own are made: a share that is missing is not empty.

    Raises NotReachable.
    """
    try:
        if own:
            make_folder(folder)
        elif not folder.is_dir():
            raise NotReachable(_("Den Ordner %(folder)s gibt es nicht.") % {"folder": folder})
        # Mode bits say nothing about a share that is mounted read-only.
        trial = folder / f".{secrets.token_hex(8)}.tmp"
        try:
            os.close(_create(trial))
        finally:
            trial.unlink(missing_ok=True)
    except OSError as error:
        raise _unreachable(folder, error) from error
    return folder


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, open for our group."""
    if not folder.is_dir():
        make_folder(folder.parent)
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
            folder.chmod(FOLDER_MODE)


def write_whole(folder: Path, name: str, content: bytes) -> None:
    """The file is there with all its content and on the disk, or not at all. Raises NotReachable."""
    unfinished = folder / f".{name}.{secrets.token_hex(4)}.tmp"
    try:
        try:
            with os.fdopen(_create(unfinished), "wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
            unfinished.replace(folder / name)
        finally:
            unfinished.unlink(missing_ok=True)
        _flush(folder)
    except OSError as error:
        raise _unreachable(folder, error) from error


def xml_files(folder: Path) -> list[str]:
    """The names of the files to read, in order. Links, hidden files and folders are none.

    Raises NotReachable.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted(
                entry.name
                for entry in entries
                if entry.name.lower().endswith(".xml")
                and not entry.name.startswith(".")
                and entry.is_file(follow_symlinks=False)
            )
    except OSError as error:
        raise _unreachable(folder, error) from error


def read_at_most(path: Path, most: int) -> Found | None:
    """None when there is no such ordinary file (any more). Raises NotReachable."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreachable(path, error) from error
    with os.fdopen(handle, "rb") as source:
        facts = os.fstat(source.fileno())
        if not stat.S_ISREG(facts.st_mode):
            return None
        return Found(source.read(most), facts.st_size, facts.st_mtime, _identity(facts))


def _identity(facts: os.stat_result) -> tuple[int, ...]:
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns


def move(source: Path, target: Path, *, only: tuple[int, ...] | None = None) -> bool:
    """False when it is not there (any more), or with `only` when it is not that file any more.

    Raises NotReachable.
    """
    try:
        if only is not None and _identity(source.stat(follow_symlinks=False)) != only:
            return False
        make_folder(target.parent)
        source.replace(target)
        _flush(target.parent)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreachable(target, error) from error
    return True


def remove(path: Path) -> None:
    """Gone, or gone already. Raises NotReachable."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unreachable(path, error) from error


def safe_name(name: str) -> str:
    """A file's name as we write it into our records and give it to files: short and harmless."""
    stem = re.sub(r"[^A-Za-z0-9._+-]", "_", name[: -len(".xml")]).lstrip(".")
    return f"{stem[:_LONGEST_NAME] or '_'}.xml"


def _create(path: Path) -> int:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
    with contextlib.suppress(OSError):  # some shares know no modes
        os.fchmod(handle, FILE_MODE)
    return handle


def _flush(folder: Path) -> None:
    """The new name too must outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # some shares cannot do this to folders
            os.fsync(handle)
    finally:
        os.close(handle)


def _unreachable(place: Path, error: OSError) -> NotReachable:
    return NotReachable(f"{place}: {error.strerror or type(error).__name__}")
