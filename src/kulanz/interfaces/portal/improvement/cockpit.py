"""The dealer's own cases in figures (R102), and both options side by side (R087–R094)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.portal.improvement.asking import asked_of, figures_of, whole_house
from kulanz.interfaces.portal.improvement.presenting import (
    Money,
    frame,
    kpi_rows,
    next_steps,
    option_lines,
    price_rows,
    too_few,
    verdict,
)
from kulanz.stages.improvement.permissions_of_cockpit import may_enter_rates
from kulanz.stages.improvement.queries.cockpit import Share, top
from kulanz.stages.improvement.queries.house import HouseFigures
from kulanz.stages.improvement.queries.names import names_of
from kulanz.stages.improvement.rules.options import PriceItem
from kulanz.stages.improvement.rules.rate import Dimension, Window
from kulanz.stages.improvement.sheets import CARRIED_OUT, COVERAGES, KINDS, in_order, label_of
from kulanz.stages.improvement.words import PRICES, lacks_own, month_short, number

_ABOUT: Final = (
    (Dimension.GROUP, "groups"),
    (Dimension.ARTICLE, "articles"),
    (Dimension.FAILURE_CODE, "failures"),
)


@gate(ActorKind.DEALER)
@require_GET
def cockpit(request: KulanzRequest) -> HttpResponse:
    """How many, of which kind, about what, how long it took, what it cost, how satisfied."""
    asked = asked_of(request)
    figures = figures_of(request, asked)
    money = Money(request.tenant.currency)
    counts = figures.counts
    lists = {}
    for dimension, key in _ABOUT:
        shares, more = top(figures.lists[dimension])
        lists[key] = _rows(shares, names_of(request.actor, dimension, [one.key for one in shares])), more
    context = {
        **frame(request, asked, "cockpit"),
        "counts": counts,
        "times": figures.times,
        "satisfaction": figures.satisfaction,
        "costs": _costs(figures.house, asked.period.window, money),
        "months": [(month_short(month), n) for month, n in counts.months.items()],
        "kinds": _rows(in_order(counts.kinds.values()), KINDS),
        "coverages": _rows(in_order(counts.coverages.values()), COVERAGES),
        "carried_out": _rows(in_order(counts.carried_out.values()), CARRIED_OUT),
        "lists": lists,
        "steps": next_steps(request, figures, money),
    }
    return render(request, "portal/improvement/cockpit.html", context)


def _rows(shares: Sequence[Share], words: Mapping[Any, str | Promise]) -> list[tuple[str, int, int]]:
    return [(label_of(one, words), one.now, one.before) for one in shares if one.now or one.before]


def _costs(house: HouseFigures | None, window: Window, money: Money) -> dict[str, str] | None:
    """What the dealer pays: parts bought, and what it ordered, by the published prices."""
    if house is None:
        return None
    parts, billed = house.parts.of(window), house.billed()
    return {
        "total": money(parts.amount + billed) if parts and billed is not None else _("unvollständig"),
        "parts": money(parts.amount if parts else None),
        "billed": money(billed),
    }


@gate(ActorKind.DEALER)
@require_GET
def make_or_buy(request: KulanzRequest) -> HttpResponse:
    asked = asked_of(request)
    figures = figures_of(request, asked)
    house = figures.house
    if house is None or not whole_house(request):
        raise Http404
    money = Money(request.tenant.currency)
    reckoned = house.reckoned
    comparison = reckoned.comparison
    days, prices = price_rows(reckoned.lists, money)
    newest = reckoned.rates[0] if reckoned.rates else None
    context = {
        **frame(request, asked, "make_or_buy"),
        "own": option_lines(comparison.own, house, money, factory=False),
        "own_total": money(comparison.own.total),
        "own_known": money(comparison.own.known),
        "own_complete": comparison.own.is_complete,
        "factory": option_lines(comparison.factory, house, money, factory=True),
        "factory_total": money(comparison.factory.total),
        "factory_known": money(comparison.factory.known),
        "factory_complete": comparison.factory.is_complete,
        "billed": {payer.value: money(amount) for payer, amount in comparison.billed.items()},
        "verdict": verdict(comparison, money),
        "too_few": too_few(comparison),
        "lacks_own": lacks_own(comparison.own.lines, factory=False)
        or lacks_own(comparison.factory.lines, factory=True),
        "lacks_prices": [
            str(PRICES[item])
            for item in PriceItem
            if any(item.value in cost.missing for cost in comparison.factory.lines)
        ],
        "may_enter": may_enter_rates(request.actor),
        "counted": reckoned.counted,
        "reported": reckoned.counted.count - reckoned.counted.unreported,
        "guarantee_own": reckoned.guarantee_own,
        "by_contract": reckoned.by_contract,
        "guarantee_links": [
            (_("an den Werkskundendienst gegeben"), asked.query(garantie="werk"), not reckoned.guarantee_own),
            (_("selbst erledigt"), asked.query(garantie="selbst"), reckoned.guarantee_own),
        ],
        "kpis": kpi_rows(figures, house, money),
        "synergies": _synergies(newest, money),
        "parts": [
            (
                month_short(month),
                None if sold is None else money(sold.amount),
                "" if sold is None else str(sold.amount),
                None if sold is None else number(sold.quantity),
            )
            for month, sold in ((month, house.parts.months[month]) for month in asked.period.window.months())
        ],
        "has_parts": any(house.parts.months[month] for month in asked.period.window.months()),
        "price_days": days,
        "prices": prices,
        "newest": newest,
    }
    return render(request, "portal/improvement/make_or_buy.html", context)


def _synergies(rates: Any, money: Money) -> str:
    """As the dealer entered them last (R093)."""
    if rates is None:
        return ""
    found = []
    share = rates.synergy_percent
    if share is not None:
        places = 0 if share == share.to_integral_value() else 1
        found.append(_("Anteil anderer Marken %(share)s %%") % {"share": number(share, places)})
    if rates.synergy_amount is not None:
        found.append(_("weitere Ersparnis %(amount)s im Jahr") % {"amount": money(rates.synergy_amount)})
    return ", ".join([*found, rates.synergy_note] if rates.synergy_note else found)
