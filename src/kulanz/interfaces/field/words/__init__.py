"""The words of the app: German here, English from the catalogue; the device keeps both."""

from __future__ import annotations

from django.utils import translation

from kulanz.interfaces.field.words.checks import CHECKS
from kulanz.interfaces.field.words.frame import FRAME
from kulanz.interfaces.field.words.report import REPORT
from kulanz.interfaces.field.words.visit import VISIT

WORDS = FRAME | VISIT | REPORT | CHECKS


def words_in(language: str) -> dict[str, str]:
    """All words of the app in one language."""
    with translation.override(language):
        return {name: str(text) for name, text in WORDS.items()}
