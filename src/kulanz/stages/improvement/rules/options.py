"""Make or buy: the words of the calculation, what goes in and what comes out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

EARLIEST: Final = date(2000, 1, 1)
"""Rates from this day on hold for everything there is."""
FEWEST_VISITS: Final = 5
"""Below these what costs by the year decides alone, and nothing can be learned from comparing it."""


class Line(StrEnum):
    """What an option's cost is made of."""

    HOURS = "hours"
    KILOMETRES = "kilometres"
    TRAINING = "training"
    VEHICLES = "vehicles"
    STOCK = "stock"
    ADMINISTRATION = "administration"
    SYNERGY_SHARE = "synergy_share"
    SYNERGY_AMOUNT = "synergy_amount"
    CALL_OUTS = "call_outs"
    WORK = "work"
    DISTANCE = "distance"


OWN_LINES: Final = (
    Line.HOURS,
    Line.KILOMETRES,
    Line.TRAINING,
    Line.VEHICLES,
    Line.STOCK,
    Line.ADMINISTRATION,
    Line.SYNERGY_SHARE,
    Line.SYNERGY_AMOUNT,
)
FACTORY_LINES: Final = (Line.CALL_OUTS, Line.WORK, Line.DISTANCE)
SYNERGIES: Final = frozenset({Line.SYNERGY_SHARE, Line.SYNERGY_AMOUNT})
# What other brands can share: courses for our products serve nobody else.
SHARED: Final = (Line.VEHICLES, Line.STOCK, Line.ADMINISTRATION)


class Payer(StrEnum):
    """Who pays the factory service for a visit."""

    NOBODY = "nobody"
    """Guarantee and goodwill: the manufacturer bears it."""
    CUSTOMER = "customer"
    """The dealer mediates; the invoice goes to the customer."""
    DEALER = "dealer"
    """The dealer orders; the invoice goes to it."""


class PriceItem(StrEnum):
    """The published price list, net."""

    CALL_OUT = "call_out"
    """A visit, with the time on the road."""
    HOUR = "hour"
    """An hour of work at the customer's."""
    KILOMETRE = "kilometre"


@dataclass(frozen=True, slots=True)
class OwnRates:
    """What the dealer entered, from `valid_from` on; None is a figure it has not entered.

    Synergies may be left out: then there are none to subtract.
    """

    valid_from: date = EARLIEST
    hour: Decimal | None = None
    kilometre: Decimal | None = None
    training: Decimal | None = None
    """For each technician and year."""
    technicians: Decimal | None = None
    vehicle: Decimal | None = None
    """For each vehicle and year."""
    vehicles: Decimal | None = None
    stock: Decimal | None = None
    """Parts and tools, a year."""
    administration: Decimal | None = None
    """A year."""
    work_hours: Decimal | None = None
    """For a visit nobody reported, as the next two."""
    travel_hours: Decimal | None = None
    visit_kilometres: Decimal | None = None
    synergy_percent: Decimal | None = None
    """Of vehicles, stock and administration: borne by work for other brands."""
    synergy_amount: Decimal | None = None
    """A year, besides."""

    def of(self, *names: str) -> dict[str, Decimal | None]:
        return {name: getattr(self, name) for name in names}


RATE_NAMES: Final = tuple(one.name for one in fields(OwnRates) if one.name != "valid_from")


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices published from a day on; an item without price is missing."""

    valid_from: date
    prices: Mapping[PriceItem, Decimal | None]


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits of the cases recorded on one day that have the same payer.

    For those without a report, or whose report does not tell, the dealer's own estimate counts.
    """

    day: date
    payer: Payer
    count: int
    work_minutes: int = 0
    travel_minutes: int = 0
    kilometres: Decimal = Decimal(0)
    without_time: int = 0
    without_distance: int = 0


@dataclass(slots=True)
class Cost:
    """One line: its quantity and amount, or what is missing and for which days or months it is."""

    line: Line
    quantity: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    missing: dict[str, set[date]] = field(default_factory=dict)
    is_limited: bool = False
    """Whether less is counted than was entered, for there is no more to share."""

    @property
    def is_complete(self) -> bool:
        return not self.missing

    def add(self, quantity: Decimal, amount: Decimal) -> None:
        self.quantity += quantity
        self.amount += amount

    def lacks(self, figure: str, since: date) -> None:
        self.missing.setdefault(figure, set()).add(since)


@dataclass(frozen=True, slots=True)
class Option:
    """What one option would have cost; `known` adds the lines that are complete."""

    lines: tuple[Cost, ...]

    @property
    def is_complete(self) -> bool:
        return all(line.is_complete for line in self.lines)

    @property
    def known(self) -> Decimal:
        return sum((line.amount for line in self.lines if line.is_complete), Decimal(0))

    @property
    def total(self) -> Decimal | None:
        return self.known if self.is_complete else None

    def line(self, wanted: Line) -> Cost:
        return next(cost for cost in self.lines if cost.line is wanted)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both options for the same visits. `billed` parts the factory's total by who gets the invoice."""

    own: Option
    factory: Option
    billed: Mapping[Payer, Decimal]
    visits: int = 0
    """That the own service would have done."""

    @property
    def is_enough(self) -> bool:
        """Whether there were visits enough to compare anything."""
        return self.visits >= FEWEST_VISITS

    @property
    def dearer_by(self) -> Decimal | None:
        """How much more the dealer itself bears with its own service; below zero: how much less.

        What customers pay the factory service is not the dealer's. None while a figure is missing, or where
        there were too few visits.
        """
        if not self.is_enough or self.own.total is None or self.factory.total is None:
            return None
        return self.own.total - self.billed[Payer.DEALER]
