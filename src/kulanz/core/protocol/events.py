"""What an event is: a named, frozen fact. Fields marked PERSONAL go to the erasable side row."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

PERSONAL: Final[dict[str, bool]] = {"personal": True}


@dataclass(frozen=True)
class Event:
    """Base of all events; subclasses set `name` (dotted, past tense) and add fields."""

    name: ClassVar[str]

    def facts(self) -> dict[str, Any]:
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self) if not f.metadata.get("personal")}

    def personal(self) -> dict[str, Any]:
        return {
            f.name: _plain(getattr(self, f.name))
            for f in fields(self)
            if f.metadata.get("personal") and getattr(self, f.name) not in ("", None)
        }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(item) for item in value]
    return value
