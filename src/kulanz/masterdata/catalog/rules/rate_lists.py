"""Reading lists of rates and of exchange rates: what each line says, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Final, TypeVar

from kulanz.core.countries import country_code
from kulanz.core.tables.cells import Cell, CellFlaw, Unreadable, day_of, number_of, text_of
from kulanz.core.tables.columns import columns_of
from kulanz.masterdata.catalog.rules.rates import Clash, RateFlaw

V = TypeVar("V")

RATE_HEADINGS: Final = {
    "cost_kind": ("Kostenart", "Cost kind"),
    "name": ("Bezeichnung",),
    "country": ("Land",),
    "freight_unit": ("Frachteinheit", "FE"),
    "up_to_kg": ("Bis kg", "Gewichtsklasse", "Gewicht bis", "Up to kg", "Weight class"),
    "valid_from": ("Gültig ab", "Gueltig ab", "Ab", "From"),
    "amount": ("Betrag", "Satz"),
    "share_percent": ("Anteil %", "Anteil", "Prozent", "Share %", "Share"),
    "currency": ("Währung", "Waehrung"),
}
EXCHANGE_HEADINGS: Final = {
    "currency": ("Währung", "Waehrung"),
    "valid_from": ("Gültig ab", "Gueltig ab", "Ab", "From"),
    "rate": ("Kurs", "Wechselkurs", "Exchange rate"),
}


class ListFlaw(StrEnum):
    """Why a line of such a list cannot be taken, beside what is wrong with the figures themselves."""

    NO_HEADING = "no_heading"
    HEADING_TWICE = "heading_twice"
    MISSING = "missing"
    TWICE = "twice"
    NO_SUCH_KIND = "no_such_kind"
    RETIRED_KIND = "retired_kind"
    NO_SUCH_UNIT = "no_such_unit"
    NO_SUCH_CLASS = "no_such_class"


@dataclass(frozen=True, slots=True)
class ListProblem:
    """`column` is one of the names of the columns, or the heading where it is none of them."""

    line: int
    column: str
    flaw: ListFlaw | CellFlaw | RateFlaw | Clash
    value: str = ""


@dataclass(frozen=True, slots=True)
class RateLine:
    """One line as it was written; codes and names are not looked up yet."""

    line: int
    cost_kind: str
    country: str
    freight_unit: str
    up_to_kg: Decimal | None
    valid_from: date
    amount: Decimal | None
    share_percent: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    line: int
    currency: str
    valid_from: date
    rate: Decimal


@dataclass(slots=True)
class _Reader:
    """The cells of one line by their columns; what they do not say as they should becomes a problem."""

    line: int
    given: dict[str, Cell]
    problems: list[ListProblem]

    def text(self, column: str) -> str:
        return text_of(self.given.get(column, ""))

    def number(self, column: str, *, dot_is_decimal: bool = False) -> Decimal | None:
        return self._read(column, partial(number_of, dot_is_decimal=dot_is_decimal))

    def day(self, column: str) -> date | None:
        return self._read(column, day_of)

    def needs(self, column: str, value: object) -> None:
        if value in (None, "") and not any(p.column == column for p in self.problems):
            self.problems.append(ListProblem(self.line, column, ListFlaw.MISSING))

    def _read(self, column: str, read: Callable[[Cell], V]) -> V | None:
        cell = self.given.get(column, "")
        try:
            return read(cell)
        except Unreadable as unreadable:
            self.problems.append(ListProblem(self.line, column, unreadable.flaw, text_of(cell)[:60]))
            return None


Lines = Iterable[tuple[int, Sequence[Cell]]]


def rate_lines(
    headings: Sequence[str], lines: Lines, otherwise_from: date | None
) -> tuple[list[RateLine], list[ListProblem]]:
    """Lines without a day are valid from `otherwise_from`. Neither amount nor share: the rate ends."""
    rows: list[RateLine] = []
    readers, problems = _readers(headings, lines, RATE_HEADINGS, ("cost_kind", "amount"), otherwise_from)
    for reader in readers:
        valid_from = reader.day("valid_from")
        row = (
            reader.text("cost_kind"),
            country_code(reader.text("country")) or reader.text("country").upper(),
            reader.text("freight_unit"),
            reader.number("up_to_kg", dot_is_decimal=True),
        )
        figure = (reader.number("amount"), reader.number("share_percent"), reader.text("currency").upper())
        reader.needs("cost_kind", row[0])
        valid_from = valid_from or (None if reader.text("valid_from") else otherwise_from)
        reader.needs("valid_from", valid_from)
        problems += reader.problems
        if not reader.problems and valid_from is not None:
            rows.append(RateLine(reader.line, *row, valid_from, *figure))
    return rows, problems


def exchange_lines(
    headings: Sequence[str], lines: Lines, otherwise_from: date | None
) -> tuple[list[ExchangeLine], list[ListProblem]]:
    rows: list[ExchangeLine] = []
    readers, problems = _readers(headings, lines, EXCHANGE_HEADINGS, ("currency", "rate"), otherwise_from)
    for reader in readers:
        currency = reader.text("currency").upper()
        rate = reader.number("rate", dot_is_decimal=True)
        valid_from = reader.day("valid_from")
        valid_from = valid_from or (None if reader.text("valid_from") else otherwise_from)
        for column, value in (("currency", currency), ("rate", rate), ("valid_from", valid_from)):
            reader.needs(column, value)
        problems += reader.problems
        if not reader.problems and rate is not None and valid_from is not None:
            rows.append(ExchangeLine(reader.line, currency, valid_from, rate))
    return rows, problems


def _readers(
    headings: Sequence[str],
    lines: Lines,
    known: dict[str, tuple[str, ...]],
    needed: tuple[str, ...],
    otherwise_from: date | None,
) -> tuple[list[_Reader], list[ListProblem]]:
    columns = columns_of(headings, known)
    if otherwise_from is None:
        needed = (*needed, "valid_from")
    problems = [ListProblem(1, name, ListFlaw.NO_HEADING) for name in columns.missing(needed)]
    problems += [ListProblem(1, heading, ListFlaw.HEADING_TWICE) for heading in columns.twice]
    if problems:
        return [], problems
    readers = [_Reader(line, columns.pick(cells), []) for line, cells in lines]
    return [reader for reader in readers if any(map(text_of, reader.given.values()))], []
