"""Lists of sales by month: what their cells say, and what is wrong with them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Final

from kulanz.core.tables.cells import Cell, CellFlaw, Unreadable, day_of, number_of, text_of
from kulanz.core.tables.columns import columns_of

MOST: Final = 100_000_000
EARLIEST: Final = date(2000, 1, 1)
_MONTH: Final = re.compile(r"(?P<m>\d{1,2})[./](?P<y>\d{4})|(?P<Y>\d{4})[-./](?P<M>\d{1,2})")


class SalesFlaw(StrEnum):
    """Why a line of sales cannot be taken."""

    NO_HEADING = "no_heading"
    HEADING_TWICE = "heading_twice"
    MISSING = "missing"
    NO_MONTH = "no_month"
    MONTH_ABSURD = "month_absurd"
    COUNTRY_UNKNOWN = "country_unknown"
    NOT_WHOLE = "not_whole"
    TOO_MANY = "too_many"
    NO_SUCH_ARTICLE = "no_such_article"
    NO_SUCH_DEALER = "no_such_dealer"
    DEALER_AMBIGUOUS = "dealer_ambiguous"
    TWICE = "twice"
    """What a line is about stands in an earlier line."""
    TOO_PRECISE = "too_precise"
    AMOUNT_TOO_LARGE = "amount_too_large"


@dataclass(frozen=True, slots=True)
class SalesProblem:
    """`column` is the name of a known one, or a heading; line 1 is that of the headings or above."""

    line: int
    column: str
    flaw: SalesFlaw | CellFlaw
    value: str = ""


@dataclass(slots=True)
class MonthlyLines:
    """The lines of a list, read one by one; `problems` grow while they are taken.

    Of a list that is wrong from end to end only the first problems are kept; `found` counts all.
    """

    HEADINGS: ClassVar[Mapping[str, Sequence[str]]] = {}
    NEEDED: ClassVar[Sequence[str]] = ()

    latest: date
    most_problems: int = 200
    problems: list[SalesProblem] = field(default_factory=list)
    found: int = 0
    _months: dict[Cell, date] = field(default_factory=dict)

    def complain(self, line: int, column: str, flaw: SalesFlaw | CellFlaw, cell: Cell = "") -> None:
        self.found += 1
        if len(self.problems) < self.most_problems:
            self.problems.append(SalesProblem(line, column, flaw, text_of(cell)[:60]))

    def places(self, headings: Sequence[str]) -> Mapping[str, int] | None:
        """Where the columns stand; None where one is missing or comes twice."""
        columns = columns_of(headings, self.HEADINGS)
        for name in columns.missing(self.NEEDED):
            self.complain(1, name, SalesFlaw.NO_HEADING)
        for heading in columns.twice:
            self.complain(1, heading, SalesFlaw.HEADING_TWICE)
        return None if self.found else columns.places

    def month(self, line: int, cell: Cell) -> date | None:
        known = self._months.get(cell)
        if known is not None:
            return known
        month = month_of_cell(cell)
        if month is None:
            self.complain(line, "month", SalesFlaw.MISSING if cell == "" else SalesFlaw.NO_MONTH, cell)
            return None
        if not EARLIEST <= month <= self.latest:
            self.complain(line, "month", SalesFlaw.MONTH_ABSURD, cell)
            return None
        self._months[cell] = month
        return month

    def quantity(self, line: int, cell: Cell) -> int | None:
        if isinstance(cell, str) and cell.isascii() and cell.isdecimal() and len(cell) < 9:
            return int(cell)
        try:
            given = number_of(cell)
        except Unreadable as unreadable:
            self.complain(line, "quantity", unreadable.flaw, cell)
            return None
        if given is None:
            self.complain(line, "quantity", SalesFlaw.MISSING)
        elif given != given.to_integral_value():
            self.complain(line, "quantity", SalesFlaw.NOT_WHOLE, cell)
        elif abs(given) > MOST:
            self.complain(line, "quantity", SalesFlaw.TOO_MANY, cell)
        else:
            return int(given)
        return None

    def text(self, line: int, column: str, cell: Cell) -> str:
        """What must not be empty."""
        text = text_of(cell)
        if not text:
            self.complain(line, column, SalesFlaw.MISSING)
        return text

    def amount(self, line: int, cell: Cell) -> Decimal | None:
        """Money, to the cent."""
        try:
            given = number_of(cell)
        except Unreadable as unreadable:
            self.complain(line, "amount", unreadable.flaw, cell)
            return None
        if given is None:
            self.complain(line, "amount", SalesFlaw.MISSING)
        elif abs(given) > MOST:
            self.complain(line, "amount", SalesFlaw.AMOUNT_TOO_LARGE, cell)
        elif given != given.quantize(Decimal("0.01")):
            self.complain(line, "amount", SalesFlaw.TOO_PRECISE, cell)
        else:
            return given
        return None


def month_of_cell(cell: Cell) -> date | None:
    """'2026-10', '10/2026', '10.2026', or any day of the month; a spreadsheet takes 10.2026 for a number."""
    text = format(cell, ".4f") if isinstance(cell, Decimal) else text_of(cell)
    found = _MONTH.fullmatch(text) if text.isascii() else None
    try:
        if found:
            return date(int(found["y"] or found["Y"]), int(found["m"] or found["M"]), 1)
        day = None if isinstance(cell, Decimal) else day_of(cell)
    except ValueError:  # Unreadable is one
        return None
    return day.replace(day=1) if day else None
