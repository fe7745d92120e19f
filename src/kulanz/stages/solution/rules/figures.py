"""What a calculation is given and what it gives back: plain, frozen values.

Amounts are decimals in the currency named beside them, net. Weights are kilograms a piece. A date is the
day of the calculation. References (`ref`) name positions and parts of the case in the caller's own words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.solution.rules.remedies import Goods, Nature


@dataclass(frozen=True, slots=True)
class Kind:
    """A cost kind. Revenue is subtracted."""

    code: str
    name: str
    scope: Scope
    is_revenue: bool = False
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cost kind that counts for a remedy; optional and empty means that it does not apply."""

    kind: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class RemedySpec:
    code: str
    name: str
    nature: Nature
    goods: Goods
    cells: tuple[Cell, ...]
    is_benchmark: bool = False
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A position, or a spare part: how many pieces of what, with what one piece costs and weighs."""

    ref: str
    name: str
    pieces: Decimal
    cost_price: Decimal | None = None
    currency: str = ""
    weight_kg: Decimal | None = None
    unit: str = ""
    units_per_piece: Decimal = Decimal(1)
    deliverable: bool = True
    relevance: Relevance = Relevance.NONE
    """To safety; calculations kept from before there was such a thing have none."""
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class RateRow:
    """A dated rate; without amount and share the rate has ended."""

    kind: str
    valid_from: date
    amount: Decimal | None = None
    share_percent: Decimal | None = None
    currency: str = ""
    country: str = ""
    unit: str = ""
    up_to_kg: Decimal | None = None

    @property
    def key(self) -> tuple[str, str, str, Decimal | None]:
        return self.kind, self.country, self.unit, self.up_to_kg


@dataclass(frozen=True, slots=True)
class Exchange:
    """One unit of `currency` is worth `rate` of the calculation's currency from a day on."""

    currency: str
    valid_from: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure entered by hand; without a remedy for all that have the kind, without item for the whole."""

    kind: str
    amount: Decimal
    currency: str = ""
    remedy: str = ""
    item: str = ""
    by: str = ""
    at: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a calculation needs that is no fact of the case: a tenant's on a day, or a document's."""

    currency: str
    kinds: tuple[Kind, ...]
    remedies: tuple[RemedySpec, ...]
    classes: tuple[Decimal, ...]
    rates: tuple[RateRow, ...]
    exchanges: tuple[Exchange, ...]
    preference_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Inputs:
    day: date
    currency: str
    country: str
    kinds: tuple[Kind, ...]
    remedies: tuple[RemedySpec, ...]
    items: tuple[Item, ...] = ()
    parts: tuple[Item, ...] = ()
    classes: tuple[Decimal, ...] = ()
    rates: tuple[RateRow, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    entries: tuple[Entry, ...] = ()
    excluded: dict[str, str] = field(default_factory=dict)
    preference_percent: Decimal | None = None


class Missing(StrEnum):
    """Why a figure is not known."""

    COST_PRICE = "cost_price"
    WEIGHT = "weight"
    WEIGHT_CLASS = "weight_class"
    UNIT = "unit"
    COUNTRY = "country"
    RATE = "rate"
    EXCHANGE_RATE = "exchange_rate"
    ENTRY = "entry"


class Source(StrEnum):
    RATE = "rate"
    PRICE = "price"
    ENTRY = "entry"


class Obstacle(StrEnum):
    """Why a remedy cannot be chosen at all."""

    NO_PART = "no_part"
    PART_NOT_DELIVERABLE = "part_not_deliverable"
    NO_POSITION = "no_position"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a remedy with where it comes from. `amount` is negative for revenue."""

    kind: str
    item: str = ""
    amount: Decimal | None = None
    missing: Missing | None = None
    source: Source | None = None
    # the figure before conversion: rate or price, its currency, and by how much it was multiplied
    figure: Decimal | None = None
    currency: str = ""
    times: Decimal | None = None
    exchange: Decimal | None = None
    valid_from: date | None = None
    country: str = ""
    unit: str = ""
    up_to_kg: Decimal | None = None
    weight_kg: Decimal | None = None
    """What the order weighs that the class was chosen by."""
    share_percent: Decimal | None = None
    entry: Entry | None = None
    automatic: Decimal | None = None
    """What the line would be without the hand entry."""


@dataclass(frozen=True, slots=True)
class Column:
    """One remedy of the comparison. `total` is None while a required figure is missing, or with no line."""

    remedy: str
    lines: tuple[Line, ...]
    known: Decimal
    total: Decimal | None
    obstacle: Obstacle | None = None
    excluded: str = ""
    certified_only: tuple[str, ...] = ()
    """Safety-relevant spare parts it would send: never to an end customer, only to be assembled by a
    certified person (R079, R085)."""
    difference: Decimal | None = None
    is_benchmark: bool = False
    is_dearer: bool = False
    is_cheapest: bool = False
    is_recommended: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def is_incomplete(self) -> bool:
        return any(line.amount is None for line in self.lines)

    @property
    def can_be_chosen(self) -> bool:
        return self.obstacle is None and not self.excluded


@dataclass(frozen=True, slots=True)
class Room:
    """Up to how much a price reduction may go: to the cheapest other remedy, and to the benchmark."""

    to_other: Decimal | None = None
    other: str = ""
    to_benchmark: Decimal | None = None

    @property
    def limit(self) -> Decimal | None:
        """The lower of the two; None while neither is known, never below 0."""
        known = [amount for amount in (self.to_other, self.to_benchmark) if amount is not None]
        return max(min(known), Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class Comparison:
    currency: str
    columns: tuple[Column, ...]
    benchmark: str = ""
    benchmark_total: Decimal | None = None
    cheapest: str = ""
    recommended: str = ""
    room: Room = Room()

    def column(self, remedy: str) -> Column:
        """Raises KeyError."""
        for column in self.columns:
            if column.remedy == remedy:
                return column
        raise KeyError(remedy)
