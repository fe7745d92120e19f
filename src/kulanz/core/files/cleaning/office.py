"""Office files (OOXML, OpenDocument): packed anew without document properties and camera data.

Authors of comments and tracked changes are content and stay.
"""

from __future__ import annotations

import zipfile
from typing import IO, Final

from kulanz.core.files.cleaning.embedded import blank_photo_data
from kulanz.core.files.cleaning.refused import CannotClean
from kulanz.core.files.containers import LARGEST_UNPACKED, is_too_big

_XML: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMPTY: Final = {
    "docProps/core.xml": _XML
    + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": _XML
    + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": _XML
    + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": _XML
    + b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    + b' office:version="1.2"><office:meta/></office:document-meta>',
}
_PHOTOS: Final = (".jpg", ".jpeg", ".jpe")


def clean_office(source: IO[bytes], target: IO[bytes]) -> None:
    """Writes the same document without its properties; raises CannotClean for bombs and broken files."""
    try:
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            if is_too_big(old):
                raise CannotClean("unpacks to too much")
            room = LARGEST_UNPACKED
            for entry in old.infolist():
                content = _read(old, entry, room)
                room -= len(content)
                # The entry's time, owner and extra fields are dropped with the old header.
                fresh = zipfile.ZipInfo(entry.filename)
                stored = entry.compress_type == zipfile.ZIP_STORED
                fresh.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                new.writestr(fresh, content)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, RuntimeError, OSError) as broken:
        raise CannotClean(str(broken)) from broken


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    if entry.filename in _EMPTY:
        return _EMPTY[entry.filename]
    with archive.open(entry) as packed:
        content = packed.read(room + 1)
    if len(content) > room:
        raise CannotClean("unpacks to too much")
    if entry.filename.lower().endswith(_PHOTOS):
        open_to_change = bytearray(content)
        blank_photo_data(open_to_change)
        return bytes(open_to_change)
    return content
