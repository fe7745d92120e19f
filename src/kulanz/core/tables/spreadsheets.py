"""The first visible sheet of an XLSX file. The file is looked through before it is unfolded into memory."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from xml.parsers import expat

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from kulanz.core.tables.cells import Cell, CellFlaw

LARGEST_UNFOLDED: Final = 400 * 1024 * 1024
_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class BrokenSpreadsheet(Exception):
    """The file is no spreadsheet that can be read."""


class LockedSpreadsheet(Exception):
    """It needs a password."""


class SpreadsheetTooLarge(Exception):
    def __init__(self, *, columns: bool = False) -> None:
        super().__init__()
        self.columns = columns


@dataclass(slots=True)
class Sheet:
    """`rows` begin with the first line of the sheet; faults are (line, column from 0, flaw)."""

    name: str
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    faults: list[tuple[int, int, CellFlaw]] = field(default_factory=list)


def read_spreadsheet(content: bytes, most_rows: int, most_columns: int) -> Sheet:
    """Values as they were last calculated; cells whose value is missing, an error or merged are faults."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNFOLDED:
                raise SpreadsheetTooLarge
            if archive.testzip() is not None:
                raise BrokenSpreadsheet
            with load_workbook(io.BytesIO(content)) as book:
                name = next(
                    s.name
                    for s in book.sheets_metadata
                    if s.typ is SheetTypeEnum.WorkSheet and s.visible is SheetVisibleEnum.Visible
                )
                sheet = Sheet(name)
                # The scan bounds the sheet: two cells in far corners would unfold into billions.
                _scan(archive, name, sheet, most_rows, most_columns)
                sheet.rows = [
                    tuple(_cell(value) for value in row)
                    for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                ]
    except PasswordError:
        raise LockedSpreadsheet from None
    except (CalamineError, zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, StopIteration):
        raise BrokenSpreadsheet from None
    except (NotImplementedError, RuntimeError):  # an encrypted or exotic archive
        raise LockedSpreadsheet from None
    return sheet


def _cell(value: float | str | bool | date | datetime | time | timedelta) -> Cell:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        # As many digits as a spreadsheet shows: 0.1 + 0.2 is 0.3 there.
        return Decimal(format(value, ".15g"))
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    if isinstance(value, date):
        return value
    return str(value).strip()


class _Scan:
    """Goes through the XML of a sheet: are its cells within bounds, and which must not be taken as read."""

    def __init__(self, sheet: Sheet, most_rows: int, most_columns: int) -> None:
        self.sheet, self.most_rows, self.most_columns = sheet, most_rows, most_columns
        self.cell: dict[str, str] = {}
        self.has_formula = self.is_filled = self.in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self.cell = attributes
            self.has_formula = self.is_filled = False
        elif name == "v":
            self.in_value = True
        elif name == "f":
            self.has_formula = True
        elif name == "is":
            self.is_filled = True
        elif name == "mergeCell":
            self.sheet.faults += _merged(attributes.get("ref", ""), self.most_columns)

    def text(self, _data: str) -> None:
        if self.in_value:
            self.is_filled = True

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "v":
            self.in_value = False
        elif name == "c" and (self.is_filled or self.has_formula):
            self._judge()

    def _judge(self) -> None:
        line, at = _place(self.cell.get("r", ""))
        if at >= self.most_columns:
            raise SpreadsheetTooLarge(columns=True)
        if line > self.most_rows:
            raise SpreadsheetTooLarge
        kind = self.cell.get("t")
        if kind == "e":
            self.sheet.faults.append((line, at, CellFlaw.ERROR))
        elif self.has_formula and not self.is_filled and kind != "str":
            self.sheet.faults.append((line, at, CellFlaw.FORMULA))


def _scan(archive: zipfile.ZipFile, name: str, sheet: Sheet, most_rows: int, most_columns: int) -> None:
    scan = _Scan(sheet, most_rows, most_columns)
    parser = _parser(scan.start)
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    with archive.open(_path_of(archive, name)) as source:
        parser.ParseFile(source)


def _path_of(archive: zipfile.ZipFile, name: str) -> str:
    sheets = _attributes(archive, "xl/workbook.xml", "sheet")
    found = next(attributes for attributes in sheets if attributes.get("name") == name)
    ident = next(value for key, value in found.items() if key.rpartition(":")[2] == "id")
    relations = _attributes(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    target = next(relation["Target"] for relation in relations if relation["Id"] == ident)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _attributes(archive: zipfile.ZipFile, path: str, wanted: str) -> list[dict[str, str]]:
    """The attributes of all elements of one name."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    with archive.open(path) as source:
        _parser(start).ParseFile(source)
    return found


def _parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    """One that takes no document type, so that nobody can define entities: spreadsheets have none."""

    def no_document_type(*_declaration: object) -> None:
        raise BrokenSpreadsheet

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = no_document_type
    return parser


def _merged(ref: str, most_columns: int) -> list[tuple[int, int, CellFlaw]]:
    """Every cell of a merged range but the first, which holds the value."""
    first, _mark, last = ref.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    # A merged column may reach to the end of the sheet; its beginning says enough.
    cells = [(line, at) for line in range(top, min(bottom, top + 200) + 1) for at in range(left, right + 1)]
    return [(line, at, CellFlaw.MERGED) for line, at in cells[1:] if at < most_columns]


def _place(ref: str) -> tuple[int, int]:
    """Line from 1 and column from 0 of a cell such as B7."""
    found = _PLACE.fullmatch(ref)
    if found is None:
        raise BrokenSpreadsheet
    at = 0
    for letter in found[1]:
        at = at * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), at - 1
