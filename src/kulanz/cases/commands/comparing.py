"""What an editor changed, and whether somebody else changed the same meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kulanz.cases.refusals import EditConflict


def changes_of(row: Any, values: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are wanted otherwise than the row holds them.

    `base` holds what the editor saw when he began; where the row has something else by now and something
    else again is wanted, EditConflict.
    """
    changes: dict[str, Any] = {}
    for name, wish in values.items():
        mine = wish.replace("\x00", "").strip() if isinstance(wish, str) else wish
        present = getattr(row, name)
        if shown(present) == shown(mine):
            continue
        if name in base and shown(base[name]) != shown(present):
            raise EditConflict(field=name, base=shown(base[name]), mine=shown(mine), theirs=shown(present))
        changes[name] = mine
    return changes


def shown(value: Any) -> str:
    """One spelling per value, so that a form's text and the row's value compare."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").strip()
