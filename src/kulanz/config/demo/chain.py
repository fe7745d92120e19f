"""The protocol's chain computed beforehand: a trigger per row would hold a lock for each of a million cases.

The formula is that of `protocol_entry_hash`; `kulanz check` compares every entry with the database's own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.recording import actor_reference, personal_digest


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the protocol with its personal side row."""

    id: int
    row: dict[str, Any]
    personal: dict[str, Any]
    event: str


_write = json.JSONEncoder(ensure_ascii=False).encode


def jsonb_text(value: Any) -> str:
    """A value as PostgreSQL writes its jsonb: shorter keys first, then by their bytes."""
    return _write(_ordered(value))


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: _ordered(value[key]) for key in keys}
    return [_ordered(item) for item in value] if isinstance(value, list) else value


class Chain:
    """The entries of one stream, in their order."""

    def __init__(self, tenant_id: int, stream: str) -> None:
        self.tenant_id = tenant_id
        self.stream = stream
        self.entries: list[Entry] = []
        self._last = ""

    def add(self, entry_id: int, event: Event, actor: Actor, at: datetime, salt: str) -> None:
        """Append an event, as `protocol.record` would."""
        facts = event.facts()
        personal = event.personal() | ({"actor": actor.name} if actor.name else {})
        digest = personal_digest(salt, personal) if personal else ""
        seq = len(self.entries) + 1
        reference = actor_reference(actor)
        moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
        text = "\n".join(
            (
                self._last, str(self.tenant_id), self.stream, str(seq), event.name, moment,
                actor.kind, reference, actor.channel, jsonb_text(facts), digest,
            )
        )  # fmt: skip
        hashed = hashlib.sha256(text.encode()).hexdigest()
        row = {
            "id": entry_id, "tenant_id": self.tenant_id, "stream": self.stream, "seq": seq,
            "event": event.name, "at": at, "actor_kind": actor.kind.value, "actor_ref": reference,
            "channel": actor.channel.value, "facts": facts, "personal_digest": digest,
            "prev_hash": self._last, "hash": hashed,
        }  # fmt: skip
        side = {"tenant_id": self.tenant_id, "entry_id": entry_id, "salt": salt, "data": personal}
        self.entries.append(Entry(entry_id, row, side if personal else {}, event.name))
        self._last = hashed
