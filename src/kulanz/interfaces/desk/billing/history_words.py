"""The protocol's entries about offers, credit notes and booked costs in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.core.money import money_text
from kulanz.interfaces.desk.billing.presenting import CHANNELS

Facts = dict[str, Any]
Sentence = Callable[[Facts, Facts], tuple[str, str]]

BILLING_ICONS: Final = {
    "offer.made": ("tag", "info"),
    "offer.sent": ("send", "neutral"),
    "offer.accepted": ("circle-check", "ok"),
    "offer.declined": ("ban", "warn"),
    "offer.countered": ("arrows-exchange", "info"),
    "offer.reminded": ("bell", "neutral"),
    "offer.expired": ("calendar-due", "warn"),
    "offer.withdrawn": ("rotate", "neutral"),
    "credit.recorded": ("receipt-refund", "info"),
    "credit.goods_arrived": ("package", "ok"),
    "credit.released": ("send", "info"),
    "credit.confirmed": ("circle-check", "ok"),
    "credit.cancelled": ("ban", "warn"),
    "credit.documented": ("file-type-pdf", "neutral"),
    "credit.account_given": ("building-bank", "neutral"),
    "credit.account_erased": ("trash", "neutral"),
    "cost.booked": ("coin", "neutral"),
}


def _money(amount: Any, currency: str) -> str:
    return money_text(Decimal(str(amount)), currency, get_language() or "de")


def _made(f: Facts, p: Facts) -> tuple[str, str]:
    amount = _money(f["gross"] if f.get("shown_gross") else f["net"], f["currency"])
    text = _("Neues Angebot über %(amount)s") if f.get("replaces") else _("Angebot über %(amount)s")
    until = date_format(date.fromisoformat(f["expires_on"]), "SHORT_DATE_FORMAT")
    return text % {"amount": amount}, _("gültig bis %(day)s") % {"day": until}


def _accepted(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Angebot nach Fristablauf angenommen") if f.get("late") else _("Angebot angenommen")
    return f"{text} ({CHANNELS.get(f['channel'], f['channel'])})", p.get("by", "")


def _declined(f: Facts, p: Facts) -> tuple[str, str]:
    detail = ": ".join(part for part in (p.get("by", ""), p.get("text", "")) if part)
    return f"{_('Angebot abgelehnt')} ({CHANNELS.get(f['channel'], f['channel'])})", detail


def _countered(f: Facts, p: Facts) -> tuple[str, str]:
    amount = _money(f["amount"], f["currency"])
    return _("Gegenvorschlag des Kunden: %(amount)s") % {"amount": amount}, p.get("by", "")


def _recorded(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Gutschrift %(number)s über %(amount)s erfasst") % {
        "number": f["number"],
        "amount": _money(f["gross"], f["currency"]),
    }
    return text, _("wartet auf die Ware") if f.get("waits_for_goods") else ""


def _released(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Gutschrift %(number)s freigegeben") % {"number": f["number"]}
    return text, _("ohne Bankverbindung") if f.get("without_account") else ""


def _booked(f: Facts, p: Facts) -> tuple[str, str]:
    text = _("Istkosten gebucht: %(kind)s %(amount)s") % {
        "kind": f["cost_kind"],
        "amount": _money(f["amount"], f["currency"]),
    }
    return text, ""


BILLING_SENTENCES: Final[dict[str, Sentence]] = {
    "offer.made": _made,
    "offer.sent": lambda f, p: (_("Link zum Angebot ausgegeben"), ""),
    "offer.accepted": _accepted,
    "offer.declined": _declined,
    "offer.countered": _countered,
    "offer.reminded": lambda f, p: (
        _("An das Angebot erinnert")
        if f.get("channel") == "mail"
        else _("Angebot läuft bald ab; erinnern ging nicht, es gibt keine E-Mail-Adresse"),
        "",
    ),
    "offer.expired": lambda f, p: (_("Angebot ist abgelaufen"), ""),
    "offer.withdrawn": lambda f, p: (_("Angebot zurückgezogen"), p.get("reason", "")),
    "credit.recorded": _recorded,
    "credit.goods_arrived": lambda f, p: (
        _("Ware zurück, Gutschrift %(number)s erfasst") % {"number": f["number"]},
        "",
    ),
    "credit.released": _released,
    "credit.confirmed": lambda f, p: (
        _("Gutschrift %(number)s fakturiert") % {"number": f["number"]},
        f.get("external_number", ""),
    ),
    "credit.cancelled": lambda f, p: (
        _("Gutschrift %(number)s storniert") % {"number": f["number"]},
        p.get("reason", ""),
    ),
    "credit.documented": lambda f, p: (
        _("Beleg zur Gutschrift %(number)s erstellt") % {"number": f["number"]},
        "",
    ),
    "credit.account_given": lambda f, p: (
        _("Bankverbindung zur Gutschrift %(number)s liegt vor") % {"number": f["number"]},
        "",
    ),
    "credit.account_erased": lambda f, p: (
        _("Bankverbindung zur Gutschrift %(number)s gelöscht") % {"number": f["number"]},
        "",
    ),
    "cost.booked": _booked,
}
