"""Limits against guessing and flooding: fixed windows counted in the database."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection
from django.db.models import F

from kulanz.core.access.models import ThrottleCounter


def hit(scope: str, subject: str, *, limit: int, window_seconds: int, at: datetime) -> bool:
    """Count one attempt; True while it is within `limit` per window. The subject is stored hashed."""
    key, window = _key(scope, subject), _window(window_seconds, at)
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


def take_back(scope: str, subject: str, *, window_seconds: int, at: datetime) -> None:
    """Uncount an attempt that turned out to be rightful, so that it does not use up the limit."""
    ThrottleCounter.objects.filter(
        key=_key(scope, subject), window=_window(window_seconds, at), count__gt=0
    ).update(count=F("count") - 1)


def seconds_left(*, window_seconds: int, at: datetime) -> int:
    """How long the present window still lasts."""
    return _window(window_seconds, at) + window_seconds - int(at.timestamp())


def _key(scope: str, subject: str) -> str:
    return hashlib.sha256(f"{scope}\0{subject.lower()}".encode()).hexdigest()


def _window(window_seconds: int, at: datetime) -> int:
    return int(at.timestamp()) // window_seconds * window_seconds
