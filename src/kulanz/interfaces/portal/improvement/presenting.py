"""Figures as they stand on the dealer's pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.cases.models.case import OPEN
from kulanz.cases.permissions import visible_to
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.money import money_text
from kulanz.interfaces.portal.improvement.asking import Asked, whole_house
from kulanz.stages.improvement.permissions_of_cockpit import may_enter_rates
from kulanz.stages.improvement.queries.house import DealerFigures, HouseFigures
from kulanz.stages.improvement.rules.options import (
    FEWEST_VISITS,
    SYNERGIES,
    Comparison,
    Cost,
    Line,
    Option,
    Payer,
    PriceItem,
    PriceList,
)
from kulanz.stages.improvement.sheets import Kpi, kpis, quantity_of
from kulanz.stages.improvement.words import (
    LINES,
    PRICES,
    lacks_own,
    limited_text,
    missing_texts,
    number,
    period_text,
    span_text,
)


@dataclass(frozen=True, slots=True)
class Money:
    """Writes amounts in the tenant's currency and the reader's language."""

    currency: str

    def __call__(self, amount: Decimal | None) -> str:
        return _("fehlt") if amount is None else money_text(amount, self.currency, get_language() or "de")


@dataclass(frozen=True, slots=True)
class CostLine:
    """A row of an option; `missing` in words, empty where it is complete."""

    label: str
    quantity: str
    amount: str
    source: str
    missing: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something the dealer can do next."""

    icon: str
    text: str
    url: str
    button: str


def frame(request: KulanzRequest, asked: Asked, tab: str) -> dict[str, object]:
    """What every page of the cockpit has around its figures."""
    tabs = [("cockpit", _("Überblick"), "portal:cockpit")]
    if whole_house(request):
        tabs.append(("make_or_buy", _("Selbst oder Werk"), "portal:make_or_buy"))
        tabs.append(("rates", _("Unsere Sätze"), "portal:own_rates"))
    return {
        "asked": asked,
        "periods": [(period.key, period_text(period)) for period in asked.periods],
        "span": span_text(asked.period.window),
        "tabs": [
            (label, f"{reverse(url)}?zeitraum={asked.period.key}", key == tab) for key, label, url in tabs
        ],
        "whole_house": whole_house(request),
        "export_query": asked.query(),
        "menu_current": "cockpit",
    }


def kpi_rows(figures: DealerFigures, house: HouseFigures, money: Money) -> list[tuple[str, str, str, str]]:
    return [
        (kpi.label, _kpi(kpi, kpi.now, money), _kpi(kpi, kpi.before, money), kpi.note)
        for kpi in kpis(figures, house)
    ]


def _kpi(kpi: Kpi, value: Decimal | int | None, money: Money) -> str:
    if value is None:
        return _("fehlt")
    return money(Decimal(value)) if kpi.is_money else number(value)


def option_lines(option: Option, house: HouseFigures, money: Money, *, factory: bool) -> list[CostLine]:
    """Synergies nobody entered are left out."""
    return [
        CostLine(
            label=str(LINES[cost.line]),
            quantity=_quantity(cost),
            amount="" if cost.missing else money(cost.amount),
            source=_source(cost, house),
            missing=", ".join(missing_texts(cost, factory=factory)),
        )
        for cost in option.lines
        if cost.line not in SYNERGIES or cost.quantity or cost.missing
    ]


def _quantity(cost: Cost) -> str:
    quantity = quantity_of(cost)
    if quantity is None or cost.missing:
        return ""
    if cost.line is Line.CALL_OUTS:
        return number(quantity)
    return number(quantity, -int(quantity.as_tuple().exponent))


def _source(cost: Cost, house: HouseFigures) -> str:
    """Where the quantity of a line comes from, or why its amount is less than what was entered."""
    if cost.is_limited:
        return limited_text(cost)
    counted = house.reckoned.counted
    if cost.line in (Line.HOURS, Line.WORK):
        return _sources(counted.count - counted.without_time, counted.without_time)
    if cost.line in (Line.KILOMETRES, Line.DISTANCE):
        return _sources(counted.count - counted.without_distance, counted.without_distance)
    if cost.line is Line.CALL_OUTS:
        return _("kostenpflichtige Einsätze, Fahrzeit inbegriffen")
    return ""


