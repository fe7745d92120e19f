"""Reading lists of sales figures: what each line says, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from kulanz.core.countries import country_code
from kulanz.core.tables.cells import Cell, text_of
from kulanz.stages.improvement.rules.monthly import MonthlyLines, SalesFlaw

HEADINGS: Final = {
    "month": ("Monat", "Liefermonat", "Month"),
    "article": ("Artikelnummer", "Artikel", "Artikel-Nr", "Article", "Article number"),
    "dealer": ("Händlernummer", "Händler", "Haendlernummer", "Haendler", "Dealer", "Dealer number"),
    "country": ("Land", "Country"),
    "quantity": ("Menge", "Stück", "Stueck", "Anzahl", "Quantity", "Units"),
}
NEEDED: Final = ("month", "article", "country", "quantity")


@dataclass(slots=True, kw_only=True)
class SalesLines(MonthlyLines):
    """Units by month, article, dealer and country."""

    HEADINGS: ClassVar[Mapping[str, Sequence[str]]] = HEADINGS
    NEEDED: ClassVar[Sequence[str]] = NEEDED

    countries: Container[str]

    def read(
        self, places: Mapping[str, int], rows: Iterable[tuple[int, Sequence[Cell]]]
    ) -> Iterator[tuple[int, date, str, str, str, int]]:
        """Line, month, article number, dealer number, country, quantity of each sound line."""
        at_month, at_article, at_country, at_quantity = (places[name] for name in NEEDED)
        at_dealer = places.get("dealer", -1)
        for line, cells in rows:
            width = len(cells)
            month = self.month(line, cells[at_month] if at_month < width else "")
            article = text_of(cells[at_article]) if at_article < width else ""
            said = text_of(cells[at_country]) if at_country < width else ""
            country = said.upper() if said.upper() in self.countries else country_code(said) or said.upper()
            dealer = text_of(cells[at_dealer]) if 0 <= at_dealer < width else ""
            quantity = self.quantity(line, cells[at_quantity] if at_quantity < width else "")
            if not article:
                self.complain(line, "article", SalesFlaw.MISSING)
            if not country:
                self.complain(line, "country", SalesFlaw.MISSING)
            elif country not in self.countries:
                self.complain(line, "country", SalesFlaw.COUNTRY_UNKNOWN, country)
            elif article and month and quantity is not None:
                yield line, month, article, dealer, country, quantity
