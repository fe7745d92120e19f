"""Writing and reading files in a folder somebody else works in as well.

Whoever works there may put a link in the place of a file or of a folder of ours. Nothing follows one: else
what he handed in would end up where he wants it, such as among the files of another.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

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
        trial = f".{secrets.token_hex(8)}.tmp"
        with _opened(folder) as inside:
            try:
                os.close(_create(trial, inside))
            finally:
                _unlink(trial, inside)
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


def write_whole(folder: Path, name: str, content: bytes | IO[bytes]) -> None:
    """The file is there with all its content and on the disk, or not at all. Raises NotReachable."""
    unfinished = f".{name}.{secrets.token_hex(4)}.tmp"
    try:
        with _opened(folder) as inside:
            try:
                with os.fdopen(_create(unfinished, inside), "wb") as target:
                    if isinstance(content, bytes):
                        target.write(content)
                    else:
                        shutil.copyfileobj(content, target)
                    target.flush()
                    os.fsync(target.fileno())
                os.replace(unfinished, name, src_dir_fd=inside, dst_dir_fd=inside)
            finally:
                _unlink(unfinished, inside)
            _flush(inside)
    except OSError as error:
        raise _unreachable(folder, error) from error


def xml_files(folder: Path, *, endings: tuple[str, ...] = (".xml",)) -> list[str]:
    """The names of the files to read, in order. Links, hidden files and folders are none.

    Raises NotReachable.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted(
                entry.name
                for entry in entries
                if entry.name.lower().endswith(endings)
                and not entry.name.startswith(".")
                and entry.is_file(follow_symlinks=False)
            )
    except OSError as error:
        raise _unreachable(folder, error) from error


def read_at_most(path: Path, most: int) -> Found | None:
    """None when there is no such ordinary file (any more). Raises NotReachable."""
    try:
        with open_file(path) as source:
            facts = os.fstat(source.fileno())
            return Found(source.read(most), facts.st_size, facts.st_mtime, _identity(facts))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreachable(path, error) from error


def open_file(path: Path) -> io.BufferedReader:
    """An ordinary file, to read; no link, and nothing that lets whoever reads it wait.

    Raises OSError; FileNotFoundError also for what is no such file.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return os.fdopen(handle, "rb")


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
        with _opened(target.parent) as inside:
            os.replace(source, target.name, dst_dir_fd=inside)
            _flush(inside)
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
    ending = ".zip" if name.lower().endswith(".zip") else ".xml"
    return f"{stem[:_LONGEST_NAME] or '_'}{ending}"


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """The folder itself, held while something is done in it; a link in its place is none."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def _create(name: str, inside: int) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(name, flags, FILE_MODE, dir_fd=inside)
    with contextlib.suppress(OSError):  # some shares know no modes
        os.fchmod(handle, FILE_MODE)
    return handle


def _unlink(name: str, inside: int) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name, dir_fd=inside)


def _flush(inside: int) -> None:
    """The new name too must outlive a power cut."""
    with contextlib.suppress(OSError):  # some shares cannot do this to folders
        os.fsync(inside)


def _unreachable(place: Path, error: OSError) -> NotReachable:
    return NotReachable(f"{place}: {error.strerror or type(error).__name__}")
