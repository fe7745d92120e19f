"""Bytes of any origin to text that can be stored: no NUL, no lone surrogate, no control characters."""

from __future__ import annotations

import re
import unicodedata

# Codecs that Python offers but that no mail may choose: they are no character sets or cost quadratic time.
_REFUSED = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
# Senders label Windows-1252 as Latin-1 or ASCII; every mail program reads it the wider way.
_WIDENED = {
    "ascii": "cp1252", "us_ascii": "cp1252", "ansi_x3.4_1968": "cp1252", "iso_8859_1": "cp1252",
    "iso8859_1": "cp1252", "latin1": "cp1252", "latin_1": "cp1252", "l1": "cp1252", "x_ansi": "cp1252",
    "iso_8859_8_i": "iso8859_8", "iso_8859_8_e": "iso8859_8", "ks_c_5601_1987": "cp949", "gb2312": "gb18030",
    "x_gbk": "gb18030", "x_sjis": "cp932", "shift_jis": "cp932", "x_mac_roman": "mac_roman",
    "macintosh": "mac_roman", "windows_31j": "cp932", "unicode_1_1_utf_7": "utf_7", "utf8mb4": "utf_8",
    "iso_8859_9": "cp1254", "iso8859_9": "cp1254", "windows_874": "cp874",
}  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
# Direction overrides make "fdp.exe" look like "exe.pdf"; they have no place in one-line texts.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def storable(text: str) -> str:
    """The text with line feeds as its only line ends and without anything the database refuses."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def one_line(text: str, limit: int) -> str:
    """The text on one line, composed (NFC), at most `limit` characters."""
    text = _SPACE.sub(" ", _DIRECTION.sub("", storable(text[: limit * 4]).replace("\n", " ")))
    return unicodedata.normalize("NFC", text).strip()[:limit].strip()


def decode(data: bytes, declared: str = "") -> str:
    """The bytes as text: by the declared charset where it fits, else UTF-8, else Windows-1252."""
    name = re.sub(r"[^a-z0-9.]+", "_", declared.strip().strip("\"'").split("*")[0].lower())
    name = _WIDENED.get(name, name)
    if name in ("", "cp1252", "utf_8", "utf8") or name in _REFUSED:
        return _decode_usual(data)
    try:
        return data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        pass
    try:
        return data.decode(name, "replace") if _mostly_fits(data, name) else _decode_usual(data)
    except (LookupError, UnicodeError, ValueError):
        return _decode_usual(data)


def _mostly_fits(data: bytes, name: str) -> bool:
    sample = data[:20_000].decode(name, "replace")
    return sample.count("\ufffd") * 10 <= len(sample)


def _decode_usual(data: bytes) -> str:
    # Text that is valid UTF-8 beyond ASCII is practically never meant as anything else, whatever it claims.
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # A cut or damaged UTF-8 text keeps its umlauts; a Windows text is broken at each of them.
    if sum(1 for character in text if character > "\x7f") > broken * 3:
        return text
    return data.decode("cp1252", "replace")
