"""What happens to offers, as the protocol keeps it. Bank details are never part of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class OfferMade(Event):
    name: ClassVar[str] = "offer.made"
    offer_id: int
    decision_id: int
    net: Decimal
    gross: Decimal
    currency: str
    shown_gross: bool
    expires_on: str
    replaces: int | None = None


@dataclass(frozen=True)
class OfferSent(Event):
    """A link to the offer was made: with its letter, or once more."""

    name: ClassVar[str] = "offer.sent"
    offer_id: int


@dataclass(frozen=True)
class OfferAccepted(Event):
    """`shown` is the SHA-256 of the text that was agreed to, which stands with the offer."""

    name: ClassVar[str] = "offer.accepted"
    offer_id: int
    decision_id: int
    channel: str
    late: bool
    shown: str = ""
    by: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class OfferDeclined(Event):
    name: ClassVar[str] = "offer.declined"
    offer_id: int
    decision_id: int
    channel: str
    by: str = field(default="", metadata=PERSONAL)
    text: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class OfferCountered(Event):
    name: ClassVar[str] = "offer.countered"
    offer_id: int
    amount: Decimal
    currency: str
    channel: str
    by: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class OfferReminded(Event):
    """`channel` is "mail", or "none" where the customer has no address."""

    name: ClassVar[str] = "offer.reminded"
    offer_id: int
    channel: str


@dataclass(frozen=True)
class OfferExpired(Event):
    name: ClassVar[str] = "offer.expired"
    offer_id: int
    expires_on: str


@dataclass(frozen=True)
class OfferWithdrawn(Event):
    name: ClassVar[str] = "offer.withdrawn"
    offer_id: int
    reason: str = field(default="", metadata=PERSONAL)
