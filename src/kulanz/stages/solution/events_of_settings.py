"""What a tenant changes about its remedies, reasons and limits, as the protocol keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from kulanz.core.protocol.events import Event


@dataclass(frozen=True)
class DefaultsGiven(Event):
    """A tenant got the remedies, cost kinds, reasons and limits that everybody starts with."""

    name: ClassVar[str] = "tenant.defaults_given"
    remedies: tuple[str, ...]
    customs_free: tuple[str, ...]


@dataclass(frozen=True)
class RemedyCreated(Event):
    name: ClassVar[str] = "remedy.created"
    code: str
    remedy_name: str
    values: dict[str, object]


@dataclass(frozen=True)
class RemedyChanged(Event):
    name: ClassVar[str] = "remedy.changed"
    code: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True)
class RemedyDeleted(Event):
    name: ClassVar[str] = "remedy.deleted"
    code: str
    remedy_name: str


@dataclass(frozen=True)
class RemedyMoved(Event):
    name: ClassVar[str] = "remedy.moved"
    code: str
    place: int


@dataclass(frozen=True)
class BenchmarkChanged(Event):
    name: ClassVar[str] = "remedy.benchmark_changed"
    before: str
    after: str


@dataclass(frozen=True)
class MatrixChanged(Event):
    """Cells of Maßnahme-Kostenart: each says remedy, cost kind, before and after."""

    name: ClassVar[str] = "remedy.matrix_changed"
    cells: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class ReasonSaved(Event):
    name: ClassVar[str] = "reason.saved"
    reason_id: int
    purpose: str
    text: str
    active: bool


@dataclass(frozen=True)
class ReasonMoved(Event):
    name: ClassVar[str] = "reason.moved"
    reason_id: int
    place: int


@dataclass(frozen=True)
class LimitChanged(Event):
    """Up to which figures a role decides alone; none: without limit. `decides` False: not at all."""

    name: ClassVar[str] = "limit.changed"
    role: str
    decides_before: bool
    cost_before: Decimal | None
    credit_before: Decimal | None
    decides: bool
    cost: Decimal | None
    credit: Decimal | None


@dataclass(frozen=True)
class SolutionSettingsChanged(Event):
    name: ClassVar[str] = "tenant.solution_settings_changed"
    before: dict[str, object]
    after: dict[str, object]
