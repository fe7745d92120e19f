"""What is wrong with an offer or its answer, all of it at once, so that a form names every mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from kulanz.core.refusal import Refusal
from kulanz.stages.execution.refusals_of_maintenance import (
    ExpiryWrong,
    IntervalWrong,
    NotAgreed,
    PriceMissing,
    TaxRateWrong,
    WhyNot,
    YourNameMissing,
)
from kulanz.stages.execution.rules.maintenance import MOST_MONTHS
from kulanz.stages.solution.rules.money import is_amount

_LONGEST_TERM: Final = timedelta(days=366)


def faults_of_figures(figures: Mapping[str, Any], today: date) -> list[Refusal]:
    """Of price, tax, interval and last day, in the order of the form; what is not in it is not looked at."""
    found: list[Refusal] = []
    net: Decimal | None = figures.get("net")
    if "net" in figures and (net is None or not is_amount(net) or net <= 0):
        found.append(PriceMissing())
    if "tax_rate" in figures and not 0 <= figures["tax_rate"] < 100:
        found.append(TaxRateWrong())
    months: int | None = figures.get("interval_months")
    if months is not None and not 1 <= months <= MOST_MONTHS:
        found.append(IntervalWrong(most=MOST_MONTHS))
    if "expires_on" in figures and not today < figures["expires_on"] <= today + _LONGEST_TERM:
        found.append(ExpiryWrong())
    return found


def faults_of_answer(*, accepted: bool, by: str, agreed: bool, text: str) -> list[Refusal]:
    """Who accepts says his name and agrees; who declines says his name and why."""
    found: list[Refusal] = [] if by else [YourNameMissing()]
    if accepted and not agreed:
        found.append(NotAgreed())
    if not accepted and not text:
        found.append(WhyNot())
    return found
