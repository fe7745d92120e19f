"""Visits in words and colours: states, what is unusual about a time, why somebody is suggested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.badges import Badge, Tone
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.models.choices import VISIT_KIND, VISIT_STATE
from kulanz.stages.execution.queries.luggage import parts_short, tools_elsewhere
from kulanz.stages.execution.queries.suggestions import Because, warnings_of
from kulanz.stages.execution.queries.tools import ToolCollision, tool_collisions
from kulanz.stages.execution.queries.ways import ShortWay, short_ways
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.execution.rules.working_day import Unusual

VISIT_KINDS: Final = dict(VISIT_KIND)
VISIT_STATES: Final = dict(VISIT_STATE)
TONES: Final = {
    VisitState.TO_PLAN: Tone.INFO,
    VisitState.OFFERED: Tone.WAIT,
    VisitState.PLANNED: Tone.WAIT,
    VisitState.CONFIRMED: Tone.WAIT,
    VisitState.UNDER_WAY: Tone.INFO,
    VisitState.DONE: Tone.OK,
    VisitState.FUTILE: Tone.WARN,
    VisitState.CANCELLED: Tone.NEUTRAL,
}
UNUSUAL: Final[dict[Unusual, str | Promise]] = {
    Unusual.BEFORE_DAY: _("vor Dienstbeginn"),
    Unusual.AFTER_DAY: _("nach Dienstende"),
    Unusual.SEVERAL_DAYS: _("über mehrere Tage"),
    Unusual.CLOSED: _("kein Arbeitstag"),
    Unusual.PAST: _("Zeit schon vorbei"),
    Unusual.AFTER_WANTED: _("nach dem gewünschten Tag"),
}
BECAUSE: Final[dict[Because, str | Promise]] = {
    Because.CERTIFIED: _("Zertifikat gültig"),
    Because.NAMED: _("für die Montage benannt"),
    Because.WISHED: _("vom Händler gewünscht"),
    Because.REGION: _("eigenes Gebiet"),
    Because.NEAR: _("an dem Tag in der Nähe"),
    Because.PARTS: _("Teile im Fahrzeug"),
    Because.SOME_PARTS: _("einige Teile im Fahrzeug"),
    Because.WANTED_DAY: _("am gewünschten Tag"),
}


def visit_badge(state: str) -> Badge:
    found = VisitState(state)
    return Badge(VISIT_STATES[found.value], TONES[found])


def warning_words(found: Mapping[str, Iterable[Unusual]]) -> list[str]:
    """“Fritz Fink: nach Dienstende” for each person."""
    return [f"{name}: {', '.join(str(UNUSUAL[one]) for one in what)}" for name, what in found.items()]


def way_words(found: Iterable[ShortWay]) -> list[str]:
    """“Fritz Fink: Zwischen Leipzig und Dortmund bleiben 0 Minuten, geschätzt sind 240.”"""
    text = gettext(
        "%(who)s: Zwischen %(here)s und %(there)s bleiben %(left)s Minuten, geschätzt sind %(needed)s."
    )
    return [
        text % {"who": one.who, "here": one.here, "there": one.there, "left": one.left, "needed": one.needed}
        for one in found
    ]


def luggage_words(visit: Visit, crew: Sequence[Technician], *, house: int | None = None) -> list[str]:
    """“Das Spezialwerkzeug Gasfederpresse (SW-101) liegt bei Fritz Fink.” Who reads it for a `house` (an
    organisation's id) learns of others' people and visits no more than that there are some.
    """
    found = []
    for one in tools_elsewhere(visit, crew):
        if house not in (None, one.of):
            text = gettext("Das Spezialwerkzeug %(tool)s liegt bei jemand anderem.")
        elif one.holder is not None:
            text = gettext("Das Spezialwerkzeug %(tool)s liegt bei %(who)s.")
        else:
            text = gettext("Das Spezialwerkzeug %(tool)s liegt im Fahrzeug %(vehicle)s.")
        values = {"tool": one.tool, "who": one.holder.name if one.holder else "", "vehicle": one.vehicle}
        found.append(text % values)
    found += [_collision(clash, house) for clash in tool_collisions(visit)]
    short = parts_short(visit, crew)
    if short:
        parts = [f"{floatformat(one.quantity, '-2')} × {one.article}" for one in short]
        found.append(gettext("Nicht im Fahrzeug: %(parts)s.") % {"parts": ", ".join(parts)})
    return found


def _collision(clash: ToolCollision, house: int | None) -> str:
    if clash.uninspected_since is not None:
        day = date_format(clash.uninspected_since, "SHORT_DATE_FORMAT")
        return gettext("%(tool)s war nur bis %(day)s geprüft.") % {"tool": clash.tool, "day": day}
    if house not in (None, clash.organisation_id):
        return gettext("%(tool)s wird gleichzeitig anderswo gebraucht.") % {"tool": clash.tool}
    values = {"tool": clash.tool, "number": clash.visit_number}
    return gettext("%(tool)s wird gleichzeitig für %(number)s gebraucht.") % values


def plan_warnings(
    tenant: Tenant, visit: Visit, crew: Sequence[Technician], *, at: datetime, house: int | None = None
) -> list[str]:
    """Everything unusual about a planned visit's time, by person, and what the crew would not have with
    them, in words. It is said, never refused. `house` is as for `luggage_words`.
    """
    if visit.starts_at is None or visit.ends_at is None:
        return []
    odd = warnings_of(tenant, crew, visit.starts_at, visit.ends_at, at=at, wanted_on=visit.wanted_on)
    return [
        *warning_words(odd),
        *way_words(short_ways(visit, crew, visit.starts_at, visit.ends_at)),
        *luggage_words(visit, crew, house=house),
    ]


def day_words(moment: date) -> str:
    """“Di., 17.11.2026”; a moment is local."""
    return f"{date_format(moment, 'D')}, {date_format(moment, 'SHORT_DATE_FORMAT')}"


def moment_words(moment: datetime) -> str:
    """“Di., 17.11.2026, 09:00”; the moment is local."""
    return f"{day_words(moment)}, {moment:%H:%M}"


def span_of(starts: datetime, ends: datetime) -> str:
    """“Di., 17.11.2026, 09:00–10:00”; both are local."""
    if starts.date() == ends.date():
        return f"{day_words(starts)}, {starts:%H:%M}–{ends:%H:%M}"
    return f"{day_words(starts)}, {starts:%H:%M} – {day_words(ends)}, {ends:%H:%M}"
