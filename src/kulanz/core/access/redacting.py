"""Texts without the secrets in them, for readers they were not made for."""

from __future__ import annotations

import re
from typing import Final

from kulanz.core.access.tokens import LENGTH

# Every link and key holds a text of `tokens.new_secret`. Mail servers fold case, so capitals count too; a
# long word of a language is neither: it begins with its only capital. Behind %2F it is a word's beginning.
_SECRET: Final = re.compile(
    rf"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f]{{2}}))(?:[a-z2-7]{{{LENGTH}}}|[A-Z2-7]{{{LENGTH}}})(?![^\W_])"
)
_PIECE: Final = re.compile(r"[^\s<>\"'()\[\]]+")
_AFTER: Final = ".,;:!?"


def without_secrets(text: str, instead: str) -> str:
    """Every address that holds a secret (a link, a reply address), and every secret by itself, replaced."""

    def replaced(found: re.Match[str]) -> str:
        piece = found[0]
        if not _SECRET.search(piece):
            return piece
        return instead + piece[len(piece.rstrip(_AFTER)) :]

    return _SECRET.sub(instead, _PIECE.sub(replaced, text))
