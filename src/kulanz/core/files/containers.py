"""Looks into complete office files: are they what they claim, and free of macros?"""

from __future__ import annotations

import zipfile
from typing import IO, Final

from kulanz.core.files.names import safe_name
from kulanz.core.files.refusals import TypeNotAllowed
from kulanz.core.files.sniffing import MACROS, UNKNOWN
from kulanz.core.files.types import FileKind

# A document that unpacks to more than this is a bomb, not a document.
LARGEST_UNPACKED: Final = 300 * 1024 * 1024
MOST_ENTRIES: Final = 10_000
_MAIN_PARTS: Final = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_MACRO_PARTS: Final = ("vbaproject.bin", "vbadata.xml", "macrosheets/", "basic/script")
# Names of storages and streams with macros in the directory of the old binary formats, in UTF-16.
_OLE_MACROS: Final = tuple(
    name.encode("utf-16-le") for name in ("_VBA_PROJECT\0", "_VBA_PROJECT_CUR\0", "Macros\0")
)
_BLOCK: Final = 1024 * 1024


def inspect(content: IO[bytes], kind: FileKind, name: str) -> None:
    """Raises TypeNotAllowed when the inside of a container is not allowed; other kinds pass."""
    content.seek(0)
    if content.read(4) == b"PK\x03\x04":
        _inspect_zip(content, kind, name)
    elif kind.extensions[0] in {"doc", "xls", "ppt"}:
        _inspect_ole(content, name)
    content.seek(0)


def is_too_big(archive: zipfile.ZipFile) -> bool:
    """By the sizes its directory claims; readers must still bound what they unpack."""
    entries = archive.infolist()
    return len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED


def _inspect_zip(content: IO[bytes], kind: FileKind, name: str) -> None:
    shown = safe_name(name)
    try:
        with zipfile.ZipFile(content) as archive:
            names = [entry.lower() for entry in archive.namelist()]
            broken = is_too_big(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise TypeNotAllowed(name=shown, reason=UNKNOWN) from None
    if any(part in entry for entry in names for part in _MACRO_PARTS):
        raise TypeNotAllowed(name=shown, reason=MACROS)
    main = _MAIN_PARTS.get(kind.extensions[0])
    if main is not None:
        broken |= "[content_types].xml" not in names or not any(entry.startswith(main) for entry in names)
    else:
        broken |= "content.xml" not in names
    if broken:
        raise TypeNotAllowed(name=shown, reason=UNKNOWN)


def _inspect_ole(content: IO[bytes], name: str) -> None:
    content.seek(0)
    tail = b""
    while block := content.read(_BLOCK):
        window = tail + block
        if any(mark in window for mark in _OLE_MACROS):
            raise TypeNotAllowed(name=safe_name(name), reason=MACROS)
        tail = block[-64:]
