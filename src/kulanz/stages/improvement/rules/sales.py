"""Reading lists of sales: what each line says, and what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kulanz.core.tables.cells import Cell, CellFlaw, Unreadable, day_of, number_of, text_of
from kulanz.core.tables.columns import columns_of

HEADINGS: Final = {
    "month": ("Monat", "Liefermonat", "Month"),
    "article": ("Artikelnummer", "Artikel", "Artikel-Nr", "Article", "Article number"),
    "dealer": ("Händlernummer", "Händler", "Haendlernummer", "Haendler", "Dealer", "Dealer number"),
    "country": ("Land", "Country"),
    "quantity": ("Menge", "Stück", "Stueck", "Anzahl", "Quantity", "Units"),
}
NEEDED: Final = ("month", "article", "country", "quantity")
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
    """The same month, article, dealer and country stand in an earlier line."""


@dataclass(frozen=True, slots=True)
class SalesProblem:
    """`column` is one of the names in HEADINGS, or a heading; line 1 is that of the headings or above."""

    line: int
    column: str
    flaw: SalesFlaw | CellFlaw
    value: str = ""


@dataclass(slots=True)
class SalesLines:
    """The lines of a list, read one by one; `problems` grow while they are taken.

    Of a list that is wrong from end to end only the first problems are kept; `found` counts all.
    """

    countries: Container[str]
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
        columns = columns_of(headings, HEADINGS)
        for name in columns.missing(NEEDED):
            self.complain(1, name, SalesFlaw.NO_HEADING)
        for heading in columns.twice:
            self.complain(1, heading, SalesFlaw.HEADING_TWICE)
        return None if self.found else columns.places

    def read(
        self, places: Mapping[str, int], rows: Iterable[tuple[int, Sequence[Cell]]]
    ) -> Iterator[tuple[int, date, str, str, str, int]]:
        """Line, month, article number, dealer number, country, quantity of each sound line."""
        at_month, at_article, at_country, at_quantity = (places[name] for name in NEEDED)
        at_dealer = places.get("dealer", -1)
        for line, cells in rows:
            width = len(cells)
            month = self._month(line, cells[at_month] if at_month < width else "")
            article = text_of(cells[at_article]) if at_article < width else ""
            country = (text_of(cells[at_country]) if at_country < width else "").upper()
            dealer = text_of(cells[at_dealer]) if 0 <= at_dealer < width else ""
            quantity = self._quantity(line, cells[at_quantity] if at_quantity < width else "")
            if not article:
                self.complain(line, "article", SalesFlaw.MISSING)
            if not country:
                self.complain(line, "country", SalesFlaw.MISSING)
            elif country not in self.countries:
                self.complain(line, "country", SalesFlaw.COUNTRY_UNKNOWN, country)
            elif article and month and quantity is not None:
                yield line, month, article, dealer, country, quantity

    def _month(self, line: int, cell: Cell) -> date | None:
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

    def _quantity(self, line: int, cell: Cell) -> int | None:
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
