"""Lists that go on after the last row shown, whatever was added meanwhile."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.db.models import Model, Q, QuerySet

from kulanz.interfaces.desk.administration.door import number_of

M = TypeVar("M", bound=Model)
PAGE: Final = 50


def page_by(
    rows: QuerySet[M], field: str, cursor: str | None, *, newest_first: bool = False
) -> tuple[list[M], str]:
    """The rows after `cursor` in the order of (`field`, key), and the cursor of the page after.

    `field` holds days or moments. A cursor that means nothing begins at the beginning.
    """
    after = _read(cursor)
    if after is not None:
        way = "lt" if newest_first else "gt"
        value, key = after
        rows = rows.filter(Q(**{f"{field}__{way}": value}) | Q(**{field: value, f"pk__{way}": key}))
    sign = "-" if newest_first else ""
    found = list(rows.order_by(f"{sign}{field}", f"{sign}pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    return found[:PAGE], f"{getattr(last, field).isoformat()}~{last.pk}"


def _read(cursor: str | None) -> tuple[Any, int] | None:
    text, _, key = (cursor or "").replace(" ", "+").partition("~")
    number = number_of(key)
    if number is None:
        return None
    try:
        return (datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)), number
    except ValueError:
        return None
