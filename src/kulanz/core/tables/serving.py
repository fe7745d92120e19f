"""A list as a download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.http import HttpResponse

from kulanz.core.files.serving import made_response
from kulanz.core.tables.writing import Value, write_csv, write_sheets, write_xlsx

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_response(
    name: str, form: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]
) -> HttpResponse:
    """The list as the file `name`.csv or `name`.xlsx; `form` is one of TYPES, anything else becomes CSV."""
    form = form if form in TYPES else "csv"
    content = write_xlsx(headings, rows, sheet=name) if form == "xlsx" else write_csv(headings, rows)
    return _download(content, name, form)


def sheets_response(
    name: str, sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Value]]]]
) -> HttpResponse:
    """Several lists as the sheets of `name`.xlsx, in order."""
    return _download(write_sheets(sheets), name, "xlsx")


def _download(content: bytes, name: str, form: str) -> HttpResponse:
    return made_response(content, f"{name}.{form}", TYPES[form])
