"""A list of failure codes as it was read from a file, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kulanz.core.tables.cells import CellFlaw, Unreadable, text_of, yes_of
from kulanz.core.tables.columns import columns_of
from kulanz.core.tables.reading import Table
from kulanz.masterdata.catalog.rules.relevance_words import relevance_word

COLUMNS: Final = {
    "group": ("Produktgruppe", "Warengruppe", "Gruppe", "product group"),
    "code": ("Fehlercode", "Kürzel"),
    "name": ("Bezeichnung", "Text", "Fehler"),
    "name_en": ("Bezeichnung englisch", "English", "name en"),
    "active": ("in Gebrauch", "aktiv"),
    "safety": ("Sicherheitsrelevanz", "sicherheitsrelevant", "safety relevance"),
}
HEADINGS: Final = (
    "Produktgruppe", "Fehlercode", "Bezeichnung", "Bezeichnung englisch", "in Gebrauch",
    "Sicherheitsrelevanz",
)  # fmt: skip
LONGEST: Final = {"code": 40, "name": 120, "name_en": 120}


class CodeFlaw(StrEnum):
    NO_COLUMN = "no_column"
    TWICE_A_COLUMN = "twice_a_column"
    MISSING = "missing"
    TOO_LONG = "too_long"
    TWICE = "twice"
    NO_SUCH_GROUP = "no_such_group"
    NO_RELEVANCE = "no_relevance"


@dataclass(frozen=True, slots=True)
class CodeRow:
    """None: the list does not say."""

    line: int
    group: str
    code: str
    name: str
    name_en: str | None
    active: bool | None
    safety: str | None = None


@dataclass(frozen=True, slots=True)
class CodeFault:
    line: int
    column: str
    flaw: CodeFlaw | CellFlaw


def read_codes(table: Table) -> tuple[list[CodeRow], list[CodeFault]]:
    """The rows, and every fault by its line; with a fault nothing is to be taken."""
    columns = columns_of(table.headings, COLUMNS)
    faults = [CodeFault(1, name, CodeFlaw.NO_COLUMN) for name in columns.missing(("code", "name"))]
    faults += [CodeFault(1, heading, CodeFlaw.TWICE_A_COLUMN) for heading in columns.twice]
    faults += [CodeFault(fault.line, fault.column, fault.flaw) for fault in table.faults]
    if faults:
        return [], faults
    rows: list[CodeRow] = []
    seen: set[tuple[str, str]] = set()
    for row in table.rows:
        cells = {name: text_of(cell) for name, cell in columns.pick(row.cells).items()}
        found = _faults_of(row.line, cells)
        active = None
        try:
            active = yes_of(cells.get("active", ""))
        except Unreadable as unreadable:
            found.append(CodeFault(row.line, "active", unreadable.flaw))
        safety = relevance_word(cells.get("safety", ""))
        if cells.get("safety") and safety is None:
            found.append(CodeFault(row.line, "safety", CodeFlaw.NO_RELEVANCE))
        key = (cells.get("group", "").casefold(), cells["code"].casefold())
        if cells["code"] and key in seen:
            found.append(CodeFault(row.line, "code", CodeFlaw.TWICE))
        seen.add(key)
        faults += found
        rows.append(
            CodeRow(
                line=row.line,
                group=cells.get("group", ""),
                code=cells["code"],
                name=cells["name"],
                name_en=cells.get("name_en"),
                active=active,
                safety=safety,
            )
        )
    return rows, faults


def _faults_of(line: int, cells: dict[str, str]) -> list[CodeFault]:
    faults = [CodeFault(line, name, CodeFlaw.MISSING) for name in ("code", "name") if not cells[name]]
    faults += [
        CodeFault(line, name, CodeFlaw.TOO_LONG)
        for name, longest in LONGEST.items()
        if len(cells.get(name, "")) > longest
    ]
    return faults
