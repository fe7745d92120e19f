"""How long, how many and how much a report may hold. The only place of these numbers: the server asks here,
and the devices have them with their day, so that both turn away the same. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from kulanz.stages.execution.rules.incoming import EARLIEST, LATEST, LONGEST_TEXT
from kulanz.stages.execution.rules.visits import NEEDS_REASON, Result

PHOTO_BYTES: Final = 15 * 1024 * 1024
# A measured value as one writes it: point or comma, no power of ten.
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
# A missing part says its reason by its name.
REASON_IN_WORDS: Final = NEEDS_REASON - {Result.PART_NEEDED}


@dataclass(frozen=True, slots=True)
class Amount:
    """Both ends are allowed."""

    least: Decimal
    most: Decimal
    whole: bool = False


AMOUNTS: Final[Mapping[str, Amount]] = MappingProxyType(
    {
        "travel_minutes": Amount(Decimal(0), Decimal(5_000), whole=True),
        "travel_km": Amount(Decimal(0), Decimal(9_999)),
        "quantity": Amount(Decimal("0.01"), Decimal(9_999)),
        "rating": Amount(Decimal(1), Decimal(5), whole=True),
    }
)
# Characters, without space at the ends.
TEXTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "work": 10_000,
        "defects": 5_000,
        "safety_note": 500,
        "result_reason": 500,
        "rating_note": 1_000,
        "checklist": 500,
        "unable": 300,
        "part_name": 200,
        "part_number": 60,
        "part_serial": 80,
        "value_name": 120,
        "value": 120,
        "value_unit": 20,
        "photo_caption": 200,
        "signed_by": 200,
        "refused": 300,
        "order_reason": 500,
        "note": 5_000,
    }
)
LISTS: Final[Mapping[str, int]] = MappingProxyType(
    {"parts": 60, "needed_parts": 60, "values": 60, "photos": 40, "checklist": 200}
)


# A clock or its zone may be a little wrong, and the end may be written down before it has come.
AHEAD: Final = timedelta(hours=3)
# Before the earlier of today and the planned day: a slip of the year or the month.
BEHIND: Final = timedelta(days=31)


def can_be(claimed: datetime, *, now: datetime, planned: datetime | None) -> bool:
    """Whether somebody can have been there at that time, as far as one can tell at `now`."""
    return min(now, planned or now) - BEHIND <= claimed <= now + AHEAD


def is_number(text: str) -> bool:
    """Whether a measured value can be read as a number."""
    return NUMBER.fullmatch(text) is not None


def as_told() -> dict[str, Any]:
    """All of it for a device."""
    return {
        "photo_bytes": PHOTO_BYTES,
        "photos": LISTS["photos"],
        "number": NUMBER.pattern,
        "longest": LONGEST_TEXT,
        "amounts": {
            name: {"least": float(one.least), "most": float(one.most), "whole": one.whole}
            for name, one in AMOUNTS.items()
        },
        "texts": dict(TEXTS),
        "lists": dict(LISTS),
        "ahead": AHEAD // timedelta(milliseconds=1),
        "behind": BEHIND // timedelta(milliseconds=1),
        "earliest": EARLIEST.isoformat(),
        "latest": LATEST.isoformat(),
        "reasons": sorted(result.value for result in REASON_IN_WORDS),
    }
