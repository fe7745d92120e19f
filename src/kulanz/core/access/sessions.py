"""Where a login is signed in: the list for its owner, and ending sessions at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One session as its owner reads it."""

    ident: int
    device: str
    address: str
    since: datetime
    last_seen: datetime
    current: bool


def device_of(user_agent: str) -> str:
    """“Firefox, Windows” from what a browser says about itself; empty when it says nothing known."""
    browser = next((name for sign, name in _BROWSERS if f"{sign}/" in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)


def sessions_of(user_id: int, *, current_key: str | None, at: datetime) -> list[SignedIn]:
    """The sessions that still work, the current one first, then by last use."""
    rows = UserSession.objects.filter(user_id=user_id)
    alive = set(
        Session.objects.filter(
            session_key__in=rows.values_list("session_key", flat=True), expire_date__gt=at
        ).values_list("session_key", flat=True)
    )
    found = [
        SignedIn(
            ident=row.pk,
            device=device_of(row.user_agent),
            address=row.ip,
            since=row.created_at,
            last_seen=row.last_seen_at,
            current=row.session_key == current_key,
        )
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda s: (not s.current, -s.last_seen.timestamp()))


def end_sessions(user_id: int, *, only: int | None = None, except_key: str | None = None) -> int:
    """End the sessions of a login with their next request: all, one of them, or all but the present one."""
    rows = UserSession.objects.filter(user_id=user_id)
    if only is not None:
        rows = rows.filter(pk=only)
    if except_key is not None:
        rows = rows.exclude(session_key=except_key)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.filter(session_key__in=keys).delete()
    return len(keys)
