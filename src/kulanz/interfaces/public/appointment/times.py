"""Days and hours of an appointment as the customer reads them, and as radio buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.visits import stays
from kulanz.stages.execution.rules.appointments import movable_until


@dataclass(frozen=True, slots=True)
class Choice:
    """A time as a radio button; `final` ones are too near to be changed here later."""

    value: str
    label: str
    final: bool


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    choices: Sequence[Choice]


def when(visit: Visit, zone: ZoneInfo) -> tuple[str, str]:
    """“Dienstag, 17. November 2026” and “9:00 bis 10:30 Uhr”; of what is over the day somebody was there."""
    stay = stays([visit]).get(visit.pk)
    if stay is not None:
        came = stay.came.astimezone(zone)
        return (_day(came), _clock(came, stay.left.astimezone(zone)) if stay.left is not None else "")
    if visit.starts_at is None or visit.ends_at is None:
        return ("", "")
    start, end = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    return (_day(start), _clock(start, end))


def until_words(visit: Visit, zone: ZoneInfo) -> str:
    """The last moment to change it himself: “Dienstag, 24. November 2026, 8:00 Uhr”."""
    if visit.starts_at is None:
        return ""
    last = movable_until(visit.starts_at).astimezone(zone)
    return _("%(day)s, %(time)s Uhr") % {"day": _day(last), "time": date_format(last, "H:i")}


def days_of(zone: ZoneInfo, visit: Visit, at: datetime, starts: Sequence[datetime]) -> list[Day]:
    """The times to choose from, day by day."""
    found = []
    local = [start.astimezone(zone) for start in starts]
    for _date, group in groupby(local, key=lambda start: start.date()):
        times = list(group)
        choices = [
            Choice(
                start.isoformat(),
                _clock(start, _after(start, visit.duration_minutes)),
                final=movable_until(start) < at,
            )
            for start in times
        ]
        found.append(Day(_day(times[0]), choices))
    return found


def _after(start: datetime, minutes: int) -> datetime:
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)


def _day(moment: datetime) -> str:
    return date_format(moment, _("l, j. F Y"))


def _clock(start: datetime, end: datetime) -> str:
    times = {"start": date_format(start, "H:i"), "end": date_format(end, "H:i")}
    if start.date() != end.date():
        times["end"] = date_format(end, "SHORT_DATETIME_FORMAT")
    return _("%(start)s bis %(end)s Uhr") % times
