"""Where `mail in` finds mails: standard input, files, folders of .eml files, maildirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

_SUFFIX = ".eml"


def is_maildir(folder: Path) -> bool:
    """True for a folder as mail servers keep it."""
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def mail_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read, each once and in a fixed order. A path that is not there is yielded as it is,
    so that it is reported; a file named explicitly counts whatever its name."""
    seen: set[Path] = set()
    for path in paths:
        for found in _below(path) if path.is_dir() else iter((path,)):
            resolved = found.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield found


def _below(folder: Path) -> Iterator[Path]:
    if is_maildir(folder):
        for part in ("cur", "new"):
            yield from sorted(entry for entry in (folder / part).iterdir() if entry.is_file())
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if not (is_maildir(folder) and entry.name in ("cur", "new", "tmp")):
                yield from _below(entry)
        elif entry.suffix.lower() == _SUFFIX:
            yield entry
