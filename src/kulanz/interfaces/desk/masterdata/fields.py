"""Form fields for figures, days and codes, in the spellings of lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kulanz.core.tables.cells import Unreadable, number_of
from kulanz.core.tables.refusals import CELL_FLAWS
from kulanz.masterdata.catalog.rules.places import countries_by_name, currencies_by_code
from kulanz.masterdata.parties.models import RELEVANCE


class NumberField(forms.CharField):
    """A decimal as people write it: 12,50 and 12.50, never a guess at 1.234. Cleans to Decimal or None."""

    def __init__(self, *, dot_is_decimal: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.dot_is_decimal = dot_is_decimal
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return number_of(text, dot_is_decimal=self.dot_is_decimal)
        except Unreadable as unreadable:
            said = str(CELL_FLAWS[unreadable.flaw])
            raise forms.ValidationError(f"{said[:1].upper()}{said[1:]}.") from None


class SafetyField(forms.ChoiceField):
    """How safety-relevant it is; disabled for those who may not say so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Sicherheitsrelevanz"),
            choices=RELEVANCE,
            required=False,
            help_text=_("Sicherheitsrelevant ist, was bei einem Fehler Menschen gefährden kann."),
            **kwargs,
        )


def plain_number(value: Decimal, least: int = 0) -> str:
    """With the reader's decimal mark, without grouping; at least so many decimals."""
    text = format(value, "f")
    whole, _dot, rest = text.partition(".")
    rest = rest.rstrip("0").ljust(least, "0")
    return f"{whole}{formats.get_format('DECIMAL_SEPARATOR')}{rest}" if rest else whole


def language() -> str:
    return "en" if (get_language() or "de").startswith("en") else "de"


def country_choices(own: str) -> list[tuple[str, str]]:
    """All countries by name, the tenant's own first."""
    known = countries_by_name(language())
    return [
        ("", "–"),
        *((code, name) for code, name in known if code == own),
        *((code, name) for code, name in known if code != own),
    ]


def currency_choices(own: str) -> list[tuple[str, str]]:
    """All currencies by code, the tenant's own first."""
    known = [(code, f"{code} – {name}") for code, name in currencies_by_code(language())]
    return [pair for pair in known if pair[0] == own] + [pair for pair in known if pair[0] != own]
