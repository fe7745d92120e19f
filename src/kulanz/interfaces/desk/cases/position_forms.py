"""Forms of a position: what it is, and what is known of its purchase and of the customer's wish."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kulanz.cases.calendar import local_date
from kulanz.cases.models import choices
from kulanz.cases.refusals import DeliveredInFuture, InvoicedInFuture
from kulanz.core import clock
from kulanz.core.names import named_in_rows
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import QuantityField
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.prices import PercentField, PriceField
from kulanz.masterdata.catalog.failures import codes_of_group, group_of
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.parties.models import Party, PartyRoleKind

_EMPTY: Final = ("", _("– keine Angabe –"))
SOLD_BY: Final = [
    ("dealer", _("Fachhandelspartner")),
    ("online_shop", _("Online-Shop")),
    ("direct", _("uns selbst")),
]
TAX_RATES: Final = ("19", "7", "0")


class FactsForm(forms.Form):
    """What is wrong, what was paid, when and where it was bought, what is wished for; nothing is needed."""

    failure_code = forms.CharField(label=_("Fehlercode"), max_length=40, required=False)
    wished_remedy = forms.ChoiceField(
        label=_("Was wünscht der Kunde?"), choices=[_EMPTY, *choices.WISHED_REMEDY], required=False
    )
    wish = forms.CharField(label=_("In seinen Worten"), max_length=200, required=False)
    price_paid = PriceField(label=_("Preis je Stück, brutto"), required=False)
    currency = forms.CharField(
        label=_("Währung"),
        max_length=3,
        required=False,
        validators=[RegexValidator("^[A-Za-z]{3}$", _("Bitte eine Währung wie EUR angeben."))],
    )
    tax_rate = PercentField(
        label=_("Umsatzsteuer in %"),
        required=False,
        widget=forms.TextInput(attrs={"list": "tax-rates"}),
    )
    invoice_number = forms.CharField(label=_("Rechnungsnummer"), max_length=60, required=False)
    invoice_date = DayField(label=_("Rechnungsdatum"), required=False)
    delivered_on = DayField(label=_("Geliefert am"), required=False)
    sold_by = forms.ChoiceField(label=_("Gekauft bei"), choices=[_EMPTY, *SOLD_BY], required=False)

    def __init__(self, *args: Any, tenant_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant_id = tenant_id

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_invoice_date(self) -> date | None:
        return self._not_ahead("invoice_date", InvoicedInFuture)

    def clean_delivered_on(self) -> date | None:
        return self._not_ahead("delivered_on", DeliveredInFuture)

    def _not_ahead(self, name: str, refusal: type[Refusal]) -> date | None:
        """Said here too, so that it is said together with whatever else is wrong."""
        day: date | None = self.cleaned_data[name]
        if day is not None:
            tenant = Tenant.objects.only("time_zone").get(pk=self.tenant_id)
            if day > local_date(tenant, clock.now()):
                raise forms.ValidationError(str(refusal()))
        return day

    def facts(self) -> dict[str, Any]:
        """The facts as a position takes them; a currency alone says nothing."""
        values = {name: self.cleaned_data[name] for name in FactsForm.base_fields}
        return values if values["price_paid"] is not None else {**values, "currency": ""}

    def code_choices(self) -> dict[str, Any]:
        """What the control of the failure code needs; see `code_context`."""

        def typed(name: str) -> str:
            return str(self[name].value() or "") if name in self.fields else ""

        return code_context(
            self.tenant_id,
            product_group_id=number_of(typed("product_group_id")),
            article_id=number_of(typed("article_id")),
            chosen=typed("failure_code"),
        )


class PositionForm(FactsForm):
    """An article, or what it is called where none is known; the rest as far as it is known."""

    article_id = forms.IntegerField(label=_("Artikel"), required=False, widget=forms.HiddenInput)
    item_text = forms.CharField(
        label=_("Produkt"),
        max_length=200,
        required=False,
        help_text=_("Nur nötig, wenn der Artikel nicht gefunden wird"),
    )
    product_group_id = forms.TypedChoiceField(
        label=_("Produktgruppe"), required=False, coerce=int, empty_value=None
    )
    quantity = QuantityField(label=_("Menge"), max_digits=10, decimal_places=2, initial=1, localize=True)
    serial_number = forms.CharField(label=_("Seriennummer"), max_length=80, required=False)
    symptom = forms.CharField(
        label=_("Was ist nicht in Ordnung?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    supplier_id = forms.IntegerField(label=_("Lieferant"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = ProductGroup.objects.filter(tenant_id=self.tenant_id, active=True)
        names = [(str(pk), name) for pk, name in groups.values_list("pk", named_in_rows())]
        field = self.fields["product_group_id"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", _("– die des Artikels –")), *names]

    def clean_article_id(self) -> int | None:
        pk: int | None = self.cleaned_data.get("article_id")
        if pk and not Article.objects.filter(pk=pk).exists():
            raise forms.ValidationError(_("Diesen Artikel gibt es nicht."))
        return pk

    def clean_supplier_id(self) -> int | None:
        pk: int | None = self.cleaned_data.get("supplier_id")
        suppliers = Party.objects.filter(roles__role=PartyRoleKind.SUPPLIER, erased_at=None)
        if pk and not suppliers.filter(pk=pk).exists():
            raise forms.ValidationError(_("Diesen Lieferanten gibt es nicht."))
        return pk


class SplitForm(forms.Form):
    quantity = QuantityField(
        label=_("Wie viele Stück abtrennen?"), max_digits=10, decimal_places=2, localize=True
    )


def code_context(
    tenant_id: int, *, product_group_id: int | None, article_id: int | None, chosen: str
) -> dict[str, Any]:
    """The codes to pick from, and the chosen one; a code of old that is no longer among them stays."""
    group = group_of(tenant_id, product_group_id=product_group_id, article_id=article_id)
    codes = [(code.code, str(code)) for code in codes_of_group(tenant_id, group)]
    kept = [(chosen, chosen)] if codes and chosen and chosen not in dict(codes) else []
    return {"codes": [*kept, *codes], "chosen": chosen}
