"""How lists say how safety-relevant something is. Pure."""

from __future__ import annotations

from typing import Final

from kulanz.masterdata.parties.rules.safety import UNCLASSIFIED, Relevance

_WORDS: Final = {
    Relevance.GIVEN.value: ("sicherheitsrelevant", "ja", "gegeben", "given", "safety-relevant", "yes"),
    Relevance.ASSUMED.value: ("anzunehmen", "angenommen", "assumed", "to be assumed"),
    Relevance.NONE.value: (
        "nicht sicherheitsrelevant", "nein", "keine", "none", "not safety-relevant", "no",
    ),
    UNCLASSIFIED: ("offen", "nicht eingestuft", "open", "unclassified", "not classified"),
}  # fmt: skip
_KNOWN: Final = {word: value for value, words in _WORDS.items() for word in words}


def relevance_word(text: str) -> str | None:
    """What is stored for the word; None where it is empty, which says nothing, or no such word."""
    return _KNOWN.get(" ".join(text.casefold().split()))


def list_word(stored: str) -> str:
    """The word with which a list goes out; it is read in both languages."""
    return _WORDS[stored][0] if stored in _WORDS else ""
