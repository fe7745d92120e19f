"""A file of cases as it came: the XML alone, or a ZIP of the XML and attachments too large to stand in it.

Of a ZIP only its directory is believed, and only after all of it has been looked at: nothing is unpacked
before, and never more than was announced.
"""

from __future__ import annotations

import hashlib
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final, cast

from kulanz.core.files.types import MEGABYTE
from kulanz.interfaces.exchange.cases_scanning import MOST_BYTES
from kulanz.interfaces.exchange.parsing import Unacceptable
from kulanz.interfaces.exchange.reasons import Problem

MOST_ARCHIVE: Final = 250 * MEGABYTE
"""Of a ZIP, packed."""
_MOST_UNPACKED: Final = 500 * MEGABYTE
_MOST_ONE: Final = 200 * MEGABYTE
_MOST_NAMES: Final = 1_001
_LONGEST_NAME: Final = 150
_MOST_AT_ONCE: Final = MEGABYTE
"""Nothing of a ZIP that is read in one piece is longer but a directory of more names than are allowed."""
_BLOCK: Final = 256 * 1024
_IN_MEMORY: Final = 8 * MEGABYTE
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"


class NotBeside(Exception):
    """An attachment does not lie beside the XML as was said; `code` says what is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Opened:
    """The XML, ready to be read, and what lies beside it by name."""

    xml: IO[bytes]
    _archive: zipfile.ZipFile | None = None
    _beside: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def names(self) -> frozenset[str]:
        return frozenset(self._beside)

    def size_of(self, name: str) -> int:
        return self._beside[_spelled(name)].file_size

    def attachment(self, name: str, sha256: str) -> IO[bytes]:
        """The content, which is what it was said to be. Raises NotBeside."""
        entry = self._beside.get(_spelled(name))
        if entry is None or self._archive is None:
            raise NotBeside("attachment_missing")
        target = _scratch()
        digest = hashlib.sha256()
        try:
            for block in _unpacked(self._archive, entry):
                digest.update(block)
                target.write(block)
        except Unacceptable:
            target.close()
            raise NotBeside("attachment_broken") from None
        if digest.hexdigest() != sha256:
            target.close()
            raise NotBeside("attachment_differs")
        target.seek(0)
        return target

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()
        self.xml.close()


def is_archive(content: IO[bytes]) -> bool:
    content.seek(0)
    start = content.read(4)
    content.seek(0)
    return start in (_ZIP, _EMPTY_ZIP)


def opened(content: IO[bytes], size: int) -> Opened:
    """Find the XML in it. Raises Unacceptable."""
    if not is_archive(content):
        if size > MOST_BYTES:
            raise Unacceptable(Problem("too_large", details={"limit": MOST_BYTES // MEGABYTE}))
        return Opened(content)
    if size > MOST_ARCHIVE:
        raise Unacceptable(Problem("too_large", details={"limit": MOST_ARCHIVE // MEGABYTE}))
    try:
        archive = zipfile.ZipFile(cast(IO[bytes], _InPieces(content)))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError):
        raise Unacceptable(Problem("archive_broken")) from None
    entries = _looked_at(archive)
    inside = [entry for name, entry in entries.items() if name.endswith(".xml") and _is_cases(archive, entry)]
    if len(inside) != 1:
        raise Unacceptable(Problem("archive_xml" if inside else "archive_without_xml"))
    (main,) = inside
    if main.file_size > MOST_BYTES:
        raise Unacceptable(Problem("too_large", details={"limit": MOST_BYTES // MEGABYTE}))
    xml = _scratch()
    for block in _unpacked(archive, main):
        xml.write(block)
    xml.seek(0)
    beside = {name: entry for name, entry in entries.items() if entry is not main}
    return Opened(xml, archive, beside)


class _InPieces:
    """A file of which nothing large is read at once: a directory of millions of names is never taken in."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.seek, self.tell, self.seekable = source.seek, source.tell, source.seekable

    def read(self, size: int = -1) -> bytes:
        found = self._source.read(_MOST_AT_ONCE + 1 if size < 0 else min(size, _MOST_AT_ONCE + 1))
        if len(found) > _MOST_AT_ONCE:
            raise Unacceptable(Problem("archive_count", details={"limit": _MOST_NAMES - 1}))
        return found


def _looked_at(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """All entries by their one spelling. Raises Unacceptable before anything is unpacked."""
    entries = archive.infolist()
    if len(entries) > _MOST_NAMES:
        raise Unacceptable(Problem("archive_count", details={"limit": _MOST_NAMES - 1}))
    limits = {"limit": _MOST_UNPACKED // MEGABYTE, "one": _MOST_ONE // MEGABYTE}
    if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise Unacceptable(Problem("archive_size", details=limits))
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = _spelled(entry.orig_filename)
        if not _is_plain(entry) or name in found:
            raise Unacceptable(Problem("archive_name", details={"detail": _shown(entry.orig_filename)}))
        if entry.file_size > _MOST_ONE:
            raise Unacceptable(Problem("archive_size", details=limits))
        if entry.flag_bits & 0x1 or entry.compress_type not in _METHODS:
            raise Unacceptable(Problem("archive_kind"))
        found[name] = entry
    return found


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """A file in no folder, under a name that means the same everywhere."""
    name = entry.orig_filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    return (
        0 < len(name) <= _LONGEST_NAME
        and name == entry.filename
        and name.isprintable()
        and not name.startswith(".")
        and not any(mark in name for mark in '/\\:*?"<>|')
        and kind in (0, stat.S_IFREG)
        and not entry.is_dir()
    )


def _scratch() -> IO[bytes]:
    """Closed by whoever gets it."""
    scratch: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # outlives this
    return scratch


def _spelled(name: str) -> str:
    """What some systems hold for the same name is the same name."""
    return unicodedata.normalize("NFC", name).casefold()


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)[:80]


def _is_cases(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """An attachment may be XML as well: the one that is meant begins as ours do."""
    start = b""
    for block in _unpacked(archive, entry):
        start += block
        break
    return b"urn:kulanz:cases:" in start[:4000]


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    size = 0
    try:
        with archive.open(entry) as source:
            while block := source.read(_BLOCK):
                size += len(block)
                if size > entry.file_size:
                    raise Unacceptable(Problem("archive_broken"))
                yield block
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError, RuntimeError, zlib.error):
        raise Unacceptable(Problem("archive_broken")) from None
    if size != entry.file_size:
        raise Unacceptable(Problem("archive_broken"))
