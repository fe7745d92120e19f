"""The protocol's entries about orders in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.core.money import money_text
from kulanz.interfaces.desk.execution.presenting import KINDS, STATES
from kulanz.stages.execution.plan_words import bars_said, reason_said
from kulanz.stages.execution.rules.plan_reasons import bars_of
from kulanz.stages.solution.rules.remedies import OrderKind

Facts = dict[str, Any]

ORDER_ICONS: Final = {
    "order.placed": ("truck-delivery", "info"),
    "order.handed_over": ("send", "info"),
    "order.state_changed": ("truck", "info"),
    "order.cancelled": ("ban", "warn"),
    "order.answered": ("tools", "info"),
    "order.work_told": ("user-check", "info"),
    "order.off_plan": ("calendar-off", "warn"),
    "order.link": ("link", "neutral"),
    "order.hand_over_retried": ("reload", "neutral"),
    "order.address_changed": ("map-pin", "neutral"),
    "order.executor_changed": ("building", "info"),
}
_ANSWERS: Final[dict[str, Callable[[], str]]] = {
    "accepts": lambda: _("nimmt den Auftrag an"),
    "date": lambda: _("nennt einen Termin"),
    "declines": lambda: _("lehnt den Auftrag ab"),
    "done": lambda: _("meldet den Auftrag als erledigt"),
    "futile": lambda: _("war vergeblich da"),
}
_BY: Final[dict[str, Callable[[], str]]] = {
    "file": lambda: _("an die Warenwirtschaft"),
    "mail": lambda: _("per E-Mail"),
    "hand": lambda: _("von Hand"),
}
_LINKS: Final[dict[str, Callable[[], str]]] = {
    "sent": lambda: _("Auftrag %(number)s noch einmal an die Firma gesendet"),
    "shown": lambda: _("Link zu Auftrag %(number)s am Schreibtisch ausgegeben"),
    "revoked": lambda: _("Link zu Auftrag %(number)s beendet"),
}


def _placed(f: Facts, p: Facts) -> tuple[str, str]:
    text = (
        _("%(kind)s %(number)s noch einmal erteilt") if f.get("again") else _("%(kind)s %(number)s erteilt")
    )
    said = text % {"kind": KINDS.get(f["kind"], f["kind"]), "number": f["number"]}
    if f["kind"] != OrderKind.SERVICE:
        return said, p.get("recipient", "")
    # goods go to somebody; a service is carried out by somebody
    return said, _("Ausführung: %(who)s") % {"who": p["executor"]} if p.get("executor") else ""


def _handed_over(f: Facts, p: Facts) -> tuple[str, str]:
    by = _BY.get(f.get("by", ""), lambda: "")()
    return _("Auftrag %(number)s übergeben %(by)s") % {"number": f["number"], "by": by}, p.get("note", "")


def _changed(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Auftrag %(number)s: %(state)s") % {
        "number": f["number"],
        "state": STATES.get(f["state"], f["state"]),
    }
    details = [
        _("geplant %(when)s") % {"when": _when(f, "planned_on", "planned_at", "planned_until")}
        if f.get("planned_on")
        else "",
        _("erledigt am %(day)s") % {"day": _day(f["done_on"])} if f.get("done_on") else "",
        _("Nummer %(number)s") % {"number": f["external_number"]} if f.get("external_number") else "",
        reason_said(p),
    ]
    return text, " · ".join(detail for detail in details if detail)


def _cancelled(f: Facts, p: Facts) -> tuple[str, str]:
    return _("Auftrag %(number)s storniert") % {"number": f["number"]}, reason_said(p)


def _answered(f: Facts, p: Facts) -> tuple[str, str]:
    text, detail = answer_words(f, p)
    return f"{text} ({f['number']})", detail


def answer_words(f: Facts, p: Facts) -> tuple[str, str]:
    """“Mona Möwe nimmt den Auftrag an”, and what was said with it."""
    said = _ANSWERS.get(f.get("answer", ""), lambda: "")()
    details = [
        _("ohne gültige Berechtigung") if f.get("authorised") is False else "",
        p.get("technician", ""),
        _when(f, "day", "from_time", "until_time"),
        _("%(hours)s Stunden") % {"hours": _figure(f["hours"])} if f.get("hours") else "",
        money_text(Decimal(f["amount"]), f.get("currency") or "EUR", get_language() or "de")
        if f.get("amount")
        else "",
        p.get("note", ""),
    ]
    who = p.get("who") or _("Die Firma")
    return f"{who} {said}", " · ".join(detail for detail in details if detail)


def _work_told(f: Facts, p: Facts) -> tuple[str, str]:
    """“Auftrag A-1: ausgeführt von Mona Möwe am 16.11.2026”."""
    values = {"number": f["number"], "who": p.get("people") or _("niemand genannt"), "day": _day(f["day"])}
    if not f.get("authorised", True):
        text = _("Auftrag %(number)s: ohne gültige Berechtigung ausgeführt am %(day)s (%(who)s)") % values
        bars = p.get("bars") or ()
        return text, bars_said(bars_of(bars)) if bars else p.get("why", "")
    if f["state"] == "done":
        return _("Auftrag %(number)s: ausgeführt von %(who)s am %(day)s") % values, ""
    return _("Auftrag %(number)s: %(who)s kommt am %(day)s") % values, ""


def _off_plan(f: Facts, p: Facts) -> tuple[str, str]:
    values = {"number": f["number"], "day": _day(f["planned_before"])}
    return _("Auftrag %(number)s: Termin am %(day)s aufgehoben") % values, reason_said(p)


def _link(f: Facts, p: Facts) -> tuple[str, str]:
    text = _LINKS.get(f.get("action", ""), lambda: _("Link zu Auftrag %(number)s"))()
    return text % {"number": f["number"]}, p.get("address", "")


def _address(f: Facts, p: Facts) -> tuple[str, str]:
    after = p.get("after", {})
    return _("Anschrift von Auftrag %(number)s geändert") % {"number": f["number"]}, ", ".join(
        value for value in after.values() if value
    )


def _executor(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Auftrag %(number)s geht mit %(visit)s an %(house)s") % {
        "number": f["number"], "visit": f["visit"], "house": p.get("house") or "–",
    }  # fmt: skip
    return text, _("vorher %(before)s") % {"before": p["before"]} if p.get("before") else ""


def _when(f: Facts, day: str, start: str, end: str) -> str:
    text = _day(f.get(day))
    if not text or not f.get(start):
        return text
    hours = f"{f[start]}–{f[end]}" if f.get(end) else str(f[start])
    return _("%(day)s, %(hours)s Uhr") % {"day": text, "hours": hours}


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT") if text else ""


def _figure(text: str) -> str:
    return text.replace(".", ",") if (get_language() or "de").startswith("de") else text


ORDER_SENTENCES: Final[dict[str, Callable[[Facts, Facts], tuple[str, str]]]] = {
    "order.placed": _placed,
    "order.handed_over": _handed_over,
    "order.state_changed": _changed,
    "order.cancelled": _cancelled,
    "order.answered": _answered,
    "order.work_told": _work_told,
    "order.off_plan": _off_plan,
    "order.link": _link,
    "order.hand_over_retried": lambda f, p: (
        _("Übergabe von Auftrag %(number)s wiederholt") % {"number": f["number"]},
        "",
    ),
    "order.address_changed": _address,
    "order.executor_changed": _executor,
}
