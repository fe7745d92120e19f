"""What can happen to the statistics, as the protocol keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kulanz.core.protocol.events import Event


@dataclass(frozen=True)
class SalesImported(Event):
    """A list of sales figures was taken over; `months` are the first and the last one in it."""

    name: ClassVar[str] = "sales.imported"
    new: int
    changed: int
    unchanged: int
    months: tuple[str, str]
    sha256: str


@dataclass(frozen=True)
class PartSalesImported(SalesImported):
    """The same of spare-part sales."""

    name: ClassVar[str] = "part_sales.imported"


@dataclass(frozen=True)
class DealerRatesEntered(Event):
    """A dealer entered what its own service costs; `figures` are named, their values are its own secret."""

    name: ClassVar[str] = "dealer_rates.entered"
    dealer_id: int
    valid_from: date
    figures: tuple[str, ...]


@dataclass(frozen=True)
class DealerRatesRemoved(Event):
    name: ClassVar[str] = "dealer_rates.removed"
    dealer_id: int
    valid_from: date


@dataclass(frozen=True)
class PricesPublished(Event):
    """A price list of the factory service; items without an amount have no price from then on."""

    name: ClassVar[str] = "factory_prices.published"
    valid_from: date
    prices: tuple[tuple[str, str], ...]
    currency: str