def _sources(reported: int, estimated: int) -> str:
    if reported and estimated:
        return _("aus Serviceberichten und Ihrer Schätzung")
    return (
        _("aus Serviceberichten") if reported else _("nach Ihrer Schätzung je Einsatz") if estimated else ""
    )


def price_rows(lists: Sequence[PriceList], money: Money) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Items as rows, the published lists as columns, newest first; the last four of them."""
    shown = lists[:4]
    rows = [
        (
            str(PRICES[item]),
            ["–" if one.prices.get(item) is None else money(one.prices[item]) for one in shown],
        )
        for item in PriceItem
    ]
    return [date_format(one.valid_from, "SHORT_DATE_FORMAT") for one in shown], rows


def verdict(comparison: Comparison, money: Money) -> str:
    """What the dealer itself would have borne either way, and apart from it what others pay.

    Empty while a figure is missing.
    """
    dearer = comparison.dearer_by
    if dearer is None:
        return ""
    values = {
        "amount": money(abs(dearer)),
        "own": money(comparison.own.total),
        "factory": money(comparison.billed[Payer.DEALER]),
        "customers": money(comparison.billed[Payer.CUSTOMER]),
    }
    if dearer > 0:
        found = [
            _(
                "Mit dem Werkskundendienst hätten Sie selbst %(amount)s weniger getragen: "
                "%(factory)s statt %(own)s."
            )
        ]
    elif dearer < 0:
        found = [
            _(
                "Mit dem eigenen Kundendienst hätten Sie selbst %(amount)s weniger getragen: "
                "%(own)s statt %(factory)s."
            )
        ]
    else:
        found = [_("Sie selbst hätten mit beiden Optionen gleich viel getragen: %(own)s.")]
    if comparison.billed[Payer.CUSTOMER]:
        found.append(_("Ihre Kunden hätten dem Werkskundendienst außerdem %(customers)s bezahlt."))
    found.append(_("Was Sie Ihren Kunden berechnen, ist nicht eingetragen und deshalb nicht abgezogen."))
    return " ".join(text % values for text in found)


def too_few(comparison: Comparison) -> str:
    """Why nothing is compared, and what is needed; empty where there are visits enough."""
    if comparison.is_enough:
        return ""
    return _(
        "Für einen Vergleich gibt es im Zeitraum zu wenige Einsätze: %(count)s von mindestens %(needed)s, "
        "die Ihr eigener Kundendienst erledigt hätte. Ihre festen Jahreskosten stünden sonst fast allein da."
    ) % {"count": number(comparison.visits), "needed": number(FEWEST_VISITS)}


def next_steps(request: KulanzRequest, figures: DealerFigures, money: Money) -> list[Step]:
    """What is worth doing now, the most pressing first."""
    found = []
    waiting = visible_to(request.actor).filter(OPEN, waits_for=WaitsFor.DEALER.value).order_by()[:100].count()
    if waiting:
        text = _("Vorgänge, die auf Sie warten: %(count)s") % {"count": waiting if waiting < 100 else "99+"}
        found.append(Step("hourglass", text, reverse("portal:home"), _("Ansehen")))
    house = figures.house
    if house is None:
        return found
    comparison = house.reckoned.comparison
    if lacks_own(comparison.own.lines, factory=False):
        if may_enter_rates(request.actor):
            text = _(
                "Tragen Sie ein, was Ihr eigener Kundendienst kostet. Dann sehen Sie, was günstiger ist."
            )
            found.append(Step("pencil", text, reverse("portal:own_rates"), _("Sätze eintragen")))
    elif not comparison.is_enough:
        found.append(
            Step("scale", too_few(comparison), reverse("portal:make_or_buy"), _("Was dafür nötig ist"))
        )
    elif comparison.dearer_by is not None:
        text = verdict(comparison, money)
        found.append(Step("scale", text, reverse("portal:make_or_buy"), _("Vergleich ansehen")))
    return found
