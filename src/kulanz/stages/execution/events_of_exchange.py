"""What people do to the connection with the ERP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kulanz.core.protocol.events import Event


@dataclass(frozen=True)
class ErpConnectionKept(Event):
    name: ClassVar[str] = "erp.connection_kept"
    kind: str
    folder_out: str
    folder_in: str
    active: bool


@dataclass(frozen=True)
class ErpFileOfferedAgain(Event):
    """A rejected file of answers was put back to be read again."""

    name: ClassVar[str] = "erp.file_offered_again"
    file_id: int
    file_name: str
