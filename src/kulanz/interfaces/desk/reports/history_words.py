"""The protocol's entries about service reports in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kulanz.stages.execution.models.choices import RESULT

Facts = dict[str, Any]

REPORT_ICONS: Final = {
    "report.received": ("report", "ok"),
    "report.photo_received": ("photo", "neutral"),
    "report.drawn": ("file-type-pdf", "neutral"),
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
    "report.copy_sent": _copy,
    "report.parts_asked_for": _parts,
}
