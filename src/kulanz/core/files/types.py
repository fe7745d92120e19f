"""Which files are taken in: an allow-list judged by content, never by the sender's claim."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kulanz.core.files.names import safe_name
from kulanz.core.files.refusals import EmptyFile, FileTooLarge, TypeNotAllowed
from kulanz.core.files.sniffing import NotRecognised, recognise

MEGABYTE: Final = 1024 * 1024
LIMIT: Final = 25 * MEGABYTE
VIDEO_LIMIT: Final = 200 * MEGABYTE
# What `judge` wants to see of a file; shorter only when the file is.
HEAD_SIZE: Final = 8192


class Family(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True)
class FileKind:
    """One entry of the allow-list. `inline`: a browser may show it in place."""

    content_type: str
    extensions: tuple[str, ...]
    family: Family
    inline: bool = False

    @property
    def limit(self) -> int:
        """Largest size in bytes."""
        return VIDEO_LIMIT if self.family is Family.VIDEO else LIMIT


_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
_KINDS: Final = (
    FileKind("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), Family.PHOTO, inline=True),
    FileKind("image/png", ("png",), Family.PHOTO, inline=True),
    FileKind("image/gif", ("gif",), Family.PHOTO, inline=True),
    FileKind("image/webp", ("webp",), Family.PHOTO, inline=True),
    FileKind("image/heic", ("heic", "heif", "hif"), Family.PHOTO),
    FileKind("image/avif", ("avif",), Family.PHOTO, inline=True),
    FileKind("image/tiff", ("tif", "tiff"), Family.PHOTO),
    FileKind("image/bmp", ("bmp",), Family.PHOTO),
    FileKind("video/mp4", ("mp4", "m4v"), Family.VIDEO, inline=True),
    FileKind("video/quicktime", ("mov", "qt"), Family.VIDEO, inline=True),
    FileKind("video/3gpp", ("3gp", "3gpp", "3g2"), Family.VIDEO, inline=True),
    FileKind("application/pdf", ("pdf",), Family.DOCUMENT, inline=True),
    FileKind(_OOXML + "wordprocessingml.document", ("docx",), Family.DOCUMENT),
    FileKind(_OOXML + "spreadsheetml.sheet", ("xlsx",), Family.DOCUMENT),
    FileKind(_OOXML + "presentationml.presentation", ("pptx",), Family.DOCUMENT),
    FileKind(_ODF + "text", ("odt",), Family.DOCUMENT),
    FileKind(_ODF + "spreadsheet", ("ods",), Family.DOCUMENT),
    FileKind(_ODF + "presentation", ("odp",), Family.DOCUMENT),
    FileKind("application/msword", ("doc",), Family.DOCUMENT),
    FileKind("application/vnd.ms-excel", ("xls",), Family.DOCUMENT),
    FileKind("application/vnd.ms-powerpoint", ("ppt",), Family.DOCUMENT),
    FileKind("application/vnd.ms-outlook", ("msg",), Family.DOCUMENT),
    FileKind("message/rfc822", ("eml",), Family.DOCUMENT),
    FileKind("text/csv", ("csv", "tsv"), Family.DOCUMENT),
    FileKind("text/calendar", ("ics",), Family.DOCUMENT),
    FileKind("text/vcard", ("vcf",), Family.DOCUMENT),
    FileKind("application/json", ("json",), Family.DOCUMENT),
    FileKind("application/xml", ("xml",), Family.DOCUMENT),
    FileKind("text/plain", ("txt", "log", "md"), Family.DOCUMENT, inline=True),
)
KINDS: Final = {kind.content_type: kind for kind in _KINDS}
# For the `accept` attribute of file fields.
ACCEPTED_EXTENSIONS: Final = tuple(f".{extension}" for kind in _KINDS for extension in kind.extensions)
_BY_EXTENSION: Final = {extension: kind for kind in _KINDS for extension in kind.extensions}


def judge(head: bytes, name: str, size: int) -> FileKind:
    """The kind of a file by its first bytes; raises a refusal when it is not taken in.

    Containers (office files) are looked into by `containers.inspect` once they are complete.
    """
    shown = safe_name(name)
    if size <= 0 or not head:
        raise EmptyFile(name=shown)
    if size > VIDEO_LIMIT:
        raise FileTooLarge(name=shown)
    try:
        found = recognise(head, name)
    except NotRecognised as unknown:
        raise TypeNotAllowed(name=shown, reason=unknown.reason) from None
    kind = KINDS[found] if "/" in found else _BY_EXTENSION[found]
    if size > kind.limit:
        raise FileTooLarge(name=shown)
    return kind


def name_for(name: str, kind: FileKind) -> str:
    """`name` cleaned, ending in an extension that tells the truth about the content."""
    return safe_name(name, kind.extensions)
