"""The first visible sheet of an XLSX file. The file is looked through before it is unfolded into memory."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Final

from lxml import etree
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
    except (CalamineError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, KeyError, StopIteration):
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


def _scan(archive: zipfile.ZipFile, name: str, sheet: Sheet, most_rows: int, most_columns: int) -> None:
    with archive.open(_path_of(archive, name)) as source:
        for element in _elements(source, "c", "mergeCell"):
            if etree.QName(element).localname == "mergeCell":
                sheet.faults += _merged(element.get("ref", ""), most_columns)
                continue
            kinds = {etree.QName(child).localname: child.text for child in element.iterchildren("{*}*")}
            if not kinds.keys() & {"v", "is", "f"}:
                continue  # only painted
            line, at = _place(element.get("r", ""))
            if at >= most_columns:
                raise SpreadsheetTooLarge(columns=True)
            if line > most_rows:
                raise SpreadsheetTooLarge
            if element.get("t") == "e":
                sheet.faults.append((line, at, CellFlaw.ERROR))
            elif "f" in kinds and kinds.get("v") is None and element.get("t") != "str":
                sheet.faults.append((line, at, CellFlaw.FORMULA))


def _path_of(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open("xl/workbook.xml") as source:
        found = next(e.attrib for e in _elements(source, "sheet") if e.get("name") == name)
        ident = next(value for key, value in found.items() if etree.QName(key).localname == "id")
    with archive.open("xl/_rels/workbook.xml.rels") as source:
        target = next(e.get("Target", "") for e in _elements(source, "Relationship") if e.get("Id") == ident)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _elements(source: IO[bytes], *names: str) -> Iterator[etree._Element]:
    parser = etree.iterparse(
        source,
        events=("end",),
        tag=tuple(f"{{*}}{name}" for name in names),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _event, element in parser:
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


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
