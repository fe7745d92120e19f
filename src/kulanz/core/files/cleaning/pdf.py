"""PDF: names of people and devices are blanked in place, as far as they lie open.

Cleaned: the document information (author, creator, producer), the same entries of XMP packets, and
camera data of photos inside. Not cleaned: whatever lies in compressed object streams or encrypted
strings, and comments, which are content. A signed PDF is left as it is: any change would break the
signature, and who signed is what it is for.
"""

from __future__ import annotations

import re
from typing import IO, Final

from kulanz.core.files.cleaning.embedded import blank_photo_data

_INFO: Final = re.compile(
    rb"/(?:Author|Creator|Producer)\s*(\((?:[^()\\]|\\.){0,2000}\)|<[0-9A-Fa-f\s]{0,4000}>)", re.DOTALL
)
_XMP: Final = re.compile(
    rb"<(dc:creator|xmp:CreatorTool|pdf:Producer|pdf:Author|xmpMM:DocumentID|xmpMM:InstanceID)\b[^>]{0,200}>(.{0,2000}?)</\1>",
    re.DOTALL,
)
_TEXT_BETWEEN_TAGS: Final = re.compile(rb">([^<>]+)<")
_SIGNED: Final = re.compile(rb"/ByteRange\s*\[")
_ENCRYPTED: Final = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")


def clean_pdf(source: IO[bytes], target: IO[bytes]) -> None:
    """Writes the PDF with the same length and structure, without what names people and devices."""
    content = bytearray(source.read())
    if not _SIGNED.search(content) and not _ENCRYPTED.search(content):
        for found in _INFO.finditer(bytes(content)):
            start, end = found.span(1)
            filler = b"0" if found[1].startswith(b"<") else b" "
            content[start + 1 : end - 1] = filler * (end - start - 2)
        for found in _XMP.finditer(bytes(content)):
            for text in _TEXT_BETWEEN_TAGS.finditer(found[0]):
                start, end = found.start() + text.start(1), found.start() + text.end(1)
                content[start:end] = b" " * (end - start)
        blank_photo_data(content)
    target.write(content)
