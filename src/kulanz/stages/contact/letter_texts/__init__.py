"""The texts of our letters as they come with the program; a tenant may write its own.

A blank line begins a paragraph, and a paragraph in which a placeholder has no value is left out.
"""

from __future__ import annotations

from typing import Final

from kulanz.stages.contact.letter_texts.english import ENGLISH
from kulanz.stages.contact.letter_texts.german import GERMAN
from kulanz.stages.contact.models import LetterKind

LANGUAGES: Final = ("de", "en")


def default_text(kind: LetterKind, language: str) -> tuple[str, str]:
    """Subject and body in this language, German where it is not English."""
    return (ENGLISH if language.startswith("en") else GERMAN)[kind.value]
