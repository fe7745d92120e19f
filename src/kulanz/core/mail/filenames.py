"""Names of received files: something to show and to save under, never a path."""

from __future__ import annotations

import re
import unicodedata

from kulanz.core.mail.charsets import one_line

MAX_NAME = 150
_FORBIDDEN = re.compile(r"[<>:\"|?*\x00-\x1f\x7f]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_EXTENSIONS = {
    "message/rfc822": ".eml", "message/global": ".eml", "text/plain": ".txt", "text/html": ".html",
    "text/calendar": ".ics", "text/vcard": ".vcf", "application/pdf": ".pdf", "image/jpeg": ".jpg",
    "image/png": ".png", "image/gif": ".gif", "image/heic": ".heic", "image/webp": ".webp",
    "application/ms-tnef": ".dat", "application/pkcs7-signature": ".p7s", "application/pkcs7-mime": ".p7m",
    "application/pgp-signature": ".asc", "application/zip": ".zip", "video/mp4": ".mp4",
}  # fmt: skip


def safe_name(claimed: str, content_type: str, number: int) -> str:
    """A harmless name for the file; without a usable claim "anhang-<number>" with the type's extension."""
    name = one_line(claimed, 1_000)
    name = re.split(r"[/\\]", name.replace("\u2215", "/").replace("\u2044", "/"))[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = _FORBIDDEN.sub("_", name).strip(" .")
    if not name.strip("_ ."):
        name = f"anhang-{number}{_EXTENSIONS.get(content_type, '')}"
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return _shortened(name)


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 12:
        return name[:MAX_NAME].rstrip(" .")
    return f"{stem[: MAX_NAME - len(extension) - 1].rstrip(' .')}.{extension}"
