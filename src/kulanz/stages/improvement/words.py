"""How figures, months and the lines of make or buy are written, on pages and in lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils import formats
from django.utils.dates import MONTHS, MONTHS_AP
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kulanz.stages.improvement.rules.options import Cost, Line, Payer, PriceItem
from kulanz.stages.improvement.rules.periods import Period, Span
from kulanz.stages.improvement.rules.rate import Window

Words = Mapping[str, str | Promise]

LINES: Final[Words] = {
    Line.HOURS: gettext_lazy("Arbeit und Fahrt, Stunden"),
    Line.KILOMETRES: gettext_lazy("Gefahrene Kilometer"),
    Line.TRAINING: gettext_lazy("Schulung der Techniker"),
    Line.VEHICLES: gettext_lazy("Fahrzeuge"),
    Line.STOCK: gettext_lazy("Ersatzteillager und Werkzeug"),
    Line.ADMINISTRATION: pgettext_lazy("cost", "Verwaltung"),
    Line.SYNERGY_SHARE: gettext_lazy("Synergien, Anteil anderer Marken"),
    Line.SYNERGY_AMOUNT: gettext_lazy("Synergien, fester Betrag"),
    Line.CALL_OUTS: gettext_lazy("Anfahrten"),
    Line.WORK: gettext_lazy("Arbeit beim Kunden, Stunden"),
    Line.DISTANCE: gettext_lazy("Gefahrene Kilometer"),
}
OWN_FIGURES: Final[Words] = {
    "hour": gettext_lazy("Kosten einer Stunde"),
    "kilometre": gettext_lazy("Kosten eines Kilometers"),
    "training": gettext_lazy("Schulung je Techniker im Jahr"),
    "technicians": gettext_lazy("Zahl der Techniker"),
    "vehicle": gettext_lazy("Kosten je Fahrzeug im Jahr"),
    "vehicles": gettext_lazy("Zahl der Fahrzeuge"),
    "stock": gettext_lazy("Lager und Werkzeug im Jahr"),
    "administration": gettext_lazy("Verwaltung im Jahr"),
    "work_hours": gettext_lazy("Übliche Arbeitszeit je Einsatz"),
    "travel_hours": gettext_lazy("Übliche Fahrzeit je Einsatz"),
    "visit_kilometres": gettext_lazy("Übliche Kilometer je Einsatz"),
    "synergy_percent": gettext_lazy("Anteil anderer Marken"),
    "synergy_amount": gettext_lazy("Weitere Ersparnis im Jahr"),
    "shared": gettext_lazy("Fahrzeuge, Lager oder Verwaltung"),
}
PRICES: Final[Words] = {
    PriceItem.CALL_OUT: gettext_lazy("Anfahrt je Einsatz"),
    PriceItem.HOUR: gettext_lazy("Arbeitsstunde"),
    PriceItem.KILOMETRE: gettext_lazy("Kilometer"),
}
PAYERS: Final[Words] = {
    Payer.DEALER: gettext_lazy("an den Händler, als Auftraggeber"),
    Payer.CUSTOMER: gettext_lazy("an seine Kunden, als Vermittler"),
}
SPANS: Final[Words] = {
    Span.YEAR: gettext_lazy("Letzte 12 Monate"),
    Span.QUARTER: gettext_lazy("Letzte 3 Monate"),
    Span.HALF: gettext_lazy("Letzte 6 Monate"),
    Span.TWO_YEARS: gettext_lazy("Letzte 24 Monate"),
    Span.CURRENT: gettext_lazy("Dieser Monat bisher"),
}


def period_text(period: Period) -> str:
    if period.span is not Span.CALENDAR:
        return str(SPANS[period.span])
    if len(period.window.months()) == 12:
        return _("Jahr %(year)s") % {"year": period.key}
    return _("Jahr %(year)s bisher") % {"year": period.key}


def missing_texts(cost: Cost, *, factory: bool) -> list[str]:
    """What a line lacks, in words; a price of the list where it is one."""
    return [
        str(PRICES[name] if factory and name in PRICES else OWN_FIGURES[name])
        for name in sorted(cost.missing)
    ]


def limited_text(cost: Cost) -> str:
    """Why less is counted than was entered; empty where all of it is."""
    if not cost.is_limited:
        return ""
    return _(
        "Begrenzt auf das, was Fahrzeuge, Lager und Verwaltung ohne den Anteil anderer Marken kosten; "
        "eingetragen ist mehr."
    )


def lacks_own(costs: Iterable[Cost], *, factory: bool) -> bool:
    """Whether the dealer itself can enter something of what is missing."""
    return any(not (factory and name in PRICES) for cost in costs for name in cost.missing)


def missing_prices(cost: Cost) -> list[str]:
    """What a line of the factory service lacks of the published list alone."""
    return [str(PRICES[name]) for name in sorted(cost.missing) if name in PRICES]


def is_houses_own(cost: Cost) -> bool:
    """Whether a line of the factory service lacks what the house enters for itself alone."""
    return any(name not in PRICES for name in cost.missing)


def number(value: Decimal | int, places: int = 0) -> str:
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def month_name(month: date) -> str:
    return f"{MONTHS[month.month]} {month.year}"


def month_short(month: date) -> str:
    return f"{MONTHS_AP[month.month]} {month.year % 100:02d}"


def span_text(window: Window) -> str:
    """November 2025 – Oktober 2026."""
    return " – ".join(dict.fromkeys(month_name(month) for month in (window.first, window.last_month)))
