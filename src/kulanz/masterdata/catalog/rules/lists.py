"""Reading article lists: delimiters, headings in German or English, numbers in both spellings."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

HEADINGS: Final = {
    "number": ("number", "nummer", "artikelnummer", "artikelnr", "sku"),
    "name": ("name", "bezeichnung", "artikel", "benennung"),
    "name_en": ("name_en", "bezeichnung_en", "name englisch", "bezeichnung englisch"),
    "group": ("group", "product_group", "warengruppe", "produktgruppe"),
    "weight_kg": ("weight_kg", "weight", "gewicht", "gewicht_kg", "gewicht (kg)"),
    "is_spare_part": ("is_spare_part", "spare_part", "ersatzteil"),
    "active": ("active", "aktiv"),
}
_YES: Final = frozenset({"1", "ja", "j", "yes", "y", "true", "wahr", "x"})
_NO: Final = frozenset({"", "0", "nein", "n", "no", "false", "falsch", "-"})
LONGEST: Final = {"number": 60, "name": 200, "name_en": 200, "group": 40}
LONGEST_GROUP_NAME: Final = 120
HEAVIEST: Final = Decimal(1_000_000)


class Flaw(StrEnum):
    """Why a line of a list cannot be taken."""

    NO_HEADING = "no_heading"
    MISSING = "missing"
    TOO_LONG = "too_long"
    NO_NUMBER = "no_number"
    NO_YES_OR_NO = "no_yes_or_no"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    column: str
    flaw: Flaw
    value: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line. None: the list has no such column, so nothing is said about it."""

    number: str
    name: str
    name_en: str | None = None
    group: str | None = None
    weight_kg: Decimal | None = None
    is_spare_part: bool | None = None
    active: bool | None = None


def read_articles(text: str) -> tuple[list[ArticleRow], list[Problem]]:
    """The rows of a CSV list (semicolon, comma or tabulator) and what is wrong with the others."""
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    columns = [_column(heading) for heading in next(lines, [])]
    problems = [Problem(1, c, Flaw.NO_HEADING) for c in ("number", "name") if c not in columns]
    rows: list[ArticleRow] = []
    if problems:
        return rows, problems
    seen: set[str] = set()
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        given = {c: cell.strip() for c, cell in zip(columns, cells, strict=False) if c}
        found = _problems(lines.line_num, given, seen)
        problems += found
        if not found:
            rows.append(_row(given))
            seen.add(given["number"])
    return rows, problems


def _column(heading: str) -> str:
    wanted = heading.strip().lower()
    return next((column for column, names in HEADINGS.items() if wanted in names), "")


def _problems(line: int, given: dict[str, str], seen: set[str]) -> list[Problem]:
    found = [Problem(line, c, Flaw.MISSING) for c in ("number", "name") if not given.get(c)]
    found += [
        Problem(line, c, Flaw.TOO_LONG, given[c])
        for c, most in LONGEST.items()
        if len(given.get(c, "")) > most
    ]
    if given.get("number") in seen:
        found.append(Problem(line, "number", Flaw.TWICE, given["number"]))
    if given.get("weight_kg") and weight(given["weight_kg"]) is None:
        found.append(Problem(line, "weight_kg", Flaw.NO_NUMBER, given["weight_kg"]))
    found += [
        Problem(line, c, Flaw.NO_YES_OR_NO, given[c])
        for c in ("is_spare_part", "active")
        if given.get(c, "").lower() not in _YES | _NO
    ]
    return found


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


def _row(given: dict[str, str]) -> ArticleRow:
    def yes(column: str, otherwise: bool) -> bool | None:
        if column not in given:
            return None
        return given[column].lower() in _YES if given[column] else otherwise

    return ArticleRow(
        number=given["number"],
        name=given["name"],
        name_en=given.get("name_en"),
        group=given.get("group"),
        weight_kg=weight(given["weight_kg"]) if given.get("weight_kg") else None,
        is_spare_part=yes("is_spare_part", otherwise=False),
        active=yes("active", otherwise=True),
    )
