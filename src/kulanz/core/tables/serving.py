"""A list as a download."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.http import HttpResponse

from kulanz.core.files.serving import disposition
from kulanz.core.tables.writing import Value, write_csv, write_xlsx

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
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = disposition(f"{name}.{form}", inline=False)
    response["X-Content-Type-Options"] = "nosniff"
    return response
