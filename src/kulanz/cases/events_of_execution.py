"""Who carries a case out, as the protocol keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class ExecutionSettled(Event):
    """Somebody else carries it out than the dealer wished; `why` names the rule."""

    name: ClassVar[str] = "case.execution_settled"
    wished: str
    carried_out_by: str
    why: str


@dataclass(frozen=True)
class GivenToFactory(Event):
    """The dealer's own people do not carry it out after all; the factory service does."""

    name: ClassVar[str] = "case.given_to_factory"
    carried_out_by_before: str
    carried_out_by: str
    reason: str = field(default="", metadata=PERSONAL)
    wished_before: str = field(default="", metadata=PERSONAL)
