"""Reading lists of spare-part sales: what each line says, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final, NamedTuple

from kulanz.core.tables.cells import Cell
from kulanz.stages.improvement.rules.monthly import MonthlyLines

HEADINGS: Final = {
    "month": ("Monat", "Month"),
    "dealer": ("Händlernummer", "Händler", "Haendlernummer", "Haendler", "Dealer", "Dealer number"),
    "article": ("Artikelnummer", "Artikel", "Artikel-Nr", "Article", "Article number"),
    "quantity": ("Menge", "Stück", "Stueck", "Anzahl", "Quantity", "Units"),
    "amount": ("Betrag netto", "Betrag", "Umsatz", "Umsatz netto", "Amount", "Net amount"),
}


class PartLine(NamedTuple):
    line: int
    month: date
    dealer: str
    article: str
    quantity: int
    amount: Decimal


@dataclass(slots=True)
class PartLines(MonthlyLines):
    """Spare parts sold to a dealer in a month, net of returns."""

    HEADINGS: ClassVar[Mapping[str, Sequence[str]]] = HEADINGS
    NEEDED: ClassVar[Sequence[str]] = tuple(HEADINGS)

    def read(
        self, places: Mapping[str, int], rows: Iterable[tuple[int, Sequence[Cell]]]
    ) -> Iterator[PartLine]:
        """The sound lines."""
        for line, cells in rows:
            told = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
            month = self.month(line, told["month"])
            dealer = self.text(line, "dealer", told["dealer"])
            article = self.text(line, "article", told["article"])
            quantity = self.quantity(line, told["quantity"])
            amount = self.amount(line, told["amount"])
            if month and dealer and article and quantity is not None and amount is not None:
                yield PartLine(line, month, dealer, article, quantity, amount)
