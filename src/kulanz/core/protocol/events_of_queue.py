"""What people do to the queue itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kulanz.core.protocol.events import Event


@dataclass(frozen=True)
class TransmissionRetried(Event):
    """Somebody set a stuck transmission going again."""

    name: ClassVar[str] = "transmission.retried"
    consumer: str
    key: str


@dataclass(frozen=True)
class TransmissionDropped(Event):
    """Somebody decided that a stuck transmission need not arrive any more."""

    name: ClassVar[str] = "transmission.dropped"
    consumer: str
    key: str
