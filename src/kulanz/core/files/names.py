"""File names as people may see and save them: no folders, no control or direction characters."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
_RESERVED = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
# Device names of Windows, which would not be saved as a file there.
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def extension_of(name: str) -> str:
    """The lower-case extension without its dot; empty when there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.strip().lower() if dot and stem.strip(". ") else ""


def safe_name(name: str, extensions: tuple[str, ...] = ()) -> str:
    """The last part of `name`, cleaned; with one of `extensions` appended when it has none of them."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    name = "".join(char for char in name if unicodedata.category(char) not in _HIDDEN)
    name = " ".join(_RESERVED.sub("_", name).split()).strip(". ")
    extension = extension_of(name)
    stem = name[: -len(extension) - 1].rstrip(". ") if extension else name
    if extensions and extension not in extensions:
        stem, extension = name, extensions[0]
    if len(extension) > 16:
        stem, extension = name, ""
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    stem = stem[: LONGEST_NAME - len(extension) - 1].rstrip(". ") or "Datei"
    return f"{stem}.{extension}" if extension else stem
