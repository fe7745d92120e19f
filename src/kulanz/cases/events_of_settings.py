"""What a tenant changes about the words, promises and assignment of its cases, as the protocol keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kulanz.core.protocol.events import Event


@dataclass(frozen=True)
class WordingChanged(Event):
    """The words for a state; an empty text means that the built-in ones stand again."""

    name: ClassVar[str] = "tenant.wording_changed"
    state: str
    waits_for: str
    reader: str
    language: str
    text: str


@dataclass(frozen=True)
class PromiseChanged(Event):
    """Working days until the next news; none means that the built-in figure stands again."""

    name: ClassVar[str] = "tenant.promise_changed"
    step: str
    waits_for: str
    days: int | None


@dataclass(frozen=True)
class AssignmentRuleSaved(Event):
    name: ClassVar[str] = "tenant.assignment_rule_saved"
    rule_id: int
    team_id: int
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class AssignmentRuleMoved(Event):
    name: ClassVar[str] = "tenant.assignment_rule_moved"
    rule_id: int
    position: int


@dataclass(frozen=True)
class AssignmentRuleDeleted(Event):
    name: ClassVar[str] = "tenant.assignment_rule_deleted"
    rule_id: int
