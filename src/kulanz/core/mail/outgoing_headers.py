"""Header fields of our own mails, written by hand.

The standard library folds some texts ("=??Q?=0A" as a name) into lines of their own; here a text is either
plain ASCII or base64, so whatever it holds stays inside its field.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from kulanz.core.mail.charsets import one_line

_PLAIN = re.compile(r"[ -~]*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_WIDTH = 76
_WORD_BYTES = 42


def text_field(name: str, text: str, limit: int) -> str:
    """A field of free text, encoded where needed."""
    line = one_line(text, limit)
    words = line.split(" ") if _is_plain(line) else encoded_words(line)
    return _folded(name, words)


def structured_field(name: str, words: Iterable[str]) -> str:
    """A field of finished ASCII pieces, folded between them."""
    pieces = list(words)
    if not all(re.fullmatch(r"[ -~]+", piece) for piece in pieces):
        raise ValueError(f"{name} is not plain")
    return _folded(name, pieces)


def mailbox(display_name: str, address: str) -> list[str]:
    """Name and address as pieces for `structured_field`."""
    name = one_line(display_name, 120)
    if not name:
        return [address]
    if not _is_plain(name):
        return [*encoded_words(name), f"<{address}>"]
    if not _ATOMS.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return [name, f"<{address}>"]


def encoded_words(text: str) -> list[str]:
    """RFC 2047 in base64, never cut inside a character."""
    chunks: list[bytes] = [b""]
    for character in text:
        data = character.encode()
        if len(chunks[-1]) + len(data) > _WORD_BYTES:
            chunks.append(b"")
        chunks[-1] += data
    return [f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in chunks if chunk]


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and "=?" not in text


def _folded(name: str, pieces: list[str]) -> str:
    lines = [f"{name}:"]
    for piece in pieces:
        if len(lines[-1]) + 1 + len(piece) > _WIDTH and len(lines[-1]) > len(name) + 1:
            lines.append("")
        lines[-1] += f" {piece}"
    return "\r\n".join(lines) + "\r\n"
