"""The protocol's entries about service reports in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kulanz.stages.execution.models.choices import RESULT
from kulanz.stages.execution.visit_words import day_words
from kulanz.workflows.report_corrections import FIELD_WORDS, value_shown

Facts = dict[str, Any]

REPORT_ICONS: Final = {
    "report.received": ("report", "ok"),
    "report.photo_received": ("photo", "neutral"),
    "report.drawn": ("file-type-pdf", "neutral"),
    "report.corrected": ("edit", "warn"),
    "report.correction_drawn": ("file-type-pdf", "neutral"),
    "report.copy_sent": ("send", "neutral"),
    "report.parts_asked_for": ("tools", "info"),
}
_RESULTS: Final = dict(RESULT)


def _received(f: Facts, p: Facts) -> tuple[str, str]:
    result = str(_RESULTS.get(f["result"], f["result"]))
    text = _("Servicebericht %(number)s: %(result)s") % {"number": f["number"], "result": result}
    more = []
    if not f.get("authorised", True):
        more.append(_("Ohne gültige Berechtigung, zählt nicht als erledigt."))
    if f.get("unproven"):
        more.append(_("Sicherheit nicht nachgewiesen, zählt nicht als erledigt."))
    if f.get("second"):
        more.append(_("Es gab schon einen Bericht zu diesem Einsatz."))
    return text, " ".join(more)


def _drawn(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Servicebericht %(number)s als PDF abgelegt") % {"number": f["number"]}
    missing = int(f.get("missing") or 0)
    if not missing:
        return text, ""
    return text, ngettext("%(count)s Foto folgt.", "%(count)s Fotos folgen.", missing) % {"count": missing}


def _corrected(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Servicebericht %(number)s berichtigt") % {"number": f["number"]}
    told = [
        _("%(what)s: %(after)s (vorher: %(before)s)")
        % {"what": FIELD_WORDS.get(name, name), "after": _value(name, after), "before": _value(name, before)}
        for name, before, after in f.get("changes", [])
    ]
    if p.get("reason"):
        told.append(_("Grund: %(reason)s") % {"reason": p["reason"]})
    return text, "; ".join(told)


def _value(name: str, fact: str) -> str:
    if not fact:
        return _("nicht angegeben")
    if name in ("arrived_at", "left_at"):
        moment = localtime(datetime.fromisoformat(fact))
        return f"{day_words(moment)}, {moment:%H:%M}"
    return str(value_shown(name, Decimal(fact)))


def _correction_drawn(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Berichtigte Fassung des Serviceberichts %(number)s als PDF abgelegt")
    return text % {"number": f["number"]}, ""


def _picture(f: Facts, p: Facts) -> tuple[str, str]:
    if f.get("signature"):
        return _("Unterschrift aus der Techniker-App"), ""
    return _("Foto aus der Techniker-App"), ""


def _copy(f: Facts, p: Facts) -> tuple[str, str]:
    return _("Kopie des Serviceberichts %(number)s gesendet") % {"number": f["number"]}, p.get("sent_to", "")


def _parts(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Teile angefordert aus Einsatz %(number)s") % {"number": f["visit"]}
    flagged = int(f.get("flagged") or 0)
    if not flagged:
        return text, ""
    told = ngettext(
        "%(count)s Teil ist kein bekanntes Originalteil.",
        "%(count)s Teile sind keine bekannten Originalteile.",
        flagged,
    )
    return text, told % {"count": flagged}


REPORT_SENTENCES: Final[dict[str, Callable[[Facts, Facts], tuple[str, str]]]] = {
    "report.received": _received,
    "report.photo_received": _picture,
    "report.drawn": _drawn,
    "report.corrected": _corrected,
    "report.correction_drawn": _correction_drawn,
    "report.copy_sent": _copy,
    "report.parts_asked_for": _parts,
}
