"""Reading article lists: headings in German or English, numbers in both spellings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from kulanz.core.tables.cells import Cell, CellFlaw, Unreadable, number_of, text_of, yes_of
from kulanz.core.tables.columns import columns_of
from kulanz.masterdata.catalog.rules.places import currencies
from kulanz.masterdata.catalog.rules.rates import BELOW
from kulanz.masterdata.catalog.rules.relevance_words import relevance_word

HEADINGS: Final = {
    "number": ("nummer", "artikelnummer", "artikelnr", "article number", "sku"),
    "name": ("bezeichnung", "artikel", "benennung"),
    "name_en": ("bezeichnung_en", "name englisch", "bezeichnung englisch"),
    "group": ("product_group", "warengruppe", "produktgruppe"),
    "weight_kg": ("weight", "gewicht", "gewicht_kg", "gewicht (kg)"),
    "is_spare_part": ("spare_part", "ersatzteil"),
    "active": ("aktiv",),
    "cost_price": ("ek2", "herstellkosten", "herstellkosten (ek2)", "ek"),
    "cost_currency": ("währung", "waehrung", "currency", "ek2 währung"),
    "freight_unit": ("frachteinheit", "fe"),
    "units_per_piece": ("fe je stück", "fe je stueck", "frachteinheiten je stück"),
    "supplier": ("lieferant", "lieferantennummer", "hersteller"),
    "deliverable": ("lieferbar",),
    "safety": ("sicherheitsrelevanz", "sicherheitsrelevant", "safety relevance"),
    "is_original": ("original", "originalteil", "original part"),
}
LONGEST: Final = {"number": 60, "name": 200, "name_en": 200, "group": 40}
LONGEST_GROUP_NAME: Final = 120
HEAVIEST: Final = Decimal(1_000_000)
MOST_UNITS: Final = Decimal(100_000)
_YES_OR_NO: Final = ("is_spare_part", "active", "deliverable", "is_original")


class Flaw(StrEnum):
    """Why a line of a list cannot be taken."""

    NO_HEADING = "no_heading"
    MISSING = "missing"
    TOO_LONG = "too_long"
    NO_NUMBER = "no_number"
    NO_YES_OR_NO = "no_yes_or_no"
    TWICE = "twice"
    NO_AMOUNT = "no_amount"
    NO_CURRENCY = "no_currency"
    NO_UNITS = "no_units"
    NO_SUCH_UNIT = "no_such_unit"
    NO_SUCH_SUPPLIER = "no_such_supplier"
    NO_RELEVANCE = "no_relevance"


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    column: str
    flaw: Flaw | CellFlaw
    value: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line. None: the list has no such column, or the cell says nothing."""

    number: str
    name: str
    name_en: str | None = None
    group: str | None = None
    weight_kg: Decimal | None = None
    is_spare_part: bool | None = None
    active: bool | None = None
    cost_price: Decimal | None = None
    cost_currency: str | None = None
    freight_unit: str | None = None
    units_per_piece: Decimal | None = None
    supplier: str | None = None
    deliverable: bool | None = None
    safety: str | None = None
    is_original: bool | None = None
    line: int = 0


def read_articles(text: str) -> tuple[list[ArticleRow], list[Problem]]:
    """The rows of a CSV list (semicolon, comma or tabulator) and what is wrong with the others."""
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text), delimiter=max(";,\t", key=first.count))
    headings = next(lines, [])

    def rest() -> Iterator[tuple[int, Sequence[Cell]]]:
        for cells in lines:
            yield lines.line_num, cells

    return article_rows(headings, rest())


