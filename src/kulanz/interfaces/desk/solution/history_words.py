"""The protocol's entries about deciding in words (R326–R329)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.core.money import money_text
from kulanz.stages.solution.models.choices import DECISION_STATE

Facts = dict[str, Any]
Sentence = Callable[[Facts, Facts], tuple[str, str]]

SOLUTION_ICONS: Final = {
    "solution.cost_entered": ("coin", "neutral"),
    "solution.spare_part_changed": ("package", "neutral"),
    "solution.remedy_excluded": ("ban", "neutral"),
    "solution.service_planned": ("tools", "neutral"),
    "solution.remedy_proposed": ("hourglass", "wait"),
    "solution.remedy_decided": ("checklist", "info"),
    "solution.remedy_ended": ("flag", "neutral"),
}


def _money(amount: Any, currency: str) -> str:
    return "" if amount is None else money_text(Decimal(str(amount)), currency, get_language() or "de")


def _entered(f: Facts, p: Facts) -> tuple[str, str]:
    if f["amount"] is None:
        return _("Handeintrag zurückgenommen"), _money(f["before"], f["currency"])
    amount = _money(f["amount"], f["currency"])
    if p.get("usual_of"):
        return _("Üblicher Preis von %(who)s: %(amount)s") % {"who": p["usual_of"], "amount": amount}, ""
    return _("Kosten von Hand: %(amount)s") % {"amount": amount}, p.get("reason", "")


def _part(f: Facts, p: Facts) -> tuple[str, str]:
    said = _("Ersatzteil entfernt: %(part)s") if f.get("removed") else _("Ersatzteil: %(part)s")
    return said % {"part": f["part"]}, f"× {Decimal(str(f['quantity'])).normalize():f}"


def _excluded(f: Facts, p: Facts) -> tuple[str, str]:
    said = _("Maßnahme ausgeschlossen") if f["excluded"] else _("Ausschluss einer Maßnahme aufgehoben")
    return said, p.get("reason", "")


def _planned(f: Facts, p: Facts) -> tuple[str, str]:
    return _("Kundendienst vorgesehen: %(who)s") % {"who": p.get("executor") or "–"}, p.get("task", "")


def _proposed(f: Facts, p: Facts) -> tuple[str, str]:
    said = _("%(remedy)s vorgeschlagen, wartet auf Freigabe") % {"remedy": f["remedy_name"]}
    return said, _money(f["total"], f["currency"])


def _decided(f: Facts, p: Facts) -> tuple[str, str]:
    why = "; ".join(text for text in (p.get("dearer_reason", ""), p.get("wish_reason", "")) if text)
    cost = _money(f["total"], f["currency"])
    detail = ": ".join(text for text in (cost, why) if text)
    if p.get("assembler"):
        detail += " – " + _("Montage nur durch %(name)s (zertifiziert)") % {"name": p["assembler"]}
    return _("Entschieden: %(remedy)s") % {"remedy": f["remedy_name"]}, detail


def _ended(f: Facts, p: Facts) -> tuple[str, str]:
    state = dict(DECISION_STATE).get(f["state"], f["state"])
    return f"{f['remedy_name']}: {state}", p.get("reason", "")


SOLUTION_SENTENCES: Final[dict[str, Sentence]] = {
    "solution.cost_entered": _entered,
    "solution.spare_part_changed": _part,
    "solution.remedy_excluded": _excluded,
    "solution.service_planned": _planned,
    "solution.remedy_proposed": _proposed,
    "solution.remedy_decided": _decided,
    "solution.remedy_ended": _ended,
}
