"""Appointments as calendar files: one visit for a mail or download, many for a feed.

A visit keeps its UID for life and counts its changes in SEQUENCE, so that calendars replace what they know.
What a customer reads names the house, the place and the number of his case, and nothing else of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from icalendar import Calendar, Event

from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.rules.visits import VisitState

PRODUCT: Final = "-//Kulanz//Kulanz//DE"
CONTENT_TYPE: Final = "text/calendar"


class Method(StrEnum):
    """What the file asks the calendar to do."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `uid` stays the same however often it changes."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    stamp: datetime
    place: str = ""
    text: str = ""
    url: str = ""
    cancelled: bool = False
    tentative: bool = False


def uid_of(tenant: Tenant, visit: Visit) -> str:
    return f"{visit.number.lower()}@{tenant.host}"


def place_of(visit: Visit) -> str:
    parts = (visit.street, f"{visit.postcode} {visit.city}".strip())
    return ", ".join(part for part in parts if part)


def entry_of(
    tenant: Tenant, visit: Visit, *, title: str, text: str = "", url: str = "", cancelled: bool = False
) -> Entry | None:
    """The event of a visit that has a time; None without one."""
    if visit.starts_at is None or visit.ends_at is None:
        return None
    return Entry(
        uid=uid_of(tenant, visit),
        sequence=visit.version,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        title=title,
        stamp=visit.state_since,
        place=place_of(visit),
        text=text,
        url=url,
        cancelled=cancelled or visit.state == VisitState.CANCELLED,
        tentative=visit.state == VisitState.PLANNED,
    )


def calendar_file(entries: Iterable[Entry], *, name: str = "", method: Method | None = None) -> bytes:
    """The finished file; equal entries give equal bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method is not None:
        calendar.add("method", method.value)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    if entry.place:
        event.add("location", entry.place)
    if entry.text:
        event.add("description", entry.text)
    if entry.url:
        event.add("url", entry.url)
    if entry.cancelled:
        event.add("status", "CANCELLED")
    else:
        event.add("status", "TENTATIVE" if entry.tentative else "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event
