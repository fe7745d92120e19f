"""What a service partner answers, one short form each. Every form asks who answers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kulanz.core.money import read_amount
from kulanz.stages.execution.commands.answering import ExecutorAnswer
from kulanz.stages.execution.rules.orders import Answer

LONGEST: Final = 4_000


class AmountField(forms.CharField):
    """A figure as people write it, with comma or point."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = read_amount(text, get_language() or "de")
        if found is None or found != found.quantize(Decimal("0.01")):
            raise forms.ValidationError(_("Bitte eine Zahl mit höchstens zwei Nachkommastellen angeben."))
        return found


def _day(label: Any, help_text: Any = "", *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Bitte geben Sie einen Tag an."),
            "invalid": _("Bitte geben Sie einen Tag an."),
        },
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Bitte eine Uhrzeit wie 09:30 angeben.")},
    )


class _Answer(forms.Form):
    answer: Answer

    name = forms.CharField(
        label=_("Ihr Name"),
        max_length=120,
        error_messages={"required": _("Bitte geben Sie Ihren Namen an.")},
    )

    def given(self) -> ExecutorAnswer:
        """The valid form as the command takes it."""
        data = self.cleaned_data
        return ExecutorAnswer(
            answer=self.answer,
            name=data["name"],
            note=data.get("note", ""),
            day=data.get("day"),
            from_time=data.get("planned_at"),
            until_time=data.get("planned_until"),
            hours=data.get("hours"),
            amount=data.get("amount"),
        )


class AcceptForm(_Answer):
    answer = Answer.ACCEPTS
    day = _day(
        _("Termin"), _("Wenn er schon feststeht. Sonst tragen Sie ihn später hier ein."), required=False
    )
    planned_at = _time(pgettext_lazy("time of day", "von"))
    planned_until = _time(pgettext_lazy("time of day", "bis"))


class DateForm(_Answer):
    answer = Answer.DATE
    day = _day(_("Termin"), required=True)
    planned_at = _time(pgettext_lazy("time of day", "von"))
    planned_until = _time(pgettext_lazy("time of day", "bis"))


class DeclineForm(_Answer):
    answer = Answer.DECLINES
    note = forms.CharField(
        label=_("Warum können Sie den Auftrag nicht übernehmen?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )


class DoneForm(_Answer):
    answer = Answer.DONE
    note = forms.CharField(
        label=_("Was haben Sie gemacht?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Bitte beschreiben Sie kurz, was gemacht wurde.")},
    )
    day = _day(_("Wann?"), required=True)
    hours = AmountField(label=_("Stunden"), required=False, max_length=12)
    amount = AmountField(
        label=_("Rechnungsbetrag netto"),
        help_text=_("Ungefähr genügt; die Rechnung schicken Sie wie gewohnt."),
        required=False,
        max_length=20,
    )


class FutileForm(_Answer):
    answer = Answer.FUTILE
    note = forms.CharField(
        label=_("Warum war der Einsatz vergeblich?"),
        help_text=_("Zum Beispiel: niemand da, kein Zugang, falsches Teil"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )
    day = _day(_("Wann waren Sie da?"), required=True)


@dataclass(frozen=True, slots=True)
class Act:
    """A word of the address: its form, the words around it, and whether it is the usual next act."""

    word: str
    form: type[_Answer]
    title: str | Promise
    button: str | Promise
    done: str | Promise
    icon: str
    danger: bool = False


ACTS: Final = {
    act.word: act
    for act in (
        Act(
            "annehmen",
            AcceptForm,
            _("Auftrag annehmen"),
            _("Auftrag annehmen"),
            _("Danke, Sie haben den Auftrag angenommen."),
            "check",
        ),
        Act(
            "termin",
            DateForm,
            _("Termin eintragen"),
            _("Termin speichern"),
            _("Danke, der Termin ist eingetragen."),
            "calendar-event",
        ),
        Act(
            "erledigt",
            DoneForm,
            _("Als erledigt melden"),
            _("Als erledigt melden"),
            _("Danke, der Auftrag ist als erledigt gemeldet."),
            "circle-check",
        ),
        Act(
            "vergeblich",
            FutileForm,
            _("Vergeblicher Einsatz"),
            _("Melden"),
            _("Danke für die Meldung. Wir klären das und melden uns."),
            "hand-stop",
        ),
        Act(
            "ablehnen",
            DeclineForm,
            _("Auftrag ablehnen"),
            _("Auftrag ablehnen"),
            _("Sie haben den Auftrag abgelehnt. Danke für die Nachricht."),
            "ban",
            danger=True,
        ),
    )
}
