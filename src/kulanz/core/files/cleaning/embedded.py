"""Blanks metadata inside larger files without moving a byte."""

from __future__ import annotations

import re
from typing import Final

# Camera data of a JPEG that lies uncompressed in a PDF or office file: marker, length, "Exif".
_EXIF: Final = re.compile(rb"\xff\xe1(..)Exif\x00\x00", re.DOTALL)
_XMP: Final = re.compile(rb"\xff\xe1(..)http://ns\.adobe\.com/", re.DOTALL)
_IPTC: Final = re.compile(rb"\xff\xed(..)Photoshop 3\.0\x00", re.DOTALL)


def blank_photo_data(content: bytearray) -> None:
    """Zeroes the Exif, XMP and IPTC segments of embedded JPEGs; the segments stay as empty hulls."""
    for pattern in (_EXIF, _XMP, _IPTC):
        for found in pattern.finditer(bytes(content)):
            start = found.start() + 4
            end = min(found.start() + 2 + int.from_bytes(found[1], "big"), len(content))
            if end > start:
                content[start:end] = bytes(end - start)
