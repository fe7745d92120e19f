"""The form of one rate: what its scope asks for, a day, and a figure or the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.day_fields import DayField
from kulanz.interfaces.desk.masterdata.fields import NumberField, country_choices, currency_choices
from kulanz.masterdata.catalog.models import CostKind, FreightUnit, Rate, WeightClass
from kulanz.masterdata.catalog.rules.costs import NEEDS_COUNTRY, NEEDS_UNIT, Scope
from kulanz.masterdata.catalog.rules.rates import Figure
from kulanz.masterdata.catalog.wording import class_text

if TYPE_CHECKING:
    _OneWeightClass = forms.ModelChoiceField[WeightClass]
else:
    # generic for the type checker only
    _OneWeightClass = forms.ModelChoiceField


class FigureForm(forms.Form):
    """An amount, where the scope knows it a share, or the end of the rate."""

    amount = NumberField(label=_("Betrag"), required=False)
    share_percent = NumberField(
        label=_("Anteil in Prozent"),
        required=False,
        help_text=_("von den Herstellkosten, statt eines Betrags"),
    )
    currency = forms.ChoiceField(label=_("Währung"))
    ends = forms.BooleanField(
        label=_("Der Satz endet an diesem Tag"), required=False, help_text=_("Dann gilt ab da keiner mehr.")
    )

    def __init__(self, *args: Any, tenant: Tenant, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = self.fields["currency"]
        if isinstance(currency, forms.ChoiceField):
            currency.choices = currency_choices(tenant.currency)
        currency.initial = tenant.currency
        if scope is not Scope.COUNTRY:
            del self.fields["share_percent"]

    def clean(self) -> dict[str, Any]:
        """Emptiness is no end: that has to be said."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in ("amount", "share_percent") if data.get(name) is not None]
        if data.get("ends") and given:
            self.add_error("ends", _("Bitte entweder einen Betrag angeben oder den Satz enden lassen."))
        elif not data.get("ends") and not given and not {"amount", "share_percent"} & self.errors.keys():
            self.add_error("amount", _("Bitte einen Betrag angeben; auch 0 ist einer."))
        return data

    @property
    def figure(self) -> Figure:
        data = self.cleaned_data
        return Figure(data["amount"], data.get("share_percent"), data["currency"])


class _WeightClasses(_OneWeightClass):
    def label_from_instance(self, obj: WeightClass) -> str:
        return class_text(obj)


class RateForm(FigureForm):
    """With the key and the day; parts the scope does not ask for are left out."""

    # required by the scope: the command says so in its own words
    country = forms.ChoiceField(label=_("Land"), required=False)
    freight_unit = forms.ModelChoiceField(
        label=_("Frachteinheit"), queryset=FreightUnit.objects.none(), required=False
    )
    weight_class = _WeightClasses(
        label=_("Gewichtsklasse"), queryset=WeightClass.objects.none(), required=False
    )
    valid_from = DayField(label=_("Gültig ab"))

    field_order = ("country", "freight_unit", "weight_class", "valid_from", "amount", "share_percent")

    def __init__(self, *args: Any, tenant: Tenant, kind: CostKind, today: date, **kwargs: Any) -> None:
        scope = Scope(kind.scope)
        super().__init__(*args, tenant=tenant, scope=scope, **kwargs)
        self.fields["valid_from"].initial = today
        country, unit, weight = (self.fields[n] for n in ("country", "freight_unit", "weight_class"))
        if isinstance(country, forms.ChoiceField):
            country.choices = country_choices(tenant.country)
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = FreightUnit.objects.filter(tenant_id=tenant.pk, active=True)
        if isinstance(weight, forms.ModelChoiceField):
            weight.queryset = WeightClass.objects.filter(tenant_id=tenant.pk, active=True)
        for name, needed in (
            ("country", scope in NEEDS_COUNTRY),
            ("freight_unit", scope in NEEDS_UNIT),
            ("weight_class", scope is Scope.WEIGHT_COUNTRY),
        ):
            if not needed:
                del self.fields[name]

    @property
    def command(self) -> dict[str, Any]:
        """The arguments of set_rate."""
        data, figure = self.cleaned_data, self.figure
        unit, weight = data.get("freight_unit"), data.get("weight_class")
        return {
            "valid_from": data["valid_from"],
            "amount": figure.amount,
            "share_percent": figure.share_percent,
            "currency": figure.currency,
            "country": data.get("country", ""),
            "freight_unit_id": unit.pk if unit else None,
            "weight_class_id": weight.pk if weight else None,
        }


def shown_figure(rate: Rate) -> dict[str, Any]:
    """What a form shows of a rate that is there."""
    return {
        "amount": rate.amount,
        "share_percent": rate.share_percent,
        "currency": rate.currency,
        "ends": rate.amount is None and rate.share_percent is None,
    }
