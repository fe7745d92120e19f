"""What a list of counted parts says, and what is missing in a vehicle before it leaves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kulanz.core.tables.cells import Cell, CellFlaw, Unreadable, number_of, text_of
from kulanz.core.tables.columns import columns_of

HEADINGS: Final = {
    "number": ("nummer", "artikelnummer", "artikelnr", "article number", "sku"),
    "name": ("bezeichnung", "artikel"),
    "quantity": ("menge", "gezählt", "gezaehlt", "bestand", "anzahl", "counted"),
    "minimum": ("mindestbestand", "mindestmenge"),
}
MOST: Final = Decimal(1_000_000)
_MANY: Final = Decimal(100)
_TIMES: Final = 10
_CENT: Final = Decimal("0.01")


class Flaw(StrEnum):
    """Why a line of a count cannot be taken."""

    NO_HEADING = "no_heading"
    MISSING = "missing"
    TWICE = "twice"
    NO_QUANTITY = "no_quantity"
    NO_SUCH_ARTICLE = "no_such_article"


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    column: str
    flaw: Flaw | CellFlaw


@dataclass(frozen=True, slots=True)
class CountRow:
    """One line. `quantity` None: not counted, only its minimum is set; `minimum` None: it stays."""

    line: int
    number: str
    quantity: Decimal | None
    minimum: Decimal | None = None


def is_unusual(quantity: Decimal, lying: Decimal) -> bool:
    """Whether so many are more likely a slip than parts in a vehicle."""
    return quantity > _MANY and quantity > _TIMES * lying


def is_quantity(quantity: Decimal) -> bool:
    """From 0 to a million with at most two decimals."""
    return quantity.is_finite() and 0 <= quantity < MOST and quantity == quantity.quantize(_CENT)


def count_rows(
    headings: Sequence[str], rows: Iterable[tuple[int, Sequence[Cell]]]
) -> tuple[list[CountRow], list[Problem]]:
    """The lines of a count and what is wrong with the others; lines that say no quantity are left out."""
    columns = columns_of(headings, HEADINGS)
    problems = [Problem(1, name, Flaw.NO_HEADING) for name in columns.missing(("number", "quantity"))]
    if problems:
        return [], problems
    found: list[CountRow] = []
    seen: set[str] = set()
    for line, cells in rows:
        row = columns.pick(cells)
        number = text_of(row["number"])
        values: dict[str, Decimal | None] = {}
        faulty = False
        for name in ("quantity", "minimum"):
            try:
                value = number_of(row.get(name, ""))
            except Unreadable as unreadable:
                problems.append(Problem(line, name, unreadable.flaw))
                faulty = True
                continue
            if value is not None and not is_quantity(value):
                problems.append(Problem(line, name, Flaw.NO_QUANTITY))
                faulty = True
            values[name] = value
        if not number:
            problems.append(Problem(line, "number", Flaw.MISSING))
        elif number.casefold() in seen:
            problems.append(Problem(line, "number", Flaw.TWICE))
        elif not faulty and (values["quantity"] is not None or values["minimum"] is not None):
            found.append(CountRow(line, number, values["quantity"], values["minimum"]))
        seen.add(number.casefold())
    return found, problems


@dataclass(frozen=True, slots=True)
class Missing:
    """What to put into a vehicle: up to the minimum, and what the coming visits need on top."""

    have: Decimal
    minimum: Decimal
    needed: Decimal

    @property
    def to_load(self) -> Decimal:
        """After the visits the minimum shall still lie there, and before them what they need."""
        return max(self.needed + self.minimum - self.have, Decimal(0))
