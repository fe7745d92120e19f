"""Figures as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kulanz.core.money import read_amount

_CENT: Final = Decimal("0.01")


class AmountField(forms.CharField):
    """“1.234,50”, cleaned to a Decimal; empty becomes None. Its error `amount` may be said otherwise."""

    default_error_messages = {"amount": _("Bitte geben Sie einen Betrag wie 1.234,50 an.")}

    def __init__(self, *, to_the_cent: bool = False, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20} | kwargs)
        self.to_the_cent = to_the_cent
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if typed in self.empty_values:
            return None
        amount = read_amount(typed, get_language() or "de")
        if amount is None or (self.to_the_cent and amount != amount.quantize(_CENT)):
            raise forms.ValidationError(self.error_messages["amount"], code="amount")
        return amount
