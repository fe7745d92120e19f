"""What passed between house and customer about an appointment, and maintenance, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

Facts = dict[str, Any]

APPOINTMENT_ICONS: Final = {
    "appointment.slots_offered": ("calendar-event", "wait"),
    "appointment.link": ("mail", "neutral"),
    "appointment.answered": ("calendar-event", "info"),
    "maintenance.comes_up": ("calendar-time", "info"),
    "service_offer.answered": ("file-certificate", "ok"),
}
_ANSWERS: Final[dict[str, Callable[[], str]]] = {
    "choose": lambda: _("Kunde wählt einen Termin für %(number)s"),
    "confirm": lambda: _("Kunde bestätigt den Termin von %(number)s"),
    "move": lambda: _("Kunde verschiebt den Termin von %(number)s"),
    "none_suits": lambda: _("Keine Zeit für %(number)s passt dem Kunden"),
}
_LINKS: Final[dict[str, Callable[[], str]]] = {
    "mail": lambda: _("Link zum Termin von %(number)s an den Kunden gesendet"),
    "news": lambda: _("Kunde hört vom Termin von %(number)s"),
    "print": lambda: _("Brief zum Termin von %(number)s gedruckt"),
}


def _moment(value: str | None) -> str:
    if not value:
        return ""
    local = localtime(datetime.fromisoformat(value))
    return f"{date_format(local, _('D, j. F Y'))}, {local:%H:%M}"


def _offered(f: Facts, _p: Facts) -> tuple[str, str]:
    text = _("Termine für %(number)s zur Wahl angeboten") % {"number": f["number"]}
    return text, "; ".join(_moment(slot) for slot in f.get("slots", []))


def _link(f: Facts, p: Facts) -> tuple[str, str]:
    words = _LINKS.get(f.get("how", ""), lambda: _("Link zum Termin von %(number)s"))
    return words() % {"number": f["number"]}, p.get("address", "")


def _answered(f: Facts, p: Facts) -> tuple[str, str]:
    words = _ANSWERS.get(f.get("act", ""), lambda: _("Kunde antwortet zu %(number)s"))
    when = _moment(f.get("starts_at")) if f.get("act") != "none_suits" else ""
    return words() % {"number": f["number"]}, " · ".join(part for part in (when, p.get("wish", "")) if part)


def _comes_up(f: Facts, p: Facts) -> tuple[str, str]:
    due = date_format(datetime.fromisoformat(f["due_on"]), "SHORT_DATE_FORMAT")
    return _("Wartung fällig am %(day)s: Einsatz %(visit)s") % {"day": due, "visit": f["visit"]}, p.get(
        "plan", ""
    )


def _offer_answered(f: Facts, p: Facts) -> tuple[str, str]:
    return _("Angebot %(number)s angenommen") % {"number": f["number"]}, p.get("by", "")


APPOINTMENT_SENTENCES: Final[dict[str, Callable[[Facts, Facts], tuple[str, str]]]] = {
    "appointment.slots_offered": _offered,
    "appointment.link": _link,
    "appointment.answered": _answered,
    "maintenance.comes_up": _comes_up,
    "service_offer.answered": _offer_answered,
}
