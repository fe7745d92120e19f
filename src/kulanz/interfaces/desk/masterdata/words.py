"""Figures as they stand in tables."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from kulanz.interfaces.desk.masterdata.fields import plain_number
from kulanz.masterdata.catalog.models import Rate
from kulanz.masterdata.catalog.rules.rates import Figure


def money(amount: Decimal, currency: str) -> str:
    """1.234,50 EUR, with a space that does not break."""
    grouped = formats.number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)
    return f"{grouped}\u00a0{currency}"


def figure_text(figure: Figure | None) -> str:
    """The figure, “endet” for one that ends, a dash for none."""
    if figure is None:
        return "–"
    if figure.amount is not None:
        return money(figure.amount, figure.currency)
    if figure.share_percent is not None:
        return f"{plain_number(figure.share_percent)}\u00a0%"
    return _("endet")


def rate_text(rate: Rate | None) -> str:
    return figure_text(Figure(rate.amount, rate.share_percent, rate.currency) if rate else None)
