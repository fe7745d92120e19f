"""What is entered about an order at the desk."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kulanz.core import clock
from kulanz.core.countries import country_code
from kulanz.core.ui.day_fields import AskedDayField, TimeField
from kulanz.interfaces.desk.execution.presenting import STATES
from kulanz.masterdata.parties.models import WorkKind
from kulanz.stages.execution.commands.state import Dates
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.queries.clearance_of_orders import (
    NamedPerson,
    needs_named_person,
    people_for,
)
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


class MoveForm(forms.Form):
    """A state with what belongs to it. `only` leaves the fields of one step."""

    state = forms.ChoiceField(label=_("Stand"))
    planned_on = AskedDayField(label=_("Geplant am"), required=False)
    planned_at = TimeField(label=pgettext_lazy("time of day", "von"), required=False)
    planned_until = TimeField(label=pgettext_lazy("time of day", "bis"), required=False)
    done_on = AskedDayField(label=_("Erledigt am"), required=False)
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
        self._name_somebody(order, only)
        self.initial = {
            "tell_customer": True,
            "planned_on": order.planned_on or order.wanted_on,
            "planned_at": order.planned_at,
            "planned_until": order.planned_until,
            "external_number": order.external_number,
            **self.initial,
        }

    def _name_somebody(self, order: Order, only: OrderState | None) -> None:
        """Safety-relevant work names who comes or came: whoever is planned, or somebody else."""
        if only in (OrderState.HANDED_OVER, OrderState.RECORDED):
            return
        if not order.is_open or not needs_named_person(order):
            return
        people = people_for(order, on=order.planned_on or timezone.localdate(clock.now()))
        planned = [(one.technician.pk, self._named(one)) for one in people if one.planned]
        others = [(one.technician.pk, self._named(one)) for one in people if not one.planned]
        if planned:
            self.fields["crew"] = forms.TypedMultipleChoiceField(
                label=_("Wer kommt oder hat gearbeitet?"),
                help_text=_(
                    "Angekreuzt ist, wer geplant ist. Bitte lassen Sie nur stehen, wer kommt oder da war."
                ),
                choices=planned,
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.initial.setdefault("crew", [pk for pk, _name in planned])
        self.fields["technician_id"] = forms.TypedChoiceField(
            label=_("Noch jemand oder jemand anders?") if planned else _("Wer kommt oder hat gearbeitet?"),
            help_text=_("Diese Arbeit ist sicherheitsrelevant: nur eine zertifizierte Person darf sie tun."),
            choices=[("", _("niemand sonst") if planned else _("niemand genannt")), *others],
            coerce=int,
            empty_value=None,
            required=False,
        )

    @staticmethod
    def _named(person: NamedPerson) -> str:
        name = person.technician.name
        if not person.planned and person.technician.organisation.name != name:
            name = f"{name} ({person.technician.organisation.name})"
        if person.judgement.allowed:
            return name
        return _("%(name)s (kein gültiges Zertifikat)") % {"name": name}

    def dates(self) -> Dates:
        """What the valid form says of days and hours; a step asks only for its own."""
        return Dates(**{field.name: self.cleaned_data.get(field.name) for field in fields(Dates)})

    def people(self) -> list[int] | None:
        """Whom the valid form names; None where nobody has to be named."""
        if "technician_id" not in self.fields:
            return None
        other = self.cleaned_data.get("technician_id")
        return [*self.cleaned_data.get("crew", []), *([other] if other else [])]


class WorkKindForm(forms.Form):
    """Which kind of work an order is about, where nobody has said so yet."""

    work_kind = forms.ModelChoiceField(
        label=_("Arbeitsart"),
        queryset=WorkKind.objects.none(),
        empty_label=_("bitte wählen"),
        error_messages={
            "required": _("Bitte die Arbeitsart wählen."),
            "invalid_choice": _("Bitte die Arbeitsart wählen."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = cast("forms.ModelChoiceField[WorkKind]", self.fields["work_kind"])
        kinds.queryset = WorkKind.objects.filter(active=True).order_by("name")


class AddressForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    street = forms.CharField(label=_("Straße und Hausnummer"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postleitzahl"), max_length=20, required=False)
    city = forms.CharField(label=_("Ort"), max_length=120, required=False)
    country = forms.CharField(label=_("Land"), max_length=60, required=False)
    place_note = forms.CharField(label=_("Hinweis zum Ort"), max_length=200, required=False)
    contact = forms.CharField(label=_("Ansprechperson vor Ort"), max_length=200, required=False)

    def clean_country(self) -> str:
        """Its code, whether that was typed or the country's name."""
        said = str(self.cleaned_data["country"])
        code = country_code(said)
        if said and not code:
            raise forms.ValidationError(
                _("Dieses Land ist nicht bekannt. Bitte seinen Namen oder zwei Buchstaben angeben, wie DE.")
            )
        return code
