"""Erasing the personal side of entries: the facts and the chain stay, names and texts go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from kulanz.core.protocol.models import PersonalData, ProtocolEntry

ACTOR: Final = "actor"


def erase_streams(*, tenant_id: int, streams: Iterable[str], at: datetime, keep_actors: bool = True) -> int:
    """Erase the side rows of whole streams; with `keep_actors` rows that only say who acted stay."""
    rows = PersonalData.objects.filter(
        tenant_id=tenant_id, entry__stream__in=list(streams), data__isnull=False
    )
    return _erase(_with_more(rows) if keep_actors else rows.values_list("pk", flat=True), at)


def erase_of_actors(
    *, tenant_id: int, references: Iterable[str], at: datetime, except_streams: Iterable[str] = ()
) -> int:
    """Erase what these actors (such as `party:3`) did by name, except in streams that must be kept."""
    rows = PersonalData.objects.filter(
        tenant_id=tenant_id, entry__actor_ref__in=list(references), data__isnull=False
    )
    return _erase(rows.exclude(entry__stream__in=list(except_streams)).values_list("pk", flat=True), at)


def erase_of_clerk(
    *, tenant_id: int, accounts: Iterable[str], name: str, at: datetime, except_streams: Iterable[str] = ()
) -> int:
    """Erase what somebody did under his name in accounts used by several, such as `membership:7`."""
    rows = PersonalData.objects.filter(
        tenant_id=tenant_id, entry__actor_ref__in=list(accounts), data__actor__startswith=f"{name} ("
    )
    return _erase(rows.exclude(entry__stream__in=list(except_streams)).values_list("pk", flat=True), at)


def erase_about(*, tenant_id: int, party_id: int, at: datetime, except_streams: Iterable[str] = ()) -> int:
    """Erase side rows of entries whose facts name this party; those that only say who acted stay."""
    rows = PersonalData.objects.filter(
        entry__facts__party_id=party_id, tenant_id=tenant_id, data__isnull=False
    )
    return _erase(_with_more(rows.exclude(entry__stream__in=list(except_streams))), at)


def erase_naming(
    *, tenant_id: int, words: Iterable[str], at: datetime, except_streams: Iterable[str] = ()
) -> int:
    """Erase side rows that hold one of these mail addresses; reads all of them."""
    kept = set(except_streams)
    found: list[int] = []
    with connection.cursor() as cursor:
        for word in filter(None, words):
            cursor.execute(
                "SELECT entry_id, lower(data::text) FROM protocol_personaldata"
                " WHERE tenant_id = %s AND data IS NOT NULL AND position(%s in lower(data::text)) > 0",
                [tenant_id, word.lower()],
            )
            # anna@firma.de is not the end of hanna@firma.de.
            whole = re.compile(rf"(?<![\w.+%-]){re.escape(word.lower())}(?![\w-]|\.\w)")
            found += [pk for pk, text in cursor.fetchall() if whole.search(text)]
    streams = dict(ProtocolEntry.objects.filter(pk__in=found).values_list("pk", "stream"))
    return _erase([pk for pk in found if streams.get(pk) not in kept], at)


def _with_more(rows: QuerySet[PersonalData]) -> list[int]:
    """Those that hold more than the name of who acted."""
    return [pk for pk, data in rows.values_list("pk", "data") if set(data or {}) - {ACTOR}]


def _erase(entry_ids: Iterable[int], at: datetime) -> int:
    # The salt goes too: with it a guessed text could be compared with the digest that stays.
    rows = PersonalData.objects.filter(pk__in=list(entry_ids))
    return rows.update(data=None, salt="", erased_at=at)
