"""Numbers without gaps: the counter row stays locked until the transaction that took the number ends."""

from __future__ import annotations

from django.db import connection


def next_number(*, tenant_id: int, series: str, year: int) -> int:
    """Take the next number (from 1). A rolled-back transaction gives it back. Call it late: it locks."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO numbering_counter AS c (tenant_id, series, year, value) VALUES (%s, %s, %s, 1)
               ON CONFLICT (tenant_id, series, year) DO UPDATE SET value = c.value + 1 RETURNING value""",
            [tenant_id, series, year],
        )
        row = cursor.fetchone()
    return int(row[0])
