"""What a case is made of while it is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

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

    @classmethod
    def from_(cls, start: int) -> Ids:
        return cls(*(itertools.count(start) for _ in range(7)))


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
