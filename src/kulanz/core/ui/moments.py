"""Instants as people say them, in the tenant's time zone and the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


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
    same_year = day.year == now.astimezone(tz).year
    return formats.date_format(day, _("j. M") if same_year else _("j. M Y"))


def long_moment(at: dt.datetime, tz: ZoneInfo) -> str:
    """“Freitag, 14. November 2026, 09:30 Uhr”."""
    return formats.date_format(at.astimezone(tz), _(r"l, j. F Y, H:i \U\h\r"))


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
