"""What the safety interlock did, as the protocol of the case keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class InterlockRefused(Event):
    """Somebody was about to have safety-relevant work done by a person who may not."""

    name: ClassVar[str] = "interlock.refused"
    step: str
    relevance: str
    grounds: tuple[str, ...] = ()
    visit: str = ""
    people: str = field(default="", metadata=PERSONAL)
    why: str = field(default="", metadata=PERSONAL)
    could: str = field(default="", metadata=PERSONAL)
    bars: tuple[tuple[str, str, str, str], ...] = field(default=(), metadata=PERSONAL)
    """Who, ground, work and day of each reason: said in the language of whoever reads it."""
