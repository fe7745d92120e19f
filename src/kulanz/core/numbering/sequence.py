"""Numbers without gaps: the counter row stays locked until the transaction that took the number ends."""

from __future__ import annotations

from django.db import connection


def next_number(*, tenant_id: int, series: str, year: int) -> int:
    """Take the next number (from 1). A rolled-back transaction gives it back. Call it late: it locks."""
    return next_numbers(1, tenant_id=tenant_id, series=series, year=year)[0]


def next_numbers(count: int, *, tenant_id: int, series: str, year: int) -> range:
    """Take so many numbers in a row at once, as `next_number` takes one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO numbering_counter AS c (tenant_id, series, year, value) VALUES (%s, %s, %s, %s)
               ON CONFLICT (tenant_id, series, year) DO UPDATE SET value = c.value + excluded.value
               RETURNING value""",
            [tenant_id, series, year, count],
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)
