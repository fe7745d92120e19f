"""What an absence does to the plan, in words: what is in its way, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from django.utils.translation import gettext as _

from kulanz.screens.visits import when_of
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.execution.visit_words import moment_words
from kulanz.workflows.absences import Absent, InTheWay


def in_the_way_context(found: Sequence[InTheWay], zone: tzinfo) -> dict[str, Any]:
    """The visits with what would become of each, and from when on nothing that stays is in the way."""
    staying = [one for one in found if not one.moves]
    return {
        "in_the_way": [
            {"visit": one.visit, "when": when_of(one.visit, zone), "becomes": _becomes(one)} for one in found
        ],
        "may_free": not staying,
        "free_from": moment_words(max(one.until for one in staying).astimezone(zone)) if staying else "",
    }


def absent_words(noted: Absent) -> list[str]:
    """What has to be planned again, and where the others go alone."""
    found = []
    if noted.off_plan:
        text = _("Vom Plan genommen und neu zu planen: %(numbers)s.")
        found.append(text % {"numbers": ", ".join(noted.off_plan)})
    if noted.without_him:
        text = _("Ohne %(who)s geplant bleibt: %(numbers)s.")
        values = {"who": noted.booking.technician.name, "numbers": ", ".join(noted.without_him)}
        found.append(text % values)
    return found


def _becomes(one: InTheWay) -> str:
    if one.visit.state == VisitState.UNDER_WAY:
        return _("läuft gerade und bleibt; erst sein Bericht beendet ihn")
    if not one.moves:
        return _("ist schon gewesen und bleibt")
    if one.staying:
        names = ", ".join(person.name for person in one.staying)
        return _("bleibt auf dem Plan; es fährt %(names)s") % {"names": names}
    return _("kommt vom Plan und ist neu zu planen")
