"""Terms of certificates: the last day, how one stands today, and which reminder is due. Pure.

A term counts from its first day (§§ 187 (2), 188 (2) and (3) BGB): two years from 2024-03-15 end with
2026-03-14, and where the day before is missing, with the last day of that month.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import MAXYEAR, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

USUAL_MONTHS: Final = 24
# Days before the end on which person and organisation are told, the earliest first.
REMINDERS: Final = (90, 30, 7)
# From here on a list shows that the end is near.
ENDING_DAYS: Final = REMINDERS[0]
# Nobody enters a certificate from longer ago or for longer ahead than this by intention.
LONGEST_YEARS: Final = 10


class Standing(StrEnum):
    """How a certificate stands on a day."""

    REVOKED = "revoked"
    RENEWED = "renewed"
    """A later one of the same person for the same work follows without a gap, or has replaced it."""
    ENDED = "ended"
    NOT_YET = "not_yet"
    ENDING = "ending"
    VALID = "valid"


def last_day(issued_on: date, months: int) -> date:
    """The last day of a term of so many months that begins with `issued_on`."""
    ahead = issued_on.year * 12 + issued_on.month - 1 + months
    year, month = divmod(ahead, 12)
    if year > MAXYEAR:
        return date.max
    if issued_on.day == 1:
        return date(year, month + 1, 1) - timedelta(days=1)
    return date(year, month + 1, min(issued_on.day - 1, monthrange(year, month + 1)[1]))


def standing(
    *,
    issued_on: date,
    valid_until: date,
    today: date,
    revoked_on: date | None = None,
    followed_from: date | None = None,
) -> Standing:
    """`followed_from` is the first day of the next certificate for the same, where there is one."""
    if revoked_on is not None and revoked_on <= today:
        return Standing.REVOKED
    joins_on = followed_from is not None and followed_from <= valid_until + timedelta(days=1)
    if followed_from is not None and (followed_from <= today or joins_on):
        return Standing.RENEWED
    if valid_until < today:
        return Standing.ENDED
    if issued_on > today:
        return Standing.NOT_YET
    return Standing.ENDING if (valid_until - today).days <= ENDING_DAYS else Standing.VALID


def due_reminder(*, issued_on: date, valid_until: date, today: date, told: Collection[int]) -> int | None:
    """Which reminder is to go out today: the nearest that is due, once; those missed before it are not made
    up for, and none is sent whose day came before the certificate itself.
    """
    left = (valid_until - today).days
    if left < 0:
        return None
    due = [days for days in REMINDERS if left <= days and valid_until - timedelta(days=days) > issued_on]
    if not due:
        return None
    nearest = min(due)
    return None if any(days <= nearest for days in told) else nearest


def local_day(at: datetime, time_zone: str) -> date:
    """The calendar day at an instant, where the tenant is."""
    return at.astimezone(ZoneInfo(time_zone)).date()
