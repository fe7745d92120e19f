"""What a cell says: text, number, day, yes or no, in the spellings people use. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

Cell: TypeAlias = str | Decimal | date | bool
"""As it was read: CSV knows text alone, a spreadsheet numbers, days and truth. Empty is ""."""


class CellFlaw(StrEnum):
    """Why a cell cannot be taken as it stands."""

    FORMULA = "formula"
    """A formula nobody has calculated: there is no value to read."""
    ERROR = "error"
    """A formula whose value is an error, such as #REF!."""
    MERGED = "merged"
    """Merged with others: which row its value belongs to would be guessed."""
    NO_NUMBER = "no_number"
    AMBIGUOUS = "ambiguous"
    """1.234 is a thousand in one country and little more than one in another."""
    NO_DAY = "no_day"
    NO_YES_OR_NO = "no_yes_or_no"


class Unreadable(ValueError):
    """A cell does not say what it should; `flaw` says why."""

    def __init__(self, flaw: CellFlaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


_YES: Final = frozenset({"1", "ja", "j", "yes", "y", "true", "wahr", "x"})
_NO: Final = frozenset({"0", "nein", "n", "no", "false", "falsch", "-"})
_DIGITS: Final = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?")
_DAY: Final = re.compile(
    r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})|(?P<Y>\d{4})-(?P<M>\d{2})-(?P<D>\d{2})"
)
_AMBIGUOUS: Final = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
# Between thousands stand blanks of every width and, in Switzerland, apostrophes.
_BETWEEN: Final = str.maketrans(dict.fromkeys(" \u00a0\u202f\u2009'’"))


def text_of(cell: Cell) -> str:
    """The cell as text: no blanks around it, numbers without trailing zeros, days as 2026-01-31."""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, Decimal):
        plain = format(cell, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return cell.strip()


def number_of(cell: Cell, *, dot_is_decimal: bool = False) -> Decimal | None:
    """'1.234,50', '1,234.50', "1'234.50" and '1234.5'; None for an empty cell.

    A lone dot before three digits is refused as ambiguous, unless the list is known to write decimals so.
    """
    if isinstance(cell, Decimal):
        return cell
    if isinstance(cell, bool | date):
        raise Unreadable(CellFlaw.NO_NUMBER)
    bare = cell.strip().translate(_BETWEEN).replace("−", "-")
    if not bare:
        return None
    if not dot_is_decimal and _AMBIGUOUS.fullmatch(bare):
        raise Unreadable(CellFlaw.AMBIGUOUS)
    plain = _with_decimal_dot(bare)
    if not plain.isascii() or not _DIGITS.fullmatch(plain):
        raise Unreadable(CellFlaw.NO_NUMBER)
    return Decimal(plain)


def _with_decimal_dot(bare: str) -> str:
    """The later of the two marks is the decimal one; a mark that comes twice stands between thousands."""
    decimal, thousands = (",", ".") if bare.rfind(",") > bare.rfind(".") else (".", ",")
    if bare.count(decimal) > 1:
        decimal, thousands = "", decimal
    whole, _mark, rest = bare.partition(decimal) if decimal else (bare, "", "")
    first, *groups = whole.split(thousands)
    if groups and (not 1 <= len(first.lstrip("+-")) <= 3 or any(len(group) != 3 for group in groups)):
        return ""
    return "".join([first, *groups]) + (f".{rest}" if rest else "")


def day_of(cell: Cell) -> date | None:
    """A day of a spreadsheet, '2026-01-31' or '31.1.2026'; None for an empty cell."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool | Decimal):
        raise Unreadable(CellFlaw.NO_DAY)
    text = cell.strip()
    if not text:
        return None
    found = _DAY.fullmatch(text) if text.isascii() else None
    if found is None:
        raise Unreadable(CellFlaw.NO_DAY)
    year, month, day = (found[a] or found[b] for a, b in (("y", "Y"), ("m", "M"), ("d", "D")))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable(CellFlaw.NO_DAY) from None


def yes_of(cell: Cell) -> bool | None:
    """'ja', 'nein', 'x', '1', 'wahr' …; None for an empty cell."""
    if isinstance(cell, bool):
        return cell
    text = text_of(cell).lower()
    if not text:
        return None
    if text not in _YES | _NO:
        raise Unreadable(CellFlaw.NO_YES_OR_NO)
    return text in _YES
