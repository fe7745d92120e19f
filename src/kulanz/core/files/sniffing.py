"""Recognises a file by its first bytes. The name helps only where bytes cannot tell (text, office)."""

from __future__ import annotations

import codecs
import re
from typing import Final

import filetype
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.core.files.names import extension_of


class NotRecognised(Exception):
    """No kind of the allow-list; `reason` completes the sentence "we cannot take it: …"."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


UNKNOWN: Final = _("die Art des Inhalts ist unbekannt oder nicht vorgesehen")
PROGRAM: Final = _("sie ist ein Programm oder Skript")
WEB_PAGE: Final = _("sie ist eine Webseite oder enthält Skripte (HTML, SVG)")
ARCHIVE: Final = _("sie ist ein Archiv; bitte senden Sie die Dateien darin einzeln")
MACROS: Final = _("sie enthält Makros")

_PHOTOS_AND_PDF: Final = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp", "application/pdf"}
)
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_MP4_BRANDS: Final = re.compile(
    rb"isom|iso\d|mp4\d|mp71|avc1|dash|M4V |M4VP|M4VH|MSNV|XAVC|FACE|f4v |CAEP|ndsc|NDX\w"
)
_OLD_QUICKTIME: Final = frozenset({b"moov", b"mdat", b"wide", b"pnot"})
_PROGRAMS: Final = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"L\0\0\0\x01\x14\x02\0",
)
_ARCHIVES: Final = frozenset(
    {"zip", "rar", "7z", "gz", "tar", "bz2", "xz", "cab", "lz", "zst", "Z", "iso", "ar", "deb", "rpm"}
)
_OFFICE: Final = frozenset({"docx", "xlsx", "pptx"})
_MACRO_OFFICE: Final = frozenset(
    {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam", "sldm"}
)
_OLE: Final = frozenset({"doc", "xls", "ppt", "msg"})
_TEXTS: Final = frozenset({"txt", "log", "md", "csv", "tsv", "ics", "vcf", "json", "xml", "eml"})
_SCRIPTS: Final = re.compile(
    r"^(applescript|bat|chm|cmd|com|command|cpl|desktop|dll|exe|hta|inf|jar|jse?|lnk|mjs|msi|php|pif|pl|psm?1"
    r"|py|rb|reg|scpt|scr|sh|bash|zsh|url|vb[es]|ws[fh])$"
)
_WEB_NAMES: Final = re.compile(r"^(x?s?html?|mhtml?|mht|svgz?|xslt?)$")
_WEB_STARTS: Final = re.compile(
    rb"(?:\s|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|script|iframe|svg|style|title|meta|link|table|div|h1|br|a|b|p|font)\b",
    re.IGNORECASE | re.DOTALL,
)
_WEB_INSIDE_XML: Final = re.compile(
    rb"<(?:\w+:)?(?:svg|html|script)\b|<!doctype\s|<\?xml-stylesheet|1999/xhtml|2000/svg", re.IGNORECASE
)
_HEADER: Final = re.compile(
    rb"^(return-path|received|delivered-to|from|to|date|subject|message-id|mime-version|x-[\w-]+|dkim-signature|arc-[\w-]+|content-type|reply-to|authentication-results):",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def recognise(head: bytes, name: str) -> str:
    """A content type, or an extension of the allow-list; raises NotRecognised."""
    extension = extension_of(name)
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if head[4:8] in _OLD_QUICKTIME:
        return "video/quicktime"
    if head.startswith(b"PK\x03\x04"):
        return _zip(head, extension)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(extension)
    text = _as_text(head)
    if text is None and head.startswith(_PROGRAMS):
        raise NotRecognised(PROGRAM)
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    guessed = filetype.guess(head)
    if guessed is not None and guessed.mime in _PHOTOS_AND_PDF:
        return str(guessed.mime)
    if text is not None:
        return _text(text, extension)
    if guessed is not None and guessed.extension in _ARCHIVES:
        raise NotRecognised(ARCHIVE)
    raise NotRecognised(UNKNOWN)


def _iso_media(head: bytes) -> str:
    """MP4, MOV, HEIC and AVIF share one container; the brands tell them apart."""
    size = int.from_bytes(head[:4], "big")
    box = head[8 : max(16, min(size, 512, len(head)))]
    brands = [box[0:4], *(box[i : i + 4] for i in range(8, len(box) - 3, 4))]
    major = brands[0]
    if major in _AVIF_BRANDS or (major in {b"mif1", b"msf1"} and _AVIF_BRANDS & set(brands)):
        return "image/avif"
    if major in _HEIC_BRANDS:
        return "image/heic"
    if major == b"qt  ":
        return "video/quicktime"
    if major[:2] == b"3g":
        return "video/3gpp"
    if any(_MP4_BRANDS.match(brand) for brand in brands) and not major.startswith(b"M4A"):
        return "video/mp4"
    raise NotRecognised(UNKNOWN)


def _zip(head: bytes, extension: str) -> str:
    """OpenDocument says what it is in its first entry; Office Open XML needs a look inside later."""
    found = re.match(
        rb".{30}mimetype(application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation))",
        head,
        re.DOTALL,
    )
    if found and head[found.end() : found.end() + 2] in {b"PK", b""}:
        return found[1].decode()
    if extension in _MACRO_OFFICE:
        raise NotRecognised(MACROS)
    if extension in _OFFICE:
        return extension
    raise NotRecognised(ARCHIVE)


def _ole(extension: str) -> str:
    if extension in _OLE:
        return extension
    raise NotRecognised(UNKNOWN)


def _as_text(head: bytes) -> bytes | None:
    """The head as UTF-8 when it is text in UTF-8, UTF-16 or Windows-1252."""
    encodings = ("utf-16",) if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            # Incremental: the head may end inside a character.
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text.encode("utf-8", "replace")
    return None


def _text(head: bytes, extension: str) -> str:
    if _SCRIPTS.match(extension):
        raise NotRecognised(PROGRAM)
    if _WEB_NAMES.match(extension) or _WEB_STARTS.match(head):
        raise NotRecognised(WEB_PAGE)
    if head.lstrip().startswith((b"#!", b"<?php", b"<%", b"@echo")):
        raise NotRecognised(PROGRAM)
    if head.startswith(b"{\\rtf"):
        raise NotRecognised(UNKNOWN)
    lines = head.splitlines()
    if extension in {"eml", ""} and lines and _HEADER.match(lines[0]):
        return "message/rfc822"
    if head.lstrip().startswith(b"<?xml") or extension == "xml":
        if _WEB_INSIDE_XML.search(head):
            raise NotRecognised(WEB_PAGE)
        return "application/xml"
    if extension == "eml" or extension not in _TEXTS | {""}:
        raise NotRecognised(UNKNOWN)
    return extension or "text/plain"
