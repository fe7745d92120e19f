"""What passes between the house and the customer about an appointment, in the protocol of the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class SlotsOffered(Event):
    """The customer has a choice before him; `slots` are their beginnings."""

    name: ClassVar[str] = "appointment.slots_offered"
    visit_id: int
    number: str
    slots: tuple[str, ...]


@dataclass(frozen=True)
class AppointmentLink(Event):
    """The customer's link was mailed, printed or shown."""

    name: ClassVar[str] = "appointment.link"
    visit_id: int
    number: str
    how: str
    address: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class AppointmentAnswered(Event):
    """`act` is choose, confirm, move or none_suits; `wish` is what he wrote with it."""

    name: ClassVar[str] = "appointment.answered"
    visit_id: int
    number: str
    act: str
    starts_at: str | None = None
    ends_at: str | None = None
    wish: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class FeedChanged(Event):
    """Somebody's own calendar address was renewed or ended."""

    name: ClassVar[str] = "calendar.feed"
    membership_id: int
    what: str
