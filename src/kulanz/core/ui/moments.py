"""Instants as people say them, in the tenant's time zone and the reader's language.

A list shows a hundred of them, so names of days and months are looked up once for each language.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import formats
from django.utils.dates import MONTHS, MONTHS_AP, WEEKDAYS
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


@dataclass(frozen=True)
class _CalendarWords:
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    short: str
    short_with_year: str
    long: str


@functools.cache
def _calendar_words(language: str | None) -> _CalendarWords:
    """Names and patterns of the active language; the argument only names the entry of the cache."""
    return _CalendarWords(
        weekdays=tuple(str(WEEKDAYS[number]) for number in range(7)),
        months=tuple(str(MONTHS[number]) for number in range(1, 13)),
        short_months=tuple(str(MONTHS_AP[number]) for number in range(1, 13)),
        short=_("{day}. {month}"),
        short_with_year=_("{day}. {month} {year}"),
        long=_("{weekday}, {day}. {month} {year}, {time} Uhr"),
    )


@functools.cache
def zone(name: str | None) -> ZoneInfo:
    """The time zone of that name; Berlin where there is none."""
    try:
        return ZoneInfo(name or "Europe/Berlin")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Europe/Berlin")


def relative(at: dt.datetime, now: dt.datetime, tz: ZoneInfo) -> str:
    """“vor 3 Std.”, “in 2 Tagen”; from a week on the date itself."""
    seconds = int((now - at).total_seconds())
    past, distance = seconds >= 0, abs(seconds)
    if distance < MINUTE:
        return _("gerade eben") if past else _("gleich")
    if distance < HOUR:
        minutes = distance // MINUTE
        return (_("vor %d Min.") if past else _("in %d Min.")) % minutes
    days = abs((now.astimezone(tz).date() - at.astimezone(tz).date()).days)
    if distance < DAY and (days == 0 or distance < 12 * HOUR):
        return (_("vor %d Std.") if past else _("in %d Std.")) % (distance // HOUR)
    if days <= 1:
        return _("gestern") if past else _("morgen")
    if days < 7:
        text = (
            ngettext("vor %d Tag", "vor %d Tagen", days)
            if past
            else ngettext("in %d Tag", "in %d Tagen", days)
        )
        return text % days
    return short_date(at, now, tz)


def short_date(at: dt.datetime | dt.date, now: dt.datetime, tz: ZoneInfo) -> str:
    """“14. Nov.”, with the year where it is another one."""
    day = at.astimezone(tz).date() if isinstance(at, dt.datetime) else at
    words = _calendar_words(get_language())
    pattern = words.short if day.year == now.astimezone(tz).year else words.short_with_year
    return pattern.format(day=day.day, month=words.short_months[day.month - 1], year=day.year)


def full_date(at: dt.datetime | dt.date, tz: ZoneInfo) -> str:
    """“14. Nov. 2026”: for what holds for years, where a day without its year reads as the coming one."""
    day = at.astimezone(tz).date() if isinstance(at, dt.datetime) else at
    words = _calendar_words(get_language())
    return words.short_with_year.format(day=day.day, month=words.short_months[day.month - 1], year=day.year)


def long_moment(at: dt.datetime, tz: ZoneInfo, until: dt.datetime | None = None) -> str:
    """“Freitag, 14. November 2026, 09:30 Uhr”; the day is said once for a stretch within it."""
    local = at.astimezone(tz)
    end = until.astimezone(tz) if until is not None else None
    if end is not None and end.date() != local.date():
        return f"{long_moment(at, tz)} – {long_moment(end, tz)}"
    words = _calendar_words(get_language())
    return words.long.format(
        weekday=words.weekdays[local.weekday()],
        day=local.day,
        month=words.months[local.month - 1],
        year=local.year,
        time=f"{local:%H:%M}–{end:%H:%M}" if end else f"{local:%H:%M}",
    )


def file_size(count: int) -> str:
    """“3,4 MB”: decimal units, one digit below ten."""
    if count < 1000:
        return _("%d Byte") % count
    value = count / 1000
    units = ["kB", "MB", "GB", "TB"]
    while value >= 999.5 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{formats.number_format(round(value, 1), 1 if value < 9.95 else 0)} {units[0]}"
