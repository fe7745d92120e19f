"""Numbers and times as forms send them, also those no form of ours sends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Final

# As many digits as every key of a table holds.
_MOST_DIGITS: Final = 18
_MINUTES: Final = "%Y-%m-%dT%H:%M"


def key_of(text: str) -> int | None:
    """The key or version that was sent; None for anything else, also for one no table could hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def keys_of(texts: Iterable[str]) -> list[int]:
    """Those that are keys, in their order; empty ones are left out, and nonsense becomes 0: nobody."""
    return [key_of(text) or 0 for text in texts if text.strip()]


def day_of(text: str) -> date | None:
    """The day that was sent, “2026-11-17”; None for anything else."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def local_of(text: str) -> datetime | None:
    """“2026-11-17T09:00” as it stands, without a zone; None where that is no time."""
    try:
        return datetime.fromisoformat(text[:16]).replace(tzinfo=None)
    except ValueError:
        return None


def moment_of(text: str, zone: tzinfo) -> datetime | None:
    """The same in a time zone."""
    found = local_of(text)
    return found.replace(tzinfo=zone) if found is not None else None


def as_typed(moment: datetime | None, zone: tzinfo | None = None) -> str:
    """A moment as a browser's field for day and time takes it; without `zone` it is local already."""
    if moment is None:
        return ""
    return format(moment.astimezone(zone) if zone is not None else moment, _MINUTES)
