"""What can happen to check-lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kulanz.core.protocol.events import Event


@dataclass(frozen=True)
class ChecklistSaved(Event):
    """The lines of a kind of work's check-list, in their order, as they are from now on."""

    name: ClassVar[str] = "checklist.saved"
    work_kind_id: int
    lines: tuple[str, ...]
