"""Checking the chain in the database, in one pass."""

from __future__ import annotations

from django.db import connection

from kulanz.core.protocol.models import PersonalData
from kulanz.core.protocol.recording import personal_digest


def broken_entries(limit: int = 100) -> list[tuple[int, str, int]]:
    """(entry id, stream, seq) of the current tenant's entries whose hash or link does not fit."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, stream, seq FROM (
                 SELECT e.id, e.stream, e.seq, e.hash, e.prev_hash,
                        lag(e.hash, 1, '') OVER w AS expected_prev,
                        row_number() OVER w AS expected_seq,
                        protocol_entry_hash(e) AS expected_hash
                 FROM protocol_protocolentry e WINDOW w AS (PARTITION BY e.tenant_id, e.stream ORDER BY e.seq)
               ) c
               WHERE hash <> expected_hash OR prev_hash <> expected_prev OR seq <> expected_seq
               LIMIT %s""",
            [limit],
        )
        return [(int(row[0]), str(row[1]), int(row[2])) for row in cursor.fetchall()]


def altered_personal_data(limit: int = 100) -> list[int]:
    """Entries whose side row was neither erased by the rules nor is what was recorded."""
    found: list[int] = []
    rows = PersonalData.objects.select_related("entry").iterator(chunk_size=2000)
    for row in rows:
        if row.data is None:
            if row.erased_at is None:
                found.append(row.entry_id)
        elif row.erased_at is None and personal_digest(row.salt, row.data) != row.entry.personal_digest:
            found.append(row.entry_id)
        if len(found) >= limit:
            break
    return found
