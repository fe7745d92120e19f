"""Writing the protocol and its transmissions, inside the command's transaction."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.models import PersonalData, ProtocolEntry, Transmission

# event name -> consumers; filled once at start-up from the reactions table of `workflows`.
_consumers: dict[str, tuple[str, ...]] = {}
_wakers: list[Callable[[int], None]] = []


def set_reactions(table: Mapping[str, Iterable[str]]) -> None:
    """Install the table event → consumers. Called once, from the workflows app."""
    _consumers.clear()
    _consumers.update({name: tuple(consumers) for name, consumers in table.items()})


def record(
    event: Event,
    *,
    actor: Actor,
    stream: str,
    at: datetime,
    hold: timedelta = timedelta(0),
) -> ProtocolEntry:
    """Append `event` to `stream` and queue it for every consumer of the reactions table.

    `hold` delays the transmissions (a sent message can be taken back for ten seconds).
    """
    return record_all([(stream, event)], actor=actor, at=at, hold=hold)[0]


def record_all(
    happened: Iterable[tuple[str, Event]],
    *,
    actor: Actor,
    at: datetime,
    hold: timedelta = timedelta(0),
) -> list[ProtocolEntry]:
    """`record` for many events at once, each with its stream, in this order."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the protocol is written inside the command's transaction")
    made = [_entry(event, actor, stream, at) for stream, event in happened]
    entries = ProtocolEntry.objects.bulk_create(entry for entry, _personal in made)
    for entry, personal in made:
        if personal is not None:
            personal.entry = entry
    PersonalData.objects.bulk_create(personal for _row, personal in made if personal is not None)
    transmissions = [
        Transmission(
            tenant_id=actor.tenant_id,
            entry=entry,
            consumer=consumer,
            key=f"{consumer}:{entry.pk}",
            due_at=at + hold,
        )
        for entry in entries
        for consumer in _consumers.get(entry.event, ())
    ]
    if transmissions:
        Transmission.objects.bulk_create(transmissions)
        _notify(actor.tenant_id)
    return entries


def _entry(
    event: Event, actor: Actor, stream: str, at: datetime
) -> tuple[ProtocolEntry, PersonalData | None]:
    personal = event.personal() | ({"actor": actor.name} if actor.name else {})
    salt = secrets.token_hex(16)
    entry = ProtocolEntry(
        tenant_id=actor.tenant_id,
        stream=stream,
        event=event.name,
        at=at,
        actor_kind=actor.kind,
        actor_ref=actor_reference(actor),
        channel=actor.channel,
        facts=event.facts(),
        personal_digest=personal_digest(salt, personal) if personal else "",
    )
    return entry, PersonalData(tenant_id=actor.tenant_id, salt=salt, data=personal) if personal else None


def queue(entry: ProtocolEntry, consumer: str, *, key: str, at: datetime) -> None:
    """Queue one more transmission for an entry; a second call with the same key does nothing."""
    Transmission.objects.bulk_create(
        [Transmission(tenant_id=entry.tenant_id, entry=entry, consumer=consumer, key=key, due_at=at)],
        ignore_conflicts=True,
    )
    _notify(entry.tenant_id)


def personal_digest(salt: str, personal: Mapping[str, object]) -> str:
    text = json.dumps(personal, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def actor_reference(actor: Actor) -> str:
    """How an entry names its actor without saying who that is."""
    if actor.membership_id:
        return f"membership:{actor.membership_id}"
    if actor.person_id:
        return f"party:{actor.person_id}"
    return ""


def _notify(tenant_id: int) -> None:
    """Wake the worker at commit; NOTIFY is transactional and merges duplicates by itself."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_notify('kulanz_work', %s)", [str(tenant_id)])
