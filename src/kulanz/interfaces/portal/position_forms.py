"""One product of a report: found in the catalog, or described."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kulanz.cases.commands.recording import NewPosition
from kulanz.cases.refusals import DeliveredInFuture
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import QuantityField
from kulanz.masterdata.catalog.permissions import visible_to as articles_visible_to
from kulanz.masterdata.catalog.queries import article_typed

POSITIONS: Final = 3


class PositionForm(forms.Form):
    """One product: found in the catalog, or described. A form left empty is no position."""

    article = forms.IntegerField(required=False, widget=forms.HiddenInput)
    item = forms.CharField(
        label=_("Produkt"),
        help_text=_(
            "Name oder Artikelnummer; Vorschläge erscheinen beim Tippen. Sie können es auch beschreiben."
        ),
        required=False,
        max_length=200,
    )
    serial_number = forms.CharField(label=_("Seriennummer"), required=False, max_length=80)
    quantity = QuantityField(
        label=_("Anzahl"),
        required=False,
        max_digits=10,
        decimal_places=2,
        min_value=Decimal("0.01"),
        localize=True,
        error_messages={
            "min_value": _("Die Anzahl muss größer als 0 sein."),
            "invalid": _("Bitte eine Zahl wie 2 angeben."),
        },
    )
    delivered_on = DayField(
        label=_("Geliefert am"),
        required=False,
        error_messages={"invalid": _("Bitte ein Datum wie 24.12.2026 angeben.")},
    )
    invoice_number = forms.CharField(label=_("Rechnungsnummer"), required=False, max_length=60)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.actor = actor

    def clean_delivered_on(self) -> date | None:
        """Told at the field; the command, which knows the tenant's clock, refuses it for everybody."""
        day: date | None = self.cleaned_data["delivered_on"]
        if day is not None and day > timezone.localdate(clock.now()):
            raise forms.ValidationError(str(DeliveredInFuture()))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        others = ("serial_number", "delivered_on", "invoice_number")
        if data.get("article") and not articles_visible_to(self.actor).filter(pk=data["article"]).exists():
            data["article"] = None
        if not data.get("article") and data.get("item"):
            # typed in full and no suggestion clicked
            typed = article_typed(tenant_id=self.actor.tenant_id, text=data["item"])
            if typed is not None:
                data["article"], data["item"] = typed.pk, typed.name
        if not data.get("article") and not data.get("item") and any(data.get(name) for name in others):
            self.add_error("item", _("Bitte sagen Sie, um welches Produkt es geht."))
        return data

    def position(self) -> NewPosition | None:
        """The position of a valid form; None where nothing was filled in."""
        data = self.cleaned_data
        if not data["article"] and not data["item"]:
            return None
        return NewPosition(
            article_id=data["article"],
            item_text=data["item"],
            serial_number=data["serial_number"],
            quantity=data["quantity"] or Decimal(1),
            invoice_number=data["invoice_number"],
            delivered_on=data["delivered_on"],
            sold_by="dealer",
        )