def article_rows(
    headings: Sequence[str], lines: Iterable[tuple[int, Sequence[Cell]]]
) -> tuple[list[ArticleRow], list[Problem]]:
    """The rows of a list however it was read; the same number twice is a problem of the later line."""
    columns = columns_of(headings, HEADINGS)
    problems = [Problem(1, column, Flaw.NO_HEADING) for column in columns.missing(("number", "name"))]
    rows: list[ArticleRow] = []
    if problems:
        return rows, problems
    seen: set[str] = set()
    for line, cells in lines:
        given = columns.pick(cells)
        if not any(text_of(cell) for cell in given.values()):
            continue
        found = _problems(line, given, seen)
        problems += found
        if not found:
            rows.append(_row(line, given))
            seen.add(text_of(given["number"]))
    return rows, problems


def _problems(line: int, given: dict[str, Cell], seen: set[str]) -> list[Problem]:
    said = {column: text_of(cell) for column, cell in given.items()}
    found = [Problem(line, c, Flaw.MISSING) for c in ("number", "name") if not said[c]]
    found += [
        Problem(line, c, Flaw.TOO_LONG, said[c])
        for c, longest in LONGEST.items()
        if len(said.get(c, "")) > longest
    ]
    if said["number"] in seen:
        found.append(Problem(line, "number", Flaw.TWICE, said["number"]))
    if said.get("weight_kg") and weight(said["weight_kg"]) is None:
        found.append(Problem(line, "weight_kg", Flaw.NO_NUMBER, said["weight_kg"]))
    for column in _YES_OR_NO:
        try:
            yes_of(given.get(column, ""))
        except Unreadable:
            found.append(Problem(line, column, Flaw.NO_YES_OR_NO, said[column]))
    if said.get("cost_currency") and said["cost_currency"].upper() not in currencies():
        found.append(Problem(line, "cost_currency", Flaw.NO_CURRENCY, said["cost_currency"]))
    if said.get("safety") and relevance_word(said["safety"]) is None:
        found.append(Problem(line, "safety", Flaw.NO_RELEVANCE, said["safety"]))
    for column, check in (("cost_price", _is_amount), ("units_per_piece", is_units)):
        try:
            number = number_of(given.get(column, ""))
        except Unreadable as unreadable:
            found.append(Problem(line, column, unreadable.flaw, said[column]))
            continue
        if number is not None and not check(number):
            flaw = Flaw.NO_AMOUNT if column == "cost_price" else Flaw.NO_UNITS
            found.append(Problem(line, column, flaw, said[column]))
    return found


def _is_amount(number: Decimal) -> bool:
    return 0 <= number < BELOW and number == round(number, 2)


def is_units(number: Decimal) -> bool:
    """Whether one piece can take so many freight units."""
    return number.is_finite() and 0 < number < MOST_UNITS and number == round(number, 3)


def weight(text: str) -> Decimal | None:
    """'1.234,5', '1234.5' and '0,35 kg' as kilograms; None when it is no weight."""
    bare = text.lower().removesuffix("kg").strip()
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < HEAVIEST else None


def _row(line: int, given: dict[str, Cell]) -> ArticleRow:
    def text(column: str) -> str | None:
        return text_of(given[column]) if column in given else None

    def yes(column: str, otherwise: bool) -> bool | None:
        if column not in given:
            return None
        said = yes_of(given[column])
        return otherwise if said is None else said

    currency = text("cost_currency")
    return ArticleRow(
        number=text_of(given["number"]),
        name=text_of(given["name"]),
        name_en=text("name_en"),
        group=text("group"),
        weight_kg=weight(text_of(given.get("weight_kg", ""))),
        is_spare_part=yes("is_spare_part", otherwise=False),
        active=yes("active", otherwise=True),
        cost_price=number_of(given.get("cost_price", "")),
        cost_currency=currency.upper() if currency is not None else None,
        freight_unit=text("freight_unit") or None,
        units_per_piece=number_of(given.get("units_per_piece", "")),
        supplier=text("supplier") or None,
        deliverable=yes("deliverable", otherwise=True),
        safety=relevance_word(text("safety") or ""),
        is_original=yes("is_original", otherwise=True),
        line=line,
    )
