"""From texts to the words a document is stored under, and from a question to what must be matched.

Stored: the words, their stems and the parts of compounds; of short texts (titles, names, numbers) also
every end of a word. Asked with prefix matching, that finds any part of a word of a short text, and any
beginning of a word, of its parts and of its stem in a long one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from kulanz.core.search.compounds import Vocabulary, split
from kulanz.core.search.folding import (
    LONGEST,
    Word,
    chunk_word,
    merge_umlauts,
    national_digits,
    number_forms,
    spaced_numbers,
    suffixes,
    words,
)
from kulanz.core.search.inflection import base_forms, stem

MOST_WORDS: Final = 12_000
MOST_ASKED: Final = 10
LONGEST_EXPANDED: Final = 48
SHORTEST_PREFIX: Final = 2

# (word, matches as prefix) — all of an alternative must match, one alternative of a group, every group.
Term = tuple[str, bool]
Alternative = list[Term]
Group = list[Alternative]


@dataclass(frozen=True, slots=True)
class SearchText:
    """What one audience may find: short texts by any part of a word, long ones by words."""

    short: Sequence[str] = ()
    long: Sequence[str] = ()


def document_words(
    texts: Mapping[str, SearchText], vocabulary: Vocabulary = frozenset()
) -> dict[str, list[str]]:
    """What a document is found by, per audience, each word once."""
    return {audience: _words_of(text, vocabulary) for audience, text in texts.items()}


def _words_of(text: SearchText, vocabulary: Vocabulary) -> list[str]:
    seen: dict[str, None] = {}
    for values, short in ((text.short, True), (text.long, False)):
        for value in values:
            for number in spaced_numbers(value):
                seen.update(dict.fromkeys((*_stored(number, vocabulary), *(_ends(number) if short else ()))))
            for chunk in value.split():
                seen.update(_of_chunk(chunk, vocabulary, short))
    seen.pop("", None)
    return list(seen) if len(seen) <= MOST_WORDS else list(islice(seen, MOST_WORDS))


@lru_cache(maxsize=100_000)
def _of_chunk(chunk: str, vocabulary: Vocabulary, short: bool) -> dict[str, None]:
    """The words stored for what stands between two spaces; most texts are made of few different ones."""
    word = chunk_word(chunk)
    if word is None:
        return {}
    stored = _stored(word, vocabulary)
    return dict.fromkeys((*stored, *_ends(word)) if short else stored)


def _stored(word: Word, vocabulary: Vocabulary) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    if word.is_mail:
        kept[merge_umlauts(word.whole)] = None
    else:
        kept.update(dict.fromkeys(_with_parts(word.joined[:LONGEST], vocabulary)))
    if len(word.parts) > 1 or word.is_mail:
        for part in word.parts:
            kept.update(dict.fromkeys(_with_parts(part[:LONGEST], vocabulary)))
    for part in word.parts:
        kept.update(dict.fromkeys(number_forms(part[:LONGEST])))
    return tuple(kept)


def _with_parts(plain_word: str, vocabulary: Vocabulary) -> Iterator[str]:
    folded = merge_umlauts(plain_word)
    yield folded
    yield stem(folded)
    for part in split(folded, vocabulary):
        yield part
        yield stem(part)


def _ends(word: Word) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    if not word.is_mail:
        kept.update(dict.fromkeys(suffixes(word.joined[:LONGEST_EXPANDED])))
    else:
        # From each part on to the end; inside the parts see below.
        whole = word.whole
        starts = (i + 1 for i, letter in enumerate(whole) if letter in ".@_+-")
        kept.update(dict.fromkeys(merge_umlauts(whole[start:]) for start in starts))
    if len(word.parts) > 1 and not word.is_spaced_number:
        for part in word.parts:
            if part.isalnum():
                kept.update(dict.fromkeys(suffixes(part[:LONGEST_EXPANDED])))
    return tuple(kept)


def query_groups(query: str) -> list[Group]:
    """What a document must match, group by group; empty when the question holds no word."""
    asked = list(words(query))
    covered: list[str] = [p for w in asked if w.is_spaced_number for p in w.parts]
    groups: list[Group] = []
    for word in asked:
        if word.is_spaced_number:
            digits = merge_umlauts(word.whole)
            groups.append([[(digits, True)], _asked_parts(word.parts)])
        elif covered and word.parts and all(p in covered for p in word.parts):
            continue  # one of the digit groups of a number asked for as a whole
        else:
            groups.append(_alternatives(word))
    return groups[:MOST_ASKED]


def _alternatives(word: Word) -> Group:
    if word.is_mail:
        return [[(merge_umlauts(word.whole), True)]]
    joined = merge_umlauts(word.joined[:LONGEST])
    group: Group = [[(joined, _goes_on(word.joined, joined))]]
    exact = dict.fromkeys((stem(joined), *base_forms(joined)))
    group += [[(form, False)] for form in exact if form != joined]
    if len(word.parts) > 1:
        group.append(_asked_parts(word.parts))
    if joined.isdigit() and joined.startswith("0"):
        for form in dict.fromkeys((joined.lstrip("0"), national_digits(joined))):
            if form:
                group.append([(form, True)])
    return group


def _asked_parts(parts: Sequence[str]) -> Alternative:
    """All parts; only the last may go on, for somebody still typing, and not one with leading zeros."""
    asked: Alternative = []
    for index, part in enumerate(parts):
        folded = merge_umlauts(part[:LONGEST])
        bare = folded.lstrip("0") or "0" if folded.isdigit() else folded
        goes_on = index == len(parts) - 1 and bare == folded and _goes_on(part, folded)
        asked.append((bare, goes_on))
    return asked


def _goes_on(plain_word: str, folded: str) -> bool:
    """Whether the word may be the beginning of one; single letters are only found as such."""
    return len(folded) >= SHORTEST_PREFIX or len(plain_word) > SHORTEST_PREFIX
