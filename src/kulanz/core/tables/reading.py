"""Reading a list from the bytes of a file: headings first, then rows with the lines they stand in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kulanz.core.tables.cells import Cell, CellFlaw, text_of
from kulanz.core.tables.refusals import (
    BrokenTable,
    EmptyTable,
    LockedTable,
    NoTable,
    OldSpreadsheet,
    TableTooLarge,
    TooManyColumns,
    TooManyRows,
)
from kulanz.core.tables.spreadsheets import (
    BrokenSpreadsheet,
    LockedSpreadsheet,
    SpreadsheetTooLarge,
    read_spreadsheet,
)

LARGEST: Final = 50 * 1024 * 1024
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 100
_LONGEST_CELL: Final = 32_767  # as in a spreadsheet
# What a guarded cell begins with (see writing): the apostrophe was put there by us.
_GUARDED: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r")


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that must not be taken as it was read; `column` is its heading, else its letter."""

    line: int
    column: str
    flaw: CellFlaw


@dataclass(frozen=True, slots=True)
class Table:
    """Blank rows are left out; `sheet` is the one of several that was read."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A long list that need not be held: `rows` are read while they are taken, once."""

    headings: tuple[str, ...]
    rows: Iterator[Row]
    faults: tuple[Fault, ...] = ()
    sheet: str = ""


def read_table(
    name: str, content: bytes, *, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> Table:
    """The list in a CSV file (any delimiter, UTF-8 or Windows) or on the first sheet of an XLSX file.

    What the file is, its content says; `name` only helps where that is silent. Raises a TableRefused.
    """
    table = open_table(name, content, most_rows=most_rows, most_columns=most_columns)
    return Table(table.headings, tuple(table.rows), table.faults, table.sheet)


def open_table(
    name: str, content: bytes, *, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> OpenTable:
    """The same without holding the rows; taking them may still raise a TableRefused."""
    if len(content) > LARGEST:
        raise TableTooLarge(megabytes=LARGEST // 1024**2)
    if content.startswith(b"PK\x03\x04"):
        return _read_spreadsheet(content, most_rows, most_columns)
    if content.startswith(b"\xd0\xcf\x11\xe0") or name.lower().endswith((".xls", ".ods", ".numbers")):
        raise OldSpreadsheet
    return _table(_rows_of_csv(_decoded(content), most_columns), most_rows)


def _read_spreadsheet(content: bytes, most_rows: int, most_columns: int) -> OpenTable:
    try:
        # Some rows above the headings are common.
        sheet = read_spreadsheet(content, most_rows + 50, most_columns)
    except LockedSpreadsheet:
        raise LockedTable from None
    except BrokenSpreadsheet:
        raise BrokenTable from None
    except SpreadsheetTooLarge as large:
        if large.columns:
            raise TooManyColumns(columns=most_columns) from None
        raise TooManyRows(rows=most_rows) from None
    table = _table((Row(line, cells) for line, cells in enumerate(sheet.rows, 1)), most_rows)
    headings = table.headings
    faults = tuple(
        Fault(line, headings[at] if at < len(headings) and headings[at] else _letter(at), flaw)
        for line, at, flaw in sheet.faults
    )
    return OpenTable(headings, table.rows, faults, sheet.name)


def _table(rows: Iterator[Row], most_rows: int) -> OpenTable:
    filled = (row for row in rows if any(cell != "" for cell in row.cells))
    first = next(filled, None)
    if first is None:
        raise EmptyTable
    return OpenTable(tuple(text_of(cell) for cell in first.cells), _not_more(filled, most_rows))


def _not_more(rows: Iterator[Row], most_rows: int) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number == most_rows:
            raise TooManyRows(rows=most_rows)
        yield row


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else what German Windows writes."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NoTable


def _rows_of_csv(text: str, most_columns: int) -> Iterator[Row]:
    line, rest = 1, text
    first = text.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:  # Excel's own hint at the delimiter
        delimiter = first[4]
        line, rest = 2, text.split("\n", 1)[1] if "\n" in text else ""
    else:
        delimiter = _delimiter(text)
    csv.field_size_limit(_LONGEST_CELL)
    lines = csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter)
    before = 0
    while True:
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error:
            raise BrokenTable from None
        if len(cells) > most_columns and any(cell.strip() for cell in cells[most_columns:]):
            raise TooManyColumns(columns=most_columns)
        yield Row(line + before, tuple(_unguarded(cell.strip()) for cell in cells[:most_columns]))
        before = lines.line_num


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith(_GUARDED) else cell


def _delimiter(text: str) -> str:
    """The most frequent candidate in the first filled line, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(";,\t|", key=outside.count)


def _letter(at: int) -> str:
    """The name of a column in a spreadsheet: A, B, …, Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
