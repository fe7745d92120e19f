"""The dealer's own rates, as it enters them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.core.ui.amounts import AmountField
from kulanz.stages.improvement.commands.rates import most_of
from kulanz.stages.improvement.models import DealerRates
from kulanz.stages.improvement.rules.options import EARLIEST, RATE_NAMES, OwnRates
from kulanz.stages.improvement.rules.rate import month_of, months_after
from kulanz.stages.improvement.words import OWN_FIGURES, month_name

# Where the fields stand on the page, each part with what it asks.
PARTS = (
    (gettext_lazy("Arbeit"), ("hour", "work_hours", "travel_hours")),
    (gettext_lazy("Fahrt"), ("kilometre", "visit_kilometres")),
    (gettext_lazy("Techniker"), ("technicians", "training")),
    (gettext_lazy("Fahrzeuge"), ("vehicles", "vehicle")),
    (gettext_lazy("Lager und Verwaltung"), ("stock", "administration")),
    (gettext_lazy("Synergien mit anderen Marken"), ("synergy_percent", "synergy_amount")),
)
_HELP = {
    "hour": gettext_lazy("Was Sie eine Stunde Ihres Technikers kostet, mit Lohnnebenkosten."),
    "work_hours": gettext_lazy("In Stunden, etwa 1,5. Zählt nur, wo kein Servicebericht die Zeit nennt."),
    "travel_hours": gettext_lazy("In Stunden, hin und zurück."),
    "visit_kilometres": gettext_lazy("Hin und zurück."),
    "technicians": gettext_lazy("Die für unsere Produkte geschult werden."),
    "stock": gettext_lazy("Ersatzteile und Spezialwerkzeug: Miete, gebundenes Geld, Schwund."),
    "administration": gettext_lazy("Termine, Touren, Abrechnung."),
    "synergy_percent": gettext_lazy(
        "In Prozent: Welcher Teil von Fahrzeugen, Lager und Verwaltung dient Marken anderer Hersteller?"
    ),
    "synergy_amount": gettext_lazy("Im Jahr, falls es weitere gibt."),
}
_PLAIN = frozenset(
    {"work_hours", "travel_hours", "visit_kilometres", "technicians", "vehicles", "synergy_percent"}
)
_EARLIER, _LATER = 24, 12


class FigureField(AmountField):
    """A number as people write it; empty is not entered."""

    def __init__(self, *, most: Decimal, **kwargs: Any) -> None:
        wrong = gettext_lazy("Bitte geben Sie eine Zahl wie 58,50 ein.")
        super().__init__(required=False, to_the_cent=True, error_messages={"amount": wrong}, **kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        plain = f"{value:f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return plain.replace(".", str(formats.get_format("DECIMAL_SEPARATOR")))

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        if amount is not None and not 0 <= amount <= self.most:
            most = formats.number_format(self.most, use_l10n=True, force_grouping=True)
            told = _("Bitte geben Sie eine Zahl von 0 bis %(most)s ein.")
            raise forms.ValidationError(told % {"most": most})
        return amount


class RatesForm(forms.Form):
    """All figures at once, from a month on; `currency` is said behind amounts."""

    valid_from = forms.ChoiceField(
        label=gettext_lazy("Gilt ab"),
        help_text=gettext_lazy(
            "Zum Korrigieren so lassen. Haben sich Ihre Kosten geändert: der Monat, ab dem sie anders sind."
        ),
    )
    synergy_note = forms.CharField(label=gettext_lazy("Welche Marken?"), max_length=300, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        kept: DealerRates | None,
        currency: str,
        at: datetime,
        zone: ZoneInfo,
    ) -> None:
        super().__init__(data, initial=_initial(kept))
        months = [months_after(month_of(at, zone), n) for n in range(_LATER, -_EARLIER - 1, -1)]
        if kept is not None:
            # saving again corrects; for what changes from a month on one chooses that month
            self.initial["valid_from"] = kept.valid_from.isoformat()
            if kept.valid_from not in (EARLIEST, *months):
                months.append(kept.valid_from)
        self.fields["valid_from"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (EARLIEST.isoformat(), _("von Anfang an")),
            *((month.isoformat(), month_name(month)) for month in months),
        ]
        for name in RATE_NAMES:
            label = str(OWN_FIGURES[name])
            self.fields[name] = FigureField(
                most=most_of(name),
                label=label if name in _PLAIN else f"{label} ({currency})",
                help_text=_HELP.get(name, ""),
            )

    def rates(self) -> OwnRates:
        """What was typed; only of a valid form."""
        given = {name: self.cleaned_data[name] for name in RATE_NAMES}
        return OwnRates(date.fromisoformat(self.cleaned_data["valid_from"]), **given)

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(str(name), [self[field] for field in fields]) for name, fields in PARTS]


def _initial(kept: DealerRates | None) -> dict[str, Any]:
    if kept is None:
        return {}
    return {name: getattr(kept, name) for name in (*RATE_NAMES, "synergy_note")}
