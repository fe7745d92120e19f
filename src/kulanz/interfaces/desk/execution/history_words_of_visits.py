"""The protocol's entries about visits in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kulanz.stages.execution.models.choices import RESULT
from kulanz.stages.execution.plan_words import reason_said
from kulanz.stages.execution.visit_words import VISIT_KINDS, VISIT_STATES, day_words, span_of

Facts = dict[str, Any]
_RESULTS: Final = dict(RESULT)

VISIT_ICONS: Final = {
    "visit.made": ("calendar-event", "neutral"),
    "visit.changed": ("edit", "neutral"),
    "visit.planned": ("calendar-event", "info"),
    "visit.moved": ("calendar-time", "info"),
    "visit.off_plan": ("calendar-off", "warn"),
    "visit.cancelled": ("ban", "warn"),
    "visit.started": ("player-play", "info"),
    "visit.ended": ("tools", "ok"),
}
_FIELDS: Final[dict[str, Callable[[], str]]] = {
    "kind": lambda: _("Art"),
    "task": lambda: _("Aufgabe"),
    "duration_minutes": lambda: _("Dauer"),
    "wanted_on": lambda: _("Wunschtag"),
    "organisation_id": lambda: _("Wessen Techniker"),
    "works": lambda: _("Arbeitsarten"),
    "parts": lambda: _("Teile"),
    "tools": lambda: _("Spezialwerkzeug"),
    "place": lambda: _("Einsatzort"),
}


def _made(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Einsatz %(number)s angelegt: %(kind)s") % {
        "number": f["number"],
        "kind": VISIT_KINDS.get(f["kind"], f["kind"]),
    }
    return text, _("nach %(number)s") % {"number": f["follows"]} if f.get("follows") else ""


def _changed(f: Facts, p: Facts) -> tuple[str, str]:
    names = [_FIELDS.get(name, lambda name=name: name)() for name in f.get("fields", ())]
    return _("Einsatz %(number)s geändert") % {"number": f["number"]}, ", ".join(names)


def _planned(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Einsatz %(number)s geplant für %(when)s") % {"number": f["number"], "when": _when(f)}
    return text, p.get("crew", "")


def _moved(f: Facts, p: Facts) -> tuple[str, str]:
    # one is written as the planner's clock says it, the other as the database does
    if _parsed(f.get("starts_before")) == _parsed(f.get("starts_at")):
        text = _("Einsatz %(number)s neu besetzt, %(when)s")
    else:
        text = _("Einsatz %(number)s verschoben auf %(when)s")
    before = _moment(f.get("starts_before"))
    was = _("vorher %(when)s") % {"when": before} if before else ""
    return text % {"number": f["number"], "when": _when(f)}, " · ".join(
        detail for detail in (p.get("crew", ""), was) if detail
    )


def _off_plan(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Einsatz %(number)s vom Plan genommen, war %(when)s")
    when = _moment(f.get("starts_before"))
    return text % {"number": f["number"], "when": when}, reason_said(p)


def _cancelled(f: Facts, p: Facts) -> tuple[str, str]:
    return _("Einsatz %(number)s abgesagt") % {"number": f["number"]}, reason_said(p)


def _ended(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Einsatz %(number)s %(state)s: %(result)s") % {
        "number": f["number"],
        "state": VISIT_STATES.get(f["state"], f["state"]),
        "result": _RESULTS.get(f["result"], f["result"]),
    }
    doubt = ""
    if not f.get("authorised", True):
        doubt = _("ohne gültige Berechtigung, gilt nicht als gelöst")
    elif not f.get("proven", True):
        doubt = _("Sicherheit nicht nachgewiesen, gilt nicht als gelöst")
    return text, " · ".join(detail for detail in (doubt, _too_early(f), reason_said(p)) if detail)


def _too_early(f: Facts) -> str:
    planned, told = _parsed(f.get("planned_for")), _parsed(f.get("told_at"))
    if planned is None or told is None or told >= planned:
        return ""
    return _("vor der Zeit: gemeldet %(told)s, vereinbart %(planned)s") % {
        "told": f"{day_words(told)}, {told:%H:%M}",
        "planned": f"{day_words(planned)}, {planned:%H:%M}",
    }


def _when(f: Facts) -> str:
    start, end = _parsed(f.get("starts_at")), _parsed(f.get("ends_at"))
    if start is None or end is None:
        return ""
    return span_of(start, end)


def _moment(text: str | None) -> str:
    found = _parsed(text)
    return f"{day_words(found)}, {found:%H:%M}" if found is not None else ""


def _parsed(text: str | None) -> datetime | None:
    return localtime(datetime.fromisoformat(text)) if text else None


VISIT_SENTENCES: Final[dict[str, Callable[[Facts, Facts], tuple[str, str]]]] = {
    "visit.made": _made,
    "visit.changed": _changed,
    "visit.planned": _planned,
    "visit.moved": _moved,
    "visit.off_plan": _off_plan,
    "visit.cancelled": _cancelled,
    "visit.started": lambda f, p: (_("Einsatz %(number)s begonnen") % {"number": f["number"]}, ""),
    "visit.ended": _ended,
}
