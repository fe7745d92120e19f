"""What is entered about an order at the desk."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kulanz.interfaces.desk.execution.presenting import STATES
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import ORDER_TRANSITIONS, OrderState
from kulanz.stages.solution.rules.remedies import OrderKind

# What the usual next step asks for.
ASKED: Final[dict[OrderState, tuple[str, ...]]] = {
    OrderState.HANDED_OVER: ("reason",),
    OrderState.CONFIRMED: ("planned_on", "planned_at", "planned_until", "tell_customer", "external_number"),
    OrderState.UNDER_WAY: ("planned_on", "external_number"),
    OrderState.DONE: ("done_on",),
    OrderState.RECORDED: (),
}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Bitte geben Sie einen Tag an.")},
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Bitte eine Uhrzeit wie 09:30 angeben.")},
    )


class MoveForm(forms.Form):
    """A state with what belongs to it. `only` leaves the fields of one step."""

    state = forms.ChoiceField(label=_("Stand"))
    planned_on = _day(_("Geplant am"))
    planned_at = _time(pgettext_lazy("time of day", "von"))
    planned_until = _time(pgettext_lazy("time of day", "bis"))
    done_on = _day(_("Erledigt am"))
    external_number = forms.CharField(label=_("Nummer in der Warenwirtschaft"), max_length=60, required=False)
    tell_customer = forms.BooleanField(label=_("Dem Kunden den Termin mitteilen"), required=False)
    reason = forms.CharField(
        label=_("Grund oder Bemerkung"),
        help_text=_("Nötig, wenn der Auftrag gescheitert ist oder storniert wird"),
        max_length=300,
        required=False,
    )

    def __init__(self, order: Order, *args: Any, only: OrderState | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = cast("forms.ChoiceField", self.fields["state"])
        now = OrderState(order.state)
        if only is not None:
            state.choices = [(only.value, STATES[only.value])]
            state.widget = forms.HiddenInput()
            for name in set(self.fields) - {"state", *ASKED[only]}:
                del self.fields[name]
            self.initial.setdefault("state", only.value)
            if "reason" in self.fields:
                self.fields["reason"].label = _("Bemerkung")
                self.fields["reason"].help_text = _("Zum Beispiel an wen und auf welchem Weg")
        else:
            possible = [step for step in OrderState if step is now or step in ORDER_TRANSITIONS[now]]
            state.choices = [
                (step.value, _("Stand bleibt: %(state)s") % {"state": STATES[step.value]})
                if step is now
                else (step.value, STATES[step.value])
                for step in possible
            ]
        if order.kind != OrderKind.SERVICE:
            self.fields.pop("tell_customer", None)
        self.initial = {
            "tell_customer": True,
            "planned_on": order.planned_on or order.wanted_on,
            "planned_at": order.planned_at,
            "planned_until": order.planned_until,
            "external_number": order.external_number,
            **self.initial,
        }


class AddressForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    street = forms.CharField(label=_("Straße und Hausnummer"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postleitzahl"), max_length=20, required=False)
    city = forms.CharField(label=_("Ort"), max_length=120, required=False)
    country = forms.RegexField(
        r"^([A-Za-z]{2})?$",
        label=_("Land"),
        max_length=2,
        required=False,
        error_messages={"invalid": _("Bitte das Land als zwei Buchstaben angeben, zum Beispiel DE.")},
    )
    place_note = forms.CharField(label=_("Hinweis zum Ort"), max_length=200, required=False)
    contact = forms.CharField(label=_("Ansprechperson vor Ort"), max_length=200, required=False)
