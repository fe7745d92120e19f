"""The connection by files: XML into one folder, answers out of another."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from kulanz.core.refusal import InvalidValue
from kulanz.interfaces.exchange.files import move, read_at_most, ready, remove, safe_name, write_whole
from kulanz.interfaces.exchange.folders import Folders, folders_of
from kulanz.interfaces.exchange.parsing import MOST_BYTES
from kulanz.interfaces.exchange.writing import document_bytes, file_name
from kulanz.stages.execution.connectors import (
    ConnectionKind,
    Connector,
    NotReachable,
    OutgoingDocument,
    Receipt,
)
from kulanz.stages.execution.models import ErpConnection

PROCESSED: Final = "processed"
REJECTED: Final = "rejected"
RESULT: Final = ".result.xml"


@dataclass(frozen=True, slots=True)
class FileConnector:
    folders: Folders
    name: str = "file"

    @property
    def places(self) -> tuple[str, str]:
        return str(self.folders.out), str(self.folders.into)

    def receipt_of(self, document: OutgoingDocument) -> Receipt:
        return _receipt(document, document_bytes(document))

    def hand_over(self, document: OutgoingDocument, at: datetime) -> Receipt:
        content = document_bytes(document)
        receipt = _receipt(document, content)
        write_whole(ready(self.folders.out, own=self.folders.own), receipt.name, content)
        return receipt

    def drop(self, name: str) -> None:
        remove(self.folders.out / safe_name(name))

    def try_out(self) -> None:
        ready(self.folders.out, own=self.folders.own)
        ready(self.folders.into, own=self.folders.own)

    def offer_again(self, receipt: Receipt) -> bool:
        name = safe_name(receipt.name)
        rejected = self.folders.into / REJECTED
        stored = next((one for one in _names(name, receipt.sha256) if _holds(rejected / one, receipt)), None)
        if stored is None:
            return False
        free = name if not (self.folders.into / name).exists() else stored_apart(name, receipt.sha256)
        moved = move(rejected / stored, self.folders.into / free)
        remove(rejected / f"{stored}{RESULT}")
        return moved


def stored_name(folder: Path, name: str, sha256: str) -> str:
    """The name under which a file is put away: its own, unless another one lies there under it."""
    there = folder / name
    taken = there.exists() and not _holds(there, Receipt(name, sha256))
    return stored_apart(name, sha256) if taken else name


def stored_apart(name: str, sha256: str) -> str:
    return f"{name[: -len('.xml')]}.{sha256[:8]}.xml"


def _names(name: str, sha256: str) -> tuple[str, str]:
    return name, stored_apart(name, sha256)


def _holds(path: Path, receipt: Receipt) -> bool:
    found = read_at_most(path, MOST_BYTES + 1)
    return found is not None and hashlib.sha256(found.content).hexdigest() == receipt.sha256


def _receipt(document: OutgoingDocument, content: bytes) -> Receipt:
    return Receipt(file_name(document), hashlib.sha256(content).hexdigest())


def make(connection: ErpConnection) -> Connector:
    try:
        return FileConnector(folders_of(connection))
    except InvalidValue as refused:
        # Allowed when it was set up, and no longer: roots have changed, or a link leads elsewhere now.
        raise NotReachable(str(refused)) from refused


def check(connection: ErpConnection) -> None:
    folders_of(connection)


FILES: Final = ConnectionKind(make=make, check=check)
