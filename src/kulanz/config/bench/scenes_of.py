"""What a scene is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.test import Client as Browser

from kulanz.config.bench.http import Ask
from kulanz.core.access.actor import Actor

GROWTH_AIM: Final = 1.3


@dataclass
class Scene:
    """A kind of request, a fresh one for each number; `writes` marks those that change something.

    Where nothing is said about p95, it should stay below twice the aim of p50.
    """

    name: str
    aim_ms: float | None
    ask: Callable[[int], Ask]
    writes: bool = False
    note: str = ""
    aim_p95_ms: float | None = None
    aim_growth: float | None = GROWTH_AIM

    @property
    def most_p95_ms(self) -> float | None:
        """What p95 has to stay below."""
        if self.aim_p95_ms is not None:
            return self.aim_p95_ms
        return 2 * self.aim_ms if self.aim_ms is not None else None


@dataclass
class Stage:
    """The scenes of one filled home, and the browser that is signed in to it."""

    host: str
    actor: Actor
    browser: Browser
    scenes: list[Scene] = field(default_factory=list)
