"""JSON from a device, looked at before anything believes it: bounded, finite, and free of what no table
can hold. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

DEEPEST: Final = 8
LONGEST_TEXT: Final = 10_000
LONGEST_NAME: Final = 100
MOST_NODES: Final = 4_000
_LARGEST: Final = 2**53
EARLIEST: Final = datetime(2020, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
# How far a device's clock may be ahead of ours before we believe ours.
AHEAD: Final = timedelta(minutes=10)


class Flaw(StrEnum):
    """What is wrong with a value."""

    TYPE = "type"
    LONG = "long"
    MANY = "many"
    RANGE = "range"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Faulty(ValueError):
    """`field` cannot be used as it came."""

    def __init__(self, field: str, flaw: Flaw) -> None:
        super().__init__(f"{field}: {flaw}")
        self.field = field
        self.flaw = flaw


class EntryKind(StrEnum):
    START = "start"
    DRAFT = "draft"
    NOTE = "note"
    REPORT = "report"
    ORDER_PART = "order_part"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened on a device, as it says itself."""

    id: UUID
    visit: int
    seq: int
    kind: EntryKind
    at: datetime
    base: int
    data: dict[str, Any]


def cleaned(value: object) -> Any:
    """`value` with the same shape, its texts storable. Raises Faulty for depth, size and odd numbers."""
    budget = [MOST_NODES]
    return _cleaned(value, "", 0, budget)


def _cleaned(value: object, field: str, depth: int, budget: list[int]) -> Any:
    budget[0] -= 1
    if depth > DEEPEST or budget[0] < 0:
        raise Faulty(field, Flaw.MANY)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise Faulty(field, Flaw.LONG)
        return clean_text(value)
    if isinstance(value, int | float):
        # as it is: a number of hundreds of digits is no float
        if abs(value) > _LARGEST or math.isnan(value):
            raise Faulty(field, Flaw.RANGE)
        return value
    if isinstance(value, list):
        return [_cleaned(item, field, depth + 1, budget) for item in value]
    if isinstance(value, Mapping):
        found = {}
        for key, item in value.items():
            if not isinstance(key, str) or len(key) > LONGEST_NAME:
                raise Faulty(field, Flaw.TYPE)
            # a fault in what was typed is one of its field, not of all data together
            named = field or ("" if depth == 0 and key == "data" else key)
            found[clean_text(key)] = _cleaned(item, named, depth + 1, budget)
        return found
    raise Faulty(field, Flaw.TYPE)


def clean_text(text: str) -> str:
    """Without NUL and half characters, which no table takes; one kind of line end."""
    whole = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return whole.encode("utf-8", "replace").decode("utf-8")


def uuid_of(value: object, field: str) -> UUID:
    if not isinstance(value, str) or len(value) != 36:
        raise Faulty(field, Flaw.TYPE)
    try:
        return UUID(value)
    except ValueError:
        raise Faulty(field, Flaw.TYPE) from None


def whole(value: object, field: str, *, least: int = 0, most: int = _LARGEST) -> int:
    """A whole number, also one that came as 3.0; truth values are none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Faulty(field, Flaw.TYPE)
    if not least <= value <= most:
        raise Faulty(field, Flaw.RANGE)
    return value


def moment(value: object, field: str) -> datetime:
    """An instant with its zone, in UTC."""
    if not isinstance(value, str) or len(value) > 40:
        raise Faulty(field, Flaw.TYPE)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Faulty(field, Flaw.TYPE) from None
    if found.tzinfo is None:
        raise Faulty(field, Flaw.TYPE)
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        raise Faulty(field, Flaw.RANGE) from None
    if not EARLIEST <= found <= LATEST:
        raise Faulty(field, Flaw.RANGE)
    return found


def entry_of(raw: Mapping[str, Any]) -> Entry:
    """Raises Faulty. `raw` is already `cleaned`."""
    data = raw.get("data", {})
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise Faulty("data", Flaw.TYPE)
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in set(EntryKind):
        raise Faulty("kind", Flaw.UNKNOWN)
    return Entry(
        id=uuid_of(raw.get("id"), "id"),
        visit=whole(raw.get("visit"), "visit"),
        seq=whole(raw.get("seq", 0), "seq"),
        kind=EntryKind(kind),
        at=moment(raw.get("at"), "at"),
        base=whole(raw.get("base", 0) or 0, "base", most=2**31 - 1),
        data=data,
    )


def believed(claimed: datetime, received: datetime, *, earliest: datetime | None = None) -> datetime:
    """A device's clock that is ahead of ours is not believed; one that is behind may be: it was offline.

    Nothing happened before `earliest`, such as before the visit was there at all.
    """
    too_early = earliest is not None and claimed < earliest
    return received if too_early or claimed > received + AHEAD else claimed


def is_conflict(*, base: int, foreign: int) -> bool:
    """Whether a draft or report made on version `base` would go over what it has not seen.

    `foreign` is the newest version another device made, 0 when there is none. A device's own versions
    never stand in its way: it sends several in a row before it hears which numbers they got.
    """
    return base < foreign
