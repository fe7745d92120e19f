"""A report's corrections in the words of whoever reads them on a page: office, dealer, technician."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy, ngettext

from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.rules.report_corrections import changed_fields

FIELD_WORDS: Final[dict[str, Any]] = {
    "arrived_at": gettext_lazy("Angekommen"),
    "left_at": gettext_lazy("Fertig um"),
    "travel_minutes": gettext_lazy("Fahrzeit"),
    "travel_km": gettext_lazy("Fahrstrecke"),
}


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A moment is for the page to write in its time zone, anything else is words; empty is not known."""

    what: str
    before: datetime | str
    after: datetime | str
    is_moment: bool


@dataclass(frozen=True, slots=True)
class ToldCorrection:
    """`by` is empty for whoever reads of the office as a whole."""

    at: datetime
    by: str
    reason: str
    changes: tuple[ToldChange, ...]


def corrections_told(actor: Actor, report: ServiceReport) -> tuple[ToldCorrection, ...]:
    """The newest first; `report` comes from the queries of reports. Who it was, only the office reads."""
    if report.correction is None:
        return ()
    named = actor.is_staff or actor.is_system
    return tuple(
        ToldCorrection(
            at=one.made_at,
            by=one.made_by_name if named else "",
            reason=one.reason,
            changes=tuple(
                ToldChange(
                    what=str(FIELD_WORDS[name]),
                    before=value_shown(name, getattr(one.former_times, name)),
                    after=value_shown(name, getattr(one.times, name)),
                    is_moment=name in ("arrived_at", "left_at"),
                )
                for name in changed_fields(one.former_times, one.times)
            ),
        )
        for one in sorted(report.corrections.all(), key=lambda one: one.number, reverse=True)
    )


def value_shown(name: str, value: datetime | Decimal | int | None) -> datetime | str:
    """As `ToldChange` has it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value
    if name == "travel_minutes":
        minutes = int(value)
        return ngettext("%(minutes)s Minute", "%(minutes)s Minuten", minutes) % {"minutes": minutes}
    return f"{number_format(Decimal(value).normalize())} km"
