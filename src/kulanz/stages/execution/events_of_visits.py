"""What happens to visits and to technicians' time, as the protocol keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class VisitMade(Event):
    """`follows` is the number of the visit it comes after."""

    name: ClassVar[str] = "visit.made"
    visit_id: int
    number: str
    kind: str
    order_id: int | None = None
    follows: str = ""
    duration_minutes: int = 0
    wanted_on: str | None = None


@dataclass(frozen=True)
class VisitChanged(Event):
    """Task, kinds of work, parts, tools, duration or the wished day; `fields` says which."""

    name: ClassVar[str] = "visit.changed"
    visit_id: int
    number: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class VisitPlanned(Event):
    """`technicians` are ids, the first leads; `crew` are their names."""

    name: ClassVar[str] = "visit.planned"
    visit_id: int
    number: str
    starts_at: str
    ends_at: str
    technicians: tuple[int, ...]
    crew: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class VisitMoved(Event):
    """Another time or another crew; the customer's confirmation of another time is void."""

    name: ClassVar[str] = "visit.moved"
    visit_id: int
    number: str
    starts_before: str
    ends_before: str
    starts_at: str
    ends_at: str
    technicians_before: tuple[int, ...]
    technicians: tuple[int, ...]
    crew: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class VisitOffPlan(Event):
    name: ClassVar[str] = "visit.off_plan"
    visit_id: int
    number: str
    starts_before: str
    technicians_before: tuple[int, ...]
    crew_before: str = field(default="", metadata=PERSONAL)
    reason: str = field(default="", metadata=PERSONAL)
    why: Mapping[str, Any] | None = field(default=None, metadata=PERSONAL)


@dataclass(frozen=True)
class VisitCancelled(Event):
    name: ClassVar[str] = "visit.cancelled"
    visit_id: int
    number: str
    state_before: str
    starts_before: str | None = None
    technicians_before: tuple[int, ...] = ()
    reason: str = field(default="", metadata=PERSONAL)
    why: Mapping[str, Any] | None = field(default=None, metadata=PERSONAL)


@dataclass(frozen=True)
class VisitStarted(Event):
    name: ClassVar[str] = "visit.started"
    visit_id: int
    number: str


@dataclass(frozen=True)
class VisitEnded(Event):
    """`authorised` False: somebody without a valid certificate did it, so it is not solved; `proven` False:
    what must be looked at or measured could not be, so it is not solved either. `planned_for` is
    when it was to begin, `told_at` when the end of it was said: before that, somebody was there too early.
    """

    name: ClassVar[str] = "visit.ended"
    visit_id: int
    number: str
    state: str
    result: str
    authorised: bool
    proven: bool = True
    planned_for: str | None = None
    told_at: str | None = None
    reason: str = field(default="", metadata=PERSONAL)
    why: Mapping[str, Any] | None = field(default=None, metadata=PERSONAL)


@dataclass(frozen=True)
class AbsenceNoted(Event):
    """In the stream of the technician."""

    name: ClassVar[str] = "absence.noted"
    booking_id: int
    technician_id: int
    starts_at: str
    ends_at: str
    what: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class AbsenceRemoved(Event):
    name: ClassVar[str] = "absence.removed"
    booking_id: int
    technician_id: int
    starts_at: str
    ends_at: str
    what: str = field(default="", metadata=PERSONAL)
