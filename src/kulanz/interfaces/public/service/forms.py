"""What a service partner answers, one short form each. Every form asks who answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kulanz.core.ui.amounts import AmountField
from kulanz.core.ui.day_fields import AskedDayField, TimeField
from kulanz.stages.execution.commands.answering import ExecutorAnswer
from kulanz.stages.execution.queries.clearance_of_orders import NamedPerson
from kulanz.stages.execution.rules.orders import Answer

LONGEST: Final = 4_000


def _figure(**kwargs: Any) -> AmountField:
    wrong = _("Bitte eine Zahl mit höchstens zwei Nachkommastellen angeben.")
    return AmountField(required=False, to_the_cent=True, error_messages={"amount": wrong}, **kwargs)


_NAMES_SOMEBODY: Final = frozenset({Answer.ACCEPTS, Answer.DATE, Answer.DONE})


def _choices(people: list[NamedPerson], *, done: bool) -> list[tuple[str, Any]]:
    """Those who may first; whoever may not says so, and may still be named when he did it nevertheless."""
    nobody = _("jemand anders, ohne Zertifikat") if done else _("bitte wählen")
    rows: list[tuple[str, Any]] = [("", nobody)]
    for person in people:
        name = person.technician.name
        barred = _("%(name)s (kein gültiges Zertifikat)") % {"name": name}
        rows.append((str(person.technician.pk), name if person.judgement.allowed else barred))
    return rows


class _Answer(forms.Form):
    answer: Answer

    name = forms.CharField(
        label=_("Ihr Name"),
        max_length=120,
        error_messages={"required": _("Bitte geben Sie Ihren Namen an.")},
    )

    def __init__(self, *args: Any, people: list[NamedPerson] | None = None, **kwargs: Any) -> None:
        """`people` are the firm's, where one of them has to be named; None where nobody has to be."""
        super().__init__(*args, **kwargs)
        if people is not None and self.answer in _NAMES_SOMEBODY:
            self.fields["technician"] = forms.TypedChoiceField(
                label=_("Wer kommt?") if self.answer is not Answer.DONE else _("Wer hat gearbeitet?"),
                help_text=_(
                    "Diese Arbeit ist sicherheitsrelevant: nur eine zertifizierte Person darf sie tun."
                ),
                choices=_choices(people, done=self.answer is Answer.DONE),
                coerce=int,
                empty_value=None,
                required=self.answer is not Answer.DONE,
                error_messages={"required": _("Bitte nennen Sie die zertifizierte Person.")},
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
            technician_id=data.get("technician"),
        )


class AcceptForm(_Answer):
    answer = Answer.ACCEPTS
    day = AskedDayField(
        label=_("Termin"),
        help_text=_("Wenn er schon feststeht. Sonst tragen Sie ihn später hier ein."),
        required=False,
    )
    planned_at = TimeField(label=pgettext_lazy("time of day", "von"), required=False)
    planned_until = TimeField(label=pgettext_lazy("time of day", "bis"), required=False)


class DateForm(_Answer):
    answer = Answer.DATE
    day = AskedDayField(label=_("Termin"))
    planned_at = TimeField(label=pgettext_lazy("time of day", "von"), required=False)
    planned_until = TimeField(label=pgettext_lazy("time of day", "bis"), required=False)


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
    day = AskedDayField(label=_("Wann?"))
    hours = _figure(label=_("Stunden"), max_length=12)
    amount = _figure(
        label=_("Rechnungsbetrag netto"),
        help_text=_("Ungefähr genügt; die Rechnung schicken Sie wie gewohnt."),
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
    day = AskedDayField(label=_("Wann waren Sie da?"))


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
