"""A file of cases as it goes out: the XML alone, or a ZIP with the files too large to stand in it."""

from __future__ import annotations

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

from kulanz.cases.models import CaseFile
from kulanz.core.files.copies import clean_copy

_IN_MEMORY: Final = 8 * 1024 * 1024
# What a reader takes is 50 MB of XML, 250 MB of ZIP and 1,000 names; the last case may be a long one.
_MOST_XML: Final = 30 * 1024 * 1024
_MOST_BESIDE: Final = 200 * 1024 * 1024
_MOST_NAMES: Final = 1_000


@dataclass
class Written:
    """The XML, and what lies beside it by name."""

    xml: IO[bytes]
    beside: dict[str, CaseFile] = field(default_factory=dict)
    cases: int = 0
    limited: bool = False
    """Whether it is to be no larger than a reader of ours takes."""
    inline: int = 0
    files: dict[int, list[int]] = field(default_factory=dict)
    """Of which case which files are in it."""
    left: int = 0
    """So many files of the last case did not find room."""
    _beside: int = 0

    @property
    def is_full(self) -> bool:
        """Nothing more goes into it."""
        return self.limited and (self.left > 0 or self.xml.tell() > _MOST_XML or self._beside > _MOST_BESIDE)

    def takes(self, size: int) -> bool:
        """Whether a file of this size finds room beside the XML."""
        if not self.limited or not self.beside:
            return True
        return len(self.beside) < _MOST_NAMES and self._beside + size <= _MOST_BESIDE

    def put_beside(self, name: str, file: CaseFile, size: int) -> None:
        self.beside[name] = file
        self._beside += size


def scratch() -> IO[bytes]:
    """A place for what is being written; closed by whoever gets it."""
    place: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # handed on
    return place


def measured(source: IO[bytes]) -> tuple[str, int]:
    """Digest and size of what is read."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(256 * 1024):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def beside_name(file: CaseFile) -> str:
    """A name of its own in the ZIP, which every system takes."""
    return f"{file.pk}-{re.sub(r'[^A-Za-z0-9._-]', '_', file.name)[-80:].lstrip('.')}"


def packed(written: Written, name: str) -> tuple[str, IO[bytes], str]:
    """Name, content and type of what goes out: the XML alone, or a ZIP with what lies beside it."""
    if not written.beside:
        return f"{name}.xml", written.xml, "application/xml"
    target = scratch()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, blocks in _contents(written, name):
            with archive.open(inside, "w", force_zip64=True) as entry:
                for block in blocks:
                    entry.write(block)
    target.seek(0)
    return f"{name}.zip", target, "application/zip"


def _contents(written: Written, name: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield f"{name}.xml", _blocks(written.xml)
    for inside, file in written.beside.items():
        with clean_copy(file.stored).content as source:
            yield inside, _blocks(source)


def _blocks(source: IO[bytes]) -> Iterator[bytes]:
    while block := source.read(256 * 1024):
        yield block
