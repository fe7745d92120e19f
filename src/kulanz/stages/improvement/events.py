"""What can happen to the statistics, as the protocol keeps it."""

from __future__ import annotations

from dataclasses import dataclass
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
