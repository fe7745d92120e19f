"""A comparison as JSON: amounts as text with two decimals, nothing where there is nothing to say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from kulanz.stages.solution.rules.figures import Column, Comparison, Entry, Inputs, Line


class _Names(NamedTuple):
    kinds: dict[str, str]
    items: dict[str, str]


def answer(inputs: Inputs, comparison: Comparison) -> dict[str, Any]:
    """Every remedy in its order, and what the marks say."""
    room = comparison.room
    specs = {remedy.code: remedy for remedy in inputs.remedies}
    names = _Names(
        {kind.code: kind.name for kind in inputs.kinds},
        {item.ref: item.name for item in (*inputs.items, *inputs.parts)},
    )
    return {
        "day": inputs.day.isoformat(),
        "currency": inputs.currency,
        "country": inputs.country or None,
        "benchmark": comparison.benchmark or None,
        "benchmark_total": _text(comparison.benchmark_total),
        "cheapest": comparison.cheapest or None,
        "recommended": comparison.recommended or None,
        "room": {
            "to_other": _text(room.to_other),
            "other": room.other or None,
            "to_benchmark": _text(room.to_benchmark),
            "limit": None if room.limit is None else format(room.limit, ".2f"),
        },
        "remedies": [
            {
                "remedy": column.remedy,
                "name": specs[column.remedy].name,
                "nature": specs[column.remedy].nature.value,
                "total": _text(column.total),
                "known": _text(column.known),
                "complete": column.total is not None,
                "empty": column.is_empty,
                "difference": _text(column.difference),
                "marks": _marks(column),
                "can_be_chosen": column.can_be_chosen,
                "obstacle": _text(column.obstacle),
                "excluded": column.excluded or None,
                "lines": [_line(line, names) for line in column.lines],
            }
            for column in comparison.columns
        ],
    }


def _marks(column: Column) -> list[str]:
    marks = {
        "benchmark": column.is_benchmark,
        "dearer": column.is_dearer,
        "cheapest": column.is_cheapest,
        "recommended": column.is_recommended,
    }
    return [mark for mark, there in marks.items() if there]


def _line(line: Line, names: _Names) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": line.kind, "name": names.kinds[line.kind]}
    if line.item:
        found |= {"item": line.item, "item_name": names.items[line.item]}
    found["amount"] = _text(line.amount)
    if line.missing is not None:
        found["missing"] = line.missing.value
    return found | {"origin": _origin(line)}


def _origin(line: Line) -> dict[str, Any]:
    """Where the figure comes from, or which one is missing; only what applies."""
    found = {
        "source": line.source,
        "figure": line.figure,
        "currency": line.currency,
        "times": line.times,
        "exchange": line.exchange,
        "share_percent": line.share_percent,
        "valid_from": line.valid_from,
        "country": line.country,
        "unit": line.unit,
        "weight_kg": line.weight_kg,
        "up_to_kg": line.up_to_kg,
        "automatic": line.automatic,
        **(_entry(line.entry) if line.entry else {}),
    }
    return {name: _text(value) for name, value in found.items() if value not in (None, "")}


def _entry(entry: Entry) -> dict[str, str]:
    return {"remedy": entry.remedy, "by": entry.by, "at": entry.at, "reason": entry.reason}


def _text(value: Decimal | date | StrEnum | str | None) -> str | None:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)
