"""What a case is made of while it is told."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from kulanz.cases.rules import Kind, Safety, Severity
from kulanz.config.demo.chain import Chain
from kulanz.config.demo.world import Contact, Dealer, Item


@dataclass
class Ids:
    """Numbers for the rows of one batch, taken from a range nobody else uses."""

    position: Iterator[int]
    message: Iterator[int]
    file: Iterator[int]
    participant: Iterator[int]
    task: Iterator[int]
    entry: Iterator[int]
    transmission: Iterator[int]
    start: int
    others: dict[type[models.Model], Iterator[int]] = field(default_factory=dict)

    @classmethod
    def from_(cls, start: int) -> Ids:
        position, message, file, participant, task, entry, transmission = (
            itertools.count(start) for _ in range(7)
        )
        return cls(position, message, file, participant, task, entry, transmission, start)

    def of(self, model: type[models.Model]) -> int:
        """The next number of any other table."""
        return next(self.others.setdefault(model, itertools.count(self.start)))


@dataclass
class Numbers:
    """Numbers of orders and credit notes; each batch of cases counts in a range of its own."""

    start: int
    given: Counter[tuple[str, int]] = field(default_factory=Counter)

    def take(self, series: str, year: int) -> int:
        self.given[series, year] += 1
        return self.start + self.given[series, year]

    def highest(self) -> dict[tuple[str, int], int]:
        """The last number of each series and year."""
        return {key: self.start + count for key, count in self.given.items()}


@dataclass
class Opening:
    """What is known when the case begins."""

    kind: Kind
    severity: Severity
    safety: Safety
    title: str
    description: str
    language: str
    customer: Contact | None
    dealer: Dealer | None
    item: Item | None
    quantity: int = 1
    symptom: str = ""
    failure_code: str = ""
    serial_number: str = ""
    dealer_reference: str = ""
    customer_reference: str = ""
    place_note: str = ""
    wish: str = ""
    sold_by: str = ""
    invoice_number: str = ""
    delivered_on: date | None = None
    clerk_id: int | None = None
    supplier_id: int | None = None
    tax_rate: Decimal | None = None
    wished_remedy: str = ""
    coverage: str = ""
    # further articles of the same complaint, with their number of pieces
    more: tuple[tuple[Item, int], ...] = ()


@dataclass
class Photo:
    """A picture to be put into the file store."""

    id: int
    motif: str
    variant: int
    size: int
    name: str
    at: datetime


@dataclass
class Told:
    """The rows of one case."""

    case: dict[str, Any]
    chain: Chain
    positions: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    participants: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    # what decisions and all that follows from them leave behind
    rows: dict[type[models.Model], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: type[models.Model], **values: Any) -> dict[str, Any]:
        self.rows.setdefault(model, []).append(values)
        return values
