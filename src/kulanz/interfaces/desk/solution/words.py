"""The words of the comparison: why a figure is missing, and where one comes from."""

from __future__ import annotations

from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kulanz.core.money import money_text
from kulanz.stages.solution.rules.figures import Line, Missing, Obstacle, Source

MISSING: dict[Missing, Any] = {
    Missing.COST_PRICE: gettext_lazy("EK2 fehlt im Artikelstamm"),
    Missing.WEIGHT: gettext_lazy("Gewicht fehlt"),
    Missing.WEIGHT_CLASS: gettext_lazy("schwerer als jede Gewichtsklasse"),
    Missing.UNIT: gettext_lazy("Frachteinheit fehlt am Artikel"),
    Missing.COUNTRY: gettext_lazy("Lieferland fehlt: bitte die Adresse eintragen"),
    Missing.RATE: gettext_lazy("kein gültiger Satz"),
    Missing.EXCHANGE_RATE: gettext_lazy("Wechselkurs fehlt"),
    Missing.ENTRY: gettext_lazy("noch einzutragen"),
}
OBSTACLES: dict[Obstacle, Any] = {
    Obstacle.NO_PART: gettext_lazy("Erst möglich, wenn das Ersatzteil benannt ist."),
    Obstacle.PART_NOT_DELIVERABLE: gettext_lazy("Ein Ersatzteil ist nicht lieferbar."),
    Obstacle.NO_POSITION: gettext_lazy("Der Vorgang hat keine offene Position."),
}


def number(value: Any) -> str:
    language = (get_language() or "de")[:2]
    return str(format_decimal(value, locale="en_GB" if language == "en" else "de_DE"))


def origin(line: Line, currency: str) -> str:
    """One sentence that says where a figure comes from."""
    language = (get_language() or "de")[:2]
    if line.missing is not None:
        return str(MISSING[line.missing])
    if line.source is Source.ENTRY and line.entry is not None:
        said = _("Handeintrag von %(by)s") % {"by": line.entry.by or "–"}
        if line.entry.reason:
            said += f": {line.entry.reason}"
        if line.automatic is not None:
            said += ". " + _("Automatisch wären es %(amount)s.") % {
                "amount": money_text(line.automatic, currency, language)
            }
        return said
    figure = "" if line.figure is None else money_text(line.figure, line.currency or currency, language)
    if line.source is Source.PRICE:
        said = _("EK2 %(figure)s × %(times)s Stück") % {"figure": figure, "times": number(line.times)}
    elif line.share_percent is not None:
        said = _("%(share)s %% des EK2, Satz ab %(day)s") % {
            "share": number(line.share_percent),
            "day": _day(line, language),
        }
    else:
        times = "" if line.times in (None, 1) else f" × {number(line.times)}"
        said = _("Satz %(figure)s%(times)s ab %(day)s") % {
            "figure": figure,
            "times": times,
            "day": _day(line, language),
        }
        hangs_on = [line.country, line.unit]
        if line.up_to_kg is not None:
            hangs_on.append(_("bis %(kg)s kg") % {"kg": number(line.up_to_kg)})
        told = ", ".join(part for part in hangs_on if part)
        said += f" ({told})" if told else ""
    if line.exchange is not None:
        said += ", " + _("Kurs %(rate)s") % {"rate": number(line.exchange)}
    return said


def _day(line: Line, language: str) -> str:
    if line.valid_from is None:
        return "–"
    return format_date(line.valid_from, "medium", locale="en_GB" if language == "en" else "de_DE")
