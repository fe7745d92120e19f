"""Limits against guessing and flooding: fixed windows counted in the database."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection

from kulanz.core.access.models import ThrottleCounter


def hit(scope: str, subject: str, *, limit: int, window_seconds: int, at: datetime) -> bool:
    """Count one attempt; True while it is within `limit` per window. The subject is stored hashed."""
    key = hashlib.sha256(f"{scope}\0{subject.lower()}".encode()).hexdigest()
    window = int(at.timestamp()) // window_seconds * window_seconds
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO access_throttlecounter AS t (key, "window", count) VALUES (%s, %s, 1)
               ON CONFLICT (key, "window") DO UPDATE SET count = t.count + 1 RETURNING count""",
            [key, window],
        )
        row = cursor.fetchone()
    return bool(row[0] <= limit)


def forget_old(at: datetime) -> int:
    """Remove counters older than two days."""
    deleted, _rows = ThrottleCounter.objects.filter(window__lt=int(at.timestamp()) - 2 * 86400).delete()
    return deleted
