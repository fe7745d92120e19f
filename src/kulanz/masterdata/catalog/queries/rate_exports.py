"""Rates and exchange rates as lists that can be taken over again."""

from __future__ import annotations

from collections.abc import Iterable

from kulanz.core.tables.writing import Value
from kulanz.masterdata.catalog.models import ExchangeRate, Rate
from kulanz.masterdata.catalog.refusals_of_rates import COLUMNS
from kulanz.masterdata.catalog.rules.rate_lists import EXCHANGE_HEADINGS, RATE_HEADINGS
from kulanz.masterdata.catalog.wording import kind_text


def rate_list(rates: Iterable[Rate]) -> tuple[list[str], list[list[Value]]]:
    """Headings and rows; a rate that has ended has neither amount nor share."""
    return [str(COLUMNS[name]) for name in RATE_HEADINGS], [
        [
            rate.cost_kind.code,
            kind_text(rate.cost_kind),
            rate.country,
            rate.freight_unit.code if rate.freight_unit else "",
            rate.weight_class.up_to_kg if rate.weight_class else None,
            rate.valid_from,
            rate.amount,
            rate.share_percent,
            rate.currency,
        ]
        for rate in rates
    ]


def exchange_list(rates: Iterable[ExchangeRate]) -> tuple[list[str], list[list[Value]]]:
    return [str(COLUMNS[name]) for name in EXCHANGE_HEADINGS], [
        [row.currency, row.valid_from, row.rate] for row in rates
    ]
