"""A small, careful stemmer for German (and plain English plurals) on folded words.

It only takes endings off, never changes letters, so a stem stays the beginning of its word and nothing
unexpected is found. Applied to both sides as an additional token, never instead of the word.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_LONG: Final = ("em", "er", "en", "es")
_SHORT: Final = ("e", "n", "s")
_ENDINGS: Final = ("ern", "en", "er", "es", "em", "e", "n", "s")
SHORTEST_STEM: Final = 4
SHORTEST_BASE: Final = 3


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without its endings: rollen, rolle → roll; defekter, defekten → defekt."""
    if not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 5:
        word = word[:-3] + "y"
    while len(word) > SHORTEST_STEM:
        if len(word) > SHORTEST_STEM + 1 and word.endswith(_LONG):
            word = word[:-2]
        elif word.endswith(_SHORT):
            word = word[:-1]
        else:
            break
    return word


def base_forms(word: str) -> tuple[str, ...]:
    """What the word may be an inflection of, one ending taken off: federn → feder, fed."""
    if not word.isalpha():
        return ()
    return tuple(
        word[: -len(ending)]
        for ending in _ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_BASE
    )
