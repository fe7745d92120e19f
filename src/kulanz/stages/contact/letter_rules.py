"""What the text of each kind of letter may hold, and how it becomes the paragraphs of a letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from kulanz.stages.contact.models import LetterKind
from kulanz.stages.contact.placeholders import PLACEHOLDERS, fill, names_in

_EVERYWHERE: Final = (*PLACEHOLDERS, "reference", "positions", "symptom", "link", "text")
_MORE: Final[dict[LetterKind, tuple[str, ...]]] = {
    LetterKind.SERVICE_NOTICE: ("remedy", "fitting", "executor", "visit_on", "goodwill"),
    LetterKind.DISCOUNT_OFFER: ("amount", "expires_on", "remedy", "reason", "invoice_number", "goodwill"),
    LetterKind.ACCEPTANCE: ("decision", "remedy", "fitting", "reason", "executor", "visit_on", "goodwill"),
    LetterKind.REJECTION: ("reason", "objection"),
    LetterKind.CREDIT_NOTE: ("amount", "remedy", "invoice_number", "goodwill"),
    LetterKind.CLOSING: ("solution", "reason", "remedy", "goodwill"),
}
# A letter of this kind means nothing without it.
NEEDED: Final[dict[LetterKind, tuple[str, ...]]] = {
    LetterKind.DISCOUNT_OFFER: ("amount",),
    LetterKind.CREDIT_NOTE: ("amount",),
}
# What must stand in the letter wherever there is something to say: what was added by hand, who fits a part
# that is dangerous to fit, and the sentences of law. A text that does not place them gets them at its end.
_ALWAYS: Final = ("text", "fitting", "objection", "goodwill")
# They say what was decided to be done.
SAYS_WHO_FITS: Final = frozenset({LetterKind.SERVICE_NOTICE, LetterKind.ACCEPTANCE})
# Kinds that are nothing but what somebody writes into them.
NEEDS_TEXT: Final = frozenset({LetterKind.FREE, LetterKind.QUERY})
# After these it is the customer's turn.
ASKS: Final = frozenset({LetterKind.PHOTO_REQUEST, LetterKind.QUERY})
# They grant something, which for goodwill must not be taken for an acknowledgement (§ 212 BGB).
GRANTS: Final = frozenset(
    {
        LetterKind.SERVICE_NOTICE,
        LetterKind.DISCOUNT_OFFER,
        LetterKind.ACCEPTANCE,
        LetterKind.CREDIT_NOTE,
        LetterKind.CLOSING,
    }
)
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n+")


def placeholders_of(kind: LetterKind) -> tuple[str, ...]:
    """What may stand in braces in letters of this kind."""
    return (*_EVERYWHERE, *_MORE.get(kind, ()))


def paragraphs_of(body: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The body with its values. A paragraph in which a placeholder has no value is left out."""
    pieces = _split(body)
    held = set(names_in(body))
    pieces += [f"{{{name}}}" for name in _ALWAYS if values.get(name) and name not in held]
    found: list[str] = []
    for piece in pieces:
        if all(values.get(name, "").strip() for name in names_in(piece)):
            found += _split(fill(piece, values))
    return tuple(found)


def _split(text: str) -> list[str]:
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n")
    return [piece.strip() for piece in _BLANK_LINE.split(cleaned) if piece.strip()]
