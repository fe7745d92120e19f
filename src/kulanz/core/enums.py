"""Reading an enum's member from text that came from outside."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

E = TypeVar("E", bound=Enum)


def member(enum: type[E], text: object) -> E | None:
    """The member with this value, or None."""
    try:
        return enum(text)
    except ValueError:
        return None
