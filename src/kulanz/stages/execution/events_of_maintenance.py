"""What happens to maintenance plans and offers of maintenance, each in a protocol of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class MaintenancePlanned(Event):
    """A plan was made or changed; `changed` names the fields."""

    name: ClassVar[str] = "maintenance.planned"
    plan_id: int
    changed: tuple[str, ...]
    next_due_on: str
    active: bool


@dataclass(frozen=True)
class MaintenanceComesUp(Event):
    """In the protocol of the case that was made for a due date."""

    name: ClassVar[str] = "maintenance.comes_up"
    plan_id: int
    due_on: str
    visit: str
    plan: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class ServiceOfferMade(Event):
    name: ClassVar[str] = "service_offer.made"
    offer_id: int
    number: str
    kind: str
    expires_on: str
    interval_months: int | None = None


@dataclass(frozen=True)
class ServiceOfferSent(Event):
    name: ClassVar[str] = "service_offer.sent"
    offer_id: int
    number: str
    how: str
    address: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class ServiceOfferAnswered(Event):
    """Also in the protocol of the case that an acceptance made."""

    name: ClassVar[str] = "service_offer.answered"
    offer_id: int
    number: str
    accepted: bool
    shown: str = ""
    by: str = field(default="", metadata=PERSONAL)
    text: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class ServiceOfferEnded(Event):
    """Withdrawn by whoever made it, or its last day is over."""

    name: ClassVar[str] = "service_offer.ended"
    offer_id: int
    number: str
    state: str
    reason: str = field(default="", metadata=PERSONAL)
