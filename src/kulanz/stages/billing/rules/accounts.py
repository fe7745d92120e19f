"""Account numbers: checked, written in groups, and masked for every screen."""

from __future__ import annotations

from stdnum import iban as _iban
from stdnum.exceptions import ValidationError


def checked_iban(text: str) -> str | None:
    """The number without blanks when country, length, structure and check digits are right; else None."""
    try:
        return str(_iban.validate(text, check_country=True))
    except ValidationError:
        return None


def masked_iban(number: str) -> str:
    """“DE89 •••• 3000”: enough to recognise one's own, not enough to use it."""
    return f"{number[:4]} •••• {number[-4:]}"


def grouped_iban(number: str) -> str:
    """In groups of four, as banks print it."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
