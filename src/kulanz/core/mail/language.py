"""A guess at the language of a text, good enough to choose the language of an acknowledgement."""

from __future__ import annotations

import re

_WORDS = {
    "de": {
        "der", "die", "das", "und", "ist", "nicht", "ich", "wir", "sie", "mit", "ein", "eine", "für", "auf",
        "bitte", "auch", "noch", "haben", "sehr", "den", "von", "zu", "es", "hallo", "guten", "ihre", "unser",
    },
    "en": {
        "the", "and", "is", "not", "we", "you", "with", "a", "for", "on", "please", "also", "have", "very",
        "of", "to", "it", "this", "that", "are", "was", "in", "my", "our", "your", "dear", "hello",
    },
}  # fmt: skip


def guess_language(declared: str, text: str) -> str:
    """'de', 'en', or '' when neither is clear. The words count more than what the mail claims."""
    words = re.findall(r"[a-zäöüß]+", text[:5_000].lower())
    counts = {language: sum(1 for word in words if word in known) for language, known in _WORDS.items()}
    best, other = sorted(counts, key=lambda language: counts[language], reverse=True)
    if counts[best] >= 2 and counts[best] > 1.5 * counts[other]:
        return best
    claim = declared.strip().lower()[:2]
    return claim if claim in _WORDS else ""
