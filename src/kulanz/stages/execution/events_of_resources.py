"""What happens to vehicles and tools, in the protocol of each one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class VehicleSaved(Event):
    """Recorded or changed; `changed` names the fields."""

    name: ClassVar[str] = "vehicle.saved"
    vehicle_id: int
    changed: tuple[str, ...]
    active: bool
    technician_id: int | None = None


@dataclass(frozen=True)
class StockMoved(Event):
    """Loaded, returned or counted by the office; what was used stands with its report."""

    name: ClassVar[str] = "vehicle.stock_moved"
    vehicle_id: int
    kind: str
    articles: int


@dataclass(frozen=True)
class ToolSaved(Event):
    name: ClassVar[str] = "tool.saved"
    tool_id: int
    changed: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class ToolMoved(Event):
    name: ClassVar[str] = "tool.moved"
    tool_id: int
    vehicle_id: int | None = None
    technician_id: int | None = None
    where: str = field(default="", metadata=PERSONAL)
