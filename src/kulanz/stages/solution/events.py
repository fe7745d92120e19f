"""What happens while a complaint is decided by what it costs. Amounts are text of decimals."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class CostEntered(Event):
    """A figure by hand, or somebody's usual price (`usual_of`); `amount` None: the entry was undone."""

    name: ClassVar[str] = "solution.cost_entered"
    cost_kind: str
    remedy: str
    position_id: int | None
    part_id: int | None
    amount: Decimal | None
    currency: str
    before: Decimal | None = None
    reason: str = field(default="", metadata=PERSONAL)
    usual_of: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class SparePartChanged(Event):
    name: ClassVar[str] = "solution.spare_part_changed"
    part_id: int
    part: str
    quantity: Decimal
    removed: bool = False


@dataclass(frozen=True)
class RemedyExcluded(Event):
    name: ClassVar[str] = "solution.remedy_excluded"
    remedy: str
    excluded: bool
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class ServicePlanned(Event):
    name: ClassVar[str] = "solution.service_planned"
    executor_id: int | None
    executor: str = field(default="", metadata=PERSONAL)
    task: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class RemedyProposed(Event):
    """Above the proposer's limit: it waits for somebody with a higher one."""

    name: ClassVar[str] = "solution.remedy_proposed"
    decision_id: int
    remedy: str
    remedy_name: str
    total: Decimal | None
    currency: str
    positions: tuple[int, ...]


@dataclass(frozen=True)
class RemedyDecided(Event):
    """R329: the remedy with its kind; date and user stand in the entry itself."""

    name: ClassVar[str] = "solution.remedy_decided"
    decision_id: int
    remedy: str
    remedy_name: str
    total: Decimal | None
    benchmark: Decimal | None
    cheapest: Decimal | None
    currency: str
    positions: tuple[int, ...]
    credit: Decimal | None = None
    wish_consent: bool = False
    assembly_declared: bool = False
    dearer_reason: str = field(default="", metadata=PERSONAL)
    wish_reason: str = field(default="", metadata=PERSONAL)
    assembler: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class RemedyEnded(Event):
    """Done, declined, failed, withdrawn, or not approved."""

    name: ClassVar[str] = "solution.remedy_ended"
    decision_id: int
    remedy: str
    remedy_name: str
    state: str
    by_hand: bool = False
    reason: str = field(default="", metadata=PERSONAL)
