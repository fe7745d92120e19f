"""Words of a text in one spelling, the same for what is stored and for what is asked.

Two levels: `plain` (lower case, no accents, ß as ss) keeps the letters in their places, `fold` on top
makes ä, ae and a the same. Parts of words are cut at the plain level and folded afterwards, so that a
fragment starting in the middle of 'ue' is found as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 64
_UMLAUT: Final = re.compile(r"([aou])e+")
_SPECIAL: Final = str.maketrans(
    {"æ": "a", "œ": "o", "ø": "o", "å": "a", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)
_ALNUM: Final = re.compile(r"[^\W_]+")
_MIXED: Final = re.compile(r"\d+|[^\W\d_]+")
_MAIL: Final = re.compile(r"([\w.+'-]+)@([\w.-]*)")
# Groups of digits that a person would read as one number: +49 (0)821 / 12 34 56.
_SPACED_NUMBER: Final = re.compile(r"(?<!\S)[+(]{0,2}\d(?:[ ()./\-]{0,3}\d){4,24}(?![^\s,;.:!?)])")


def plain(text: str) -> str:
    """Lower case without accents; every letter still stands in its place."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # Case folding once more: compatibility forms may decompose to capitals.
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return bare.translate(_SPECIAL)


def merge_umlauts(plain_text: str) -> str:
    """ä, ae and a become the same letter (of a text that is plain already)."""
    return _UMLAUT.sub(r"\1", plain_text)


def fold(text: str) -> str:
    """One spelling for Stühle, Stuehle, STUHLE; Maß and Mass."""
    return merge_umlauts(plain(text))


@dataclass(frozen=True, slots=True)
class Word:
    """One written word at the plain level: as a whole, and what it is made of."""

    whole: str
    parts: tuple[str, ...]
    is_mail: bool = False
    is_spaced_number: bool = False

    @property
    def joined(self) -> str:
        """The word without its separators."""
        return self.whole if self.is_mail else "".join(_ALNUM.findall(self.whole))


def words(text: str) -> Iterator[Word]:
    """The written words of a text in order; numbers spread over several words come once more, joined."""
    yield from spaced_numbers(text)
    for chunk in text.split():
        word = chunk_word(chunk)
        if word is not None:
            yield word


def spaced_numbers(text: str) -> Iterator[Word]:
    """The numbers of a text that are written with spaces between their digits."""
    for match in _SPACED_NUMBER.finditer(text):
        written = plain(match.group())
        if " " in written:
            yield Word(national_digits(written), tuple(_ALNUM.findall(written)), is_spaced_number=True)


def national_digits(written: str) -> str:
    """Digits of a written number; of a telephone number those within the country, without leading zero.

    Country codes of two digits only: with others the number is still found by its parts.
    """
    number = written.replace("(0)", "")
    digits = "".join(c for c in number if c.isdigit())
    if number.lstrip("(").startswith("+"):
        digits = digits[2:]
    elif digits.startswith("00") and len(digits) > 8:
        digits = digits[4:]
    return digits.lstrip("0") or digits


def chunk_word(chunk: str) -> Word | None:
    """The word in what stands between two spaces; None when it is punctuation only."""
    chunk = plain(chunk)
    mail = _MAIL.search(chunk)
    if mail:
        local, domain = mail.group(1), mail.group(2).strip(".")
        whole = f"{local}@{domain}"
        return Word(whole[:LONGEST], (local, domain, *_ALNUM.findall(whole)), is_mail=True)
    parts = _ALNUM.findall(chunk)
    if not parts:
        return None
    first, last = chunk.index(parts[0]), chunk.rindex(parts[-1]) + len(parts[-1])
    return Word(chunk[first:last], tuple(parts))


def number_forms(part: str) -> tuple[str, ...]:
    """A digit group without leading zeros, and the longer digit groups inside a word like SN12345."""
    if part.isdigit():
        return (part.lstrip("0") or "0",)
    pieces = _MIXED.findall(part)
    if len(pieces) < 2:
        return ()
    return tuple(p.lstrip("0") or "0" for p in pieces if p.isdigit() and len(p) >= 3)


def suffixes(plain_word: str, shortest: int = 3) -> Iterator[str]:
    """All ends of a plain word, folded: with prefix matching any part of the word is found."""
    for start in range(1, len(plain_word) - shortest + 1):
        yield merge_umlauts(plain_word[start:])
