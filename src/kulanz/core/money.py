"""Amounts of money as people write them."""

from __future__ import annotations

import functools
from decimal import Decimal, InvalidOperation
from typing import Final

from babel.numbers import NumberFormatError, format_currency, parse_decimal

_LOCALES: Final = {"de": "de_DE", "en": "en_GB"}


@functools.lru_cache(maxsize=4096)
def money_text(amount: Decimal, currency: str, language: str = "de") -> str:
    """“1.234,50 €” to German readers, “€1,234.50” to English ones."""
    return format_currency(amount, currency, locale=_LOCALES.get(language[:2], "de_DE"))


def read_amount(text: str, language: str = "de") -> Decimal | None:
    """What somebody typed: “1.234,50”, “1234,5”, “1234.50 €”; None when it is no amount.

    A single separator with one or two digits behind it is the decimal one, whatever the language.
    """
    typed = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    typed = typed.removesuffix("EUR").removesuffix("€").removeprefix("€")
    if not typed or not set(typed) <= set("0123456789.,+-"):
        return None
    head, dot, tail = typed.replace(",", ".").rpartition(".")
    single = bool(dot) and head.lstrip("+-").isdigit() and tail.isdigit() and len(tail) < 3
    try:
        if single:
            return Decimal(f"{head}.{tail}")
        return parse_decimal(typed, locale=_LOCALES.get(language[:2], "de_DE"), strict=True)
    except (NumberFormatError, InvalidOperation):
        return None
