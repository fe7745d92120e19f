"""Make or buy: what a dealer's visits cost with its own service, and what with the factory service. Pure.

What is counted, with worked figures: docs/make-or-buy.md. A figure that is missing makes its line missing,
never 0. A line is rounded once for all that the same rates hold for, half up to the cent; sums add the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from kulanz.stages.improvement.rules.options import (
    FACTORY_LINES,
    OWN_LINES,
    SHARED,
    Comparison,
    Cost,
    Line,
    Option,
    OwnRates,
    Payer,
    PriceItem,
    PriceList,
    Visits,
)
from kulanz.stages.improvement.rules.rate import Window

_CENT: Final = Decimal("0.01")
_MINUTES: Final = 60
_MONTHS: Final = 12
_PRICES: Final = {
    Line.CALL_OUTS: PriceItem.CALL_OUT,
    Line.WORK: PriceItem.HOUR,
    Line.DISTANCE: PriceItem.KILOMETRE,
}


def in_force(day: date, dated: Sequence[OwnRates]) -> OwnRates:
    """The newest that is valid on the day; nothing entered where there is none."""
    valid = [rates for rates in dated if rates.valid_from <= day]
    return max(valid, key=lambda rates: rates.valid_from) if valid else OwnRates()


def list_in_force(day: date, lists: Sequence[PriceList]) -> PriceList | None:
    valid = [one for one in lists if one.valid_from <= day]
    return max(valid, key=lambda one: one.valid_from) if valid else None


def compare(
    *,
    window: Window,
    visits: Sequence[Visits],
    rates: Sequence[OwnRates],
    lists: Sequence[PriceList],
    guarantee_own: bool,
) -> Comparison:
    """Both options. `guarantee_own`: the own service does guarantee work too, instead of delegating it."""
    done = [one for one in visits if guarantee_own or one.payer is not Payer.NOBODY]
    costs = {line: Cost(line) for line in OWN_LINES}
    for own, some in _visits_by(done, rates):
        _add_visits(costs, own, some)
    for own, months in _months_by(window, rates):
        _add_standing(costs, own, months)
    charged = [one for one in visits if one.payer is not Payer.NOBODY]
    factory, billed = _factory(charged, rates, lists)
    return Comparison(Option(tuple(costs.values())), factory, billed, sum(one.count for one in done))


def _visits_by(
    visits: Iterable[Visits], rates: Sequence[OwnRates]
) -> Iterator[tuple[OwnRates, list[Visits]]]:
    found: dict[date, tuple[OwnRates, list[Visits]]] = {}
    for one in visits:
        own = in_force(one.day, rates)
        found.setdefault(own.valid_from, (own, []))[1].append(one)
    yield from found.values()


def _months_by(window: Window, rates: Sequence[OwnRates]) -> Iterator[tuple[OwnRates, list[date]]]:
    found: dict[date, tuple[OwnRates, list[date]]] = {}
    for month in window.months():
        own = in_force(month, rates)
        found.setdefault(own.valid_from, (own, []))[1].append(month)
    yield from found.values()


def _add_visits(costs: dict[Line, Cost], rates: OwnRates, visits: Sequence[Visits]) -> None:
    days = [one.day for one in visits]
    minutes: Decimal | None = Decimal(sum(one.work_minutes + one.travel_minutes for one in visits))
    unknown = sum(one.without_time for one in visits)
    if unknown:
        estimates = rates.of("work_hours", "travel_hours")
        minutes = _plus(costs[Line.HOURS], minutes, estimates, unknown * _MINUTES, min(days))
    _charge(costs[Line.HOURS], minutes, rates.hour, "hour", min(days), per=_MINUTES)
    distance: Decimal | None = sum((one.kilometres for one in visits), Decimal(0))
    unknown = sum(one.without_distance for one in visits)
    if unknown:
        estimates = rates.of("visit_kilometres")
        distance = _plus(costs[Line.KILOMETRES], distance, estimates, unknown, min(days))
    _charge(costs[Line.KILOMETRES], distance, rates.kilometre, "kilometre", min(days))


def _plus(
    cost: Cost, known: Decimal | None, estimates: Mapping[str, Decimal | None], times: int, since: date
) -> Decimal | None:
    """What is known and the estimates for the rest; None where one of them is missing."""
    total = known
    for name, estimate in estimates.items():
        if estimate is None:
            cost.lacks(name, since)
            total = None
        elif total is not None:
            total += estimate * times
    return total


def _charge(
    cost: Cost, quantity: Decimal | None, price: Decimal | None, name: str, since: date, *, per: int = 1
) -> None:
    """Quantity times price, half up to the cent; nothing done costs nothing, whatever the price."""
    if quantity == 0:
        return
    if price is None:
        cost.lacks(name, since)
    if quantity is not None and price is not None:
        cost.add(quantity, rounded(quantity * price / per))


def _add_standing(costs: dict[Line, Cost], rates: OwnRates, months: Sequence[date]) -> None:
    """What costs by the year, for these months."""
    shared: Decimal | None = Decimal(0)
    for line, price, pieces in (
        (Line.TRAINING, "training", "technicians"),
        (Line.VEHICLES, "vehicle", "vehicles"),
        (Line.STOCK, "stock", ""),
        (Line.ADMINISTRATION, "administration", ""),
    ):
        amount = _of_year(costs[line], rates, price, pieces, months)
        if line in SHARED:
            shared = None if amount is None or shared is None else shared + amount
    _subtract(costs, rates, shared, months)


def _of_year(cost: Cost, rates: OwnRates, price: str, pieces: str, months: Sequence[date]) -> Decimal | None:
    yearly: Decimal | None = getattr(rates, price)
    count: Decimal | None = getattr(rates, pieces) if pieces else Decimal(1)
    if count == 0:
        return Decimal(0)
    for name, value in ((price, yearly), (pieces, count)):
        if value is None:
            cost.lacks(name, months[0])
    if yearly is None or count is None:
        return None
    amount = rounded(yearly * count * len(months) / _MONTHS)
    cost.add(Decimal(len(months)), amount)
    return amount


def _subtract(
    costs: dict[Line, Cost], rates: OwnRates, shared: Decimal | None, months: Sequence[date]
) -> None:
    """Synergies with other brands: together never more than the cost they share."""
    share, amount = rates.synergy_percent, rates.synergy_amount
    if not share and not amount:
        return
    if shared is None:
        for line, given in ((Line.SYNERGY_SHARE, share), (Line.SYNERGY_AMOUNT, amount)):
            if given:
                costs[line].lacks("shared", months[0])
        return
    by_share = rounded(shared * (share or Decimal(0)) / 100)
    if share:
        costs[Line.SYNERGY_SHARE].add(Decimal(len(months)), -by_share)
    if amount:
        by_year = rounded(amount * len(months) / _MONTHS)
        costs[Line.SYNERGY_AMOUNT].add(Decimal(len(months)), -min(by_year, shared - by_share))
        costs[Line.SYNERGY_AMOUNT].is_limited |= by_year > shared - by_share


def rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _factory(
    visits: Sequence[Visits], rates: Sequence[OwnRates], lists: Sequence[PriceList]
) -> tuple[Option, Mapping[Payer, Decimal]]:
    """The published prices for what is charged; apart for each list and payer, so that both add up."""
    costs = {line: Cost(line) for line in FACTORY_LINES}
    billed = {Payer.CUSTOMER: Decimal(0), Payer.DEALER: Decimal(0)}
    apart: dict[tuple[date | None, Payer], list[Visits]] = {}
    for one in visits:
        prices = list_in_force(one.day, lists)
        apart.setdefault((prices.valid_from if prices else None, one.payer), []).append(one)
    for (_since, payer), some in apart.items():
        first = min(one.day for one in some)
        prices = list_in_force(first, lists)
        for line, quantity, per in (
            (Line.CALL_OUTS, Decimal(sum(one.count for one in some)), 1),
            (Line.WORK, _work(costs[Line.WORK], some, rates), _MINUTES),
            (Line.DISTANCE, _distance(costs[Line.DISTANCE], some, rates), 1),
        ):
            before = costs[line].amount
            price = prices.prices.get(_PRICES[line]) if prices else None
            _charge(costs[line], quantity, price, _PRICES[line].value, first, per=per)
            billed[payer] += costs[line].amount - before
    return Option(tuple(costs.values())), billed


def _work(cost: Cost, visits: Sequence[Visits], rates: Sequence[OwnRates]) -> Decimal | None:
    """Minutes at the customer's: as reported, else as the dealer estimates."""
    total: Decimal | None = Decimal(0)
    for one in visits:
        known: Decimal | None = Decimal(one.work_minutes)
        if one.without_time:
            own = in_force(one.day, rates)
            known = _plus(cost, known, own.of("work_hours"), one.without_time * _MINUTES, one.day)
        total = None if total is None or known is None else total + known
    return total


def _distance(cost: Cost, visits: Sequence[Visits], rates: Sequence[OwnRates]) -> Decimal | None:
    total: Decimal | None = Decimal(0)
    for one in visits:
        known: Decimal | None = one.kilometres
        if one.without_distance:
            own = in_force(one.day, rates)
            known = _plus(cost, known, own.of("visit_kilometres"), one.without_distance, one.day)
        total = None if total is None or known is None else total + known
    return total
