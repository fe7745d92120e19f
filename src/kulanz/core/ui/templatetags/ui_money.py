"""Amounts in the reader's language: `{{ offer.gross|money:offer.currency }}`."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from kulanz.core.money import money_text

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """The amount with its currency; a dash where there is none."""
    return "–" if amount is None else money_text(amount, currency or "EUR", get_language() or "de")
