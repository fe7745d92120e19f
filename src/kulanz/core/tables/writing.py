"""Writing lists: CSV for German spreadsheets, and XLSX. Nothing written becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

import xlsxwriter

Value: TypeAlias = str | int | Decimal | date | bool | None
# A spreadsheet takes text that begins so for a formula.
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDEST: Final = 60


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Semicolons, decimal commas, days as 2026-01-31, UTF-8 with its mark: as Excel opens it."""
    target = io.StringIO(newline="")
    lines = csv.writer(target, delimiter=";")
    lines.writerow([_guarded(heading) for heading in headings])
    lines.writerows([_written(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str = "") -> bytes:
    """One sheet, headings bold and fixed, numbers as numbers, days as days, text as text."""
    return write_sheets({sheet: (headings, rows)})


def write_sheets(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """A file of several sheets by their names, in order."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        for name, (headings, rows) in sheets.items():
            page = book.add_worksheet(name[:31] or None)
            page.freeze_panes(1, 0)
            widths = [len(heading) for heading in headings]
            for at, heading in enumerate(headings):
                page.write_string(0, at, heading, bold)
            for line, row in enumerate(rows, 1):
                for at, value in enumerate(row):
                    _put(page, line, at, value)
                    if line <= 200 and at < len(widths):
                        widths[at] = max(widths[at], len(str(value)) if value is not None else 0)
            for at, width in enumerate(widths):
                page.set_column(at, at, min(width, _WIDEST) + 2)
    return target.getvalue()


def _put(page: xlsxwriter.worksheet.Worksheet, line: int, at: int, value: Value) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_string(line, at, "ja" if value else "nein")
    elif isinstance(value, int | Decimal):
        page.write_number(line, at, value)
    elif isinstance(value, date):
        page.write_datetime(line, at, _naive(value))
    else:
        page.write_string(line, at, value)


def _naive(value: date) -> date:
    """Spreadsheets know no time zones."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, int | date):
        return str(value)
    return _guarded(value)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text
