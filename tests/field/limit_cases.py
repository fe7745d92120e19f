"""Reports at each limit and just beyond it, made of the limits that came with the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.field.device import SOLVED

Case = tuple[str, dict[str, Any], bool]
PART: dict[str, Any] = {"article_id": None, "number": "", "name": "Rolle", "quantity": 1}


def _part(**fields: Any) -> dict[str, Any]:
    return {"needed_parts": [{**PART, **fields}]}


TEXTS: dict[str, Callable[[str, int], dict[str, Any]]] = {
    "work": lambda text, _item: {"work": text},
    "defects": lambda text, _item: {"defects": text},
    "safety_note": lambda text, _item: {"safety_note": text},
    "result_reason": lambda text, _item: {"result_reason": text, "result": "second_visit"},
    "rating_note": lambda text, _item: {"rating_note": text},
    "checklist": lambda text, item: {"checklist": {str(item + 1): {"done": True, "value": text}}},
    "unable": lambda text, item: {"checklist": {str(item): {"unable": text}}},
    "part_name": lambda text, _item: _part(name=text),
    "part_number": lambda text, _item: _part(number=text),
    "part_serial": lambda text, _item: {"parts": [{**PART, "from_stock": False, "serial": text}]},
    "value_name": lambda text, _item: {"values": [{"name": text, "value": "1", "unit": ""}]},
    "value": lambda text, _item: {"values": [{"name": "Druck", "value": text, "unit": ""}]},
    "value_unit": lambda text, _item: {"values": [{"name": "Druck", "value": "1", "unit": text}]},
    "photo_caption": lambda text, _item: {"photos": [{"id": str(uuid4()), "caption": text, "kind": "other"}]},
    "signed_by": lambda text, _item: {"signature": {"name": text, "photo": str(uuid4())}},
    "refused": lambda text, _item: {"signature": {"refused": text}},
}
AMOUNTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "travel_minutes": lambda n: {"travel_minutes": n},
    "travel_km": lambda n: {"travel_km": n},
    "rating": lambda n: {"rating": n},
    "quantity": lambda n: _part(quantity=n),
}
LISTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "parts": lambda n: {"parts": [{**PART, "from_stock": False, "serial": ""}] * n},
    "needed_parts": lambda n: {"needed_parts": [PART] * n},
    "values": lambda n: {"values": [{"name": "Druck", "value": "1", "unit": "bar"}] * n},
    "photos": lambda n: {"photos": [{"id": str(uuid4()), "caption": "", "kind": "other"} for _ in range(n)]},
    "checklist": lambda n: {"checklist": {str(9_000 + at): {"done": True, "value": ""} for at in range(n)}},
}
TIMES = [
    ("left later", "2026-11-17T09:00:00Z", "2026-11-17T09:00:01Z", True),
    ("left at once", "2026-11-17T09:00:00Z", "2026-11-17T09:00:00Z", True),
    ("left before", "2026-11-17T09:00:00Z", "2026-11-17T08:59:59Z", False),
    ("another zone", "2026-11-17T09:00:00+01:00", "2026-11-17T08:30:00Z", True),
]
MEASURED = [
    ("431", True), ("43,5", True), ("43.5", True), ("-1", True), (" 7 ", True), ("", True),
    ("wenig", False), ("4 3", False), ("1e3", False), ("12 mm", False), ("1,", False), ("٣", False),
]  # fmt: skip


def _answers(item: int) -> Iterator[Case]:
    for value, fine in MEASURED:
        yield (
            f"measured {value!r}",
            {**SOLVED, "checklist": {str(item): {"done": True, "value": value}}},
            fine,
        )
    for why, fine in (("kein Gerät", True), (" ", False), ("", False), (None, True)):
        yield f"unable because {why!r}", {**SOLVED, "checklist": {str(item): {"unable": why}}}, fine
    yield "unable, with what was typed before", {
        **SOLVED, "checklist": {str(item): {"value": "x", "unable": "kein Gerät"}},
    }, True  # fmt: skip


def times(limits: dict[str, Any], now: datetime, planned: datetime) -> Iterator[Case]:
    """Name, report, and whether its times can be. The device refuses them, the office leaves them out."""
    ahead, behind = timedelta(milliseconds=limits["ahead"]), timedelta(milliseconds=limits["behind"])
    second = timedelta(seconds=1)
    earlier = min(now, planned)
    told = [
        ("just now", now, True),
        ("a little ahead", now + ahead, True),
        ("too far ahead", now + ahead + second, False),
        ("a slip of the year", now.replace(year=now.year + 5), False),
        ("the last there is", datetime.fromisoformat(limits["latest"]), False),
        ("a little ago", earlier - behind, True),
        ("too long ago", earlier - behind - second, False),
        ("the first there is", datetime.fromisoformat(limits["earliest"]), False),
    ]
    for name, at, fine in told:
        yield f"arrived {name}", {**SOLVED, "arrived_at": at.isoformat()}, fine
        yield f"left {name}", {**SOLVED, "left_at": at.isoformat()}, fine


def cases(limits: dict[str, Any], item: int) -> Iterator[Case]:
    """Name, report, and whether it may go out; `item` is a line of the check-list that wants a number.

    A limit nobody here knows how to reach is a KeyError: then a case is missing.
    """
    for name, most in limits["texts"].items():
        if name in {"note", "order_reason"}:
            continue  # entries of their own
        for length, fine in ((most, True), (most + 1, False)):
            yield f"{name} of {length}", {**SOLVED, **TEXTS[name]("ä" * length, item)}, fine
        yield f"{name} beside the plane", {**SOLVED, **TEXTS[name]("😀" * most, item)}, True
    for name, limit in limits["amounts"].items():
        step = 1 if limit["whole"] else 0.01
        for value, fine in (
            (limit["least"], True), (limit["most"], True), (None, name != "quantity"),
            (limit["least"] - step, False), (limit["most"] + step, False),
            (limit["least"] + 0.5, not limit["whole"]), ("abc", False), ("1 Stunde", False),
        ):  # fmt: skip
            yield f"{name} {value}", {**SOLVED, **AMOUNTS[name](value)}, fine
    for name, most in limits["lists"].items():
        for length, fine in ((most, True), (most + 1, False)):
            yield f"{length} {name}", {**SOLVED, **LISTS[name](length)}, fine
    for name, arrived, left, fine in TIMES:
        yield name, {**SOLVED, "arrived_at": arrived, "left_at": left}, fine
    for at in ("2019-12-31T23:59:59Z", "2100-01-01T00:00:01Z", "gestern"):
        yield f"at {at}", {**SOLVED, "arrived_at": at}, False
    yield from _answers(item)
    for result in ("solved", "part_needed", "second_visit", "nobody_there", "futile"):
        yield f"{result} without reason", {**SOLVED, "result": result}, result not in limits["reasons"]
    yield "nobody there to measure", {
        **SOLVED, "result": "nobody_there", "result_reason": "zu", "checklist": {str(item): {"value": "x"}},
    }, True  # fmt: skip
    yield "nobody there to say why", {
        **SOLVED, "result": "nobody_there", "result_reason": "zu", "checklist": {str(item): {"unable": ""}},
    }, True  # fmt: skip
    yield "part without name", {**SOLVED, **_part(name=" ", quantity=2)}, False
