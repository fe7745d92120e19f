"""Make or buy for one dealer: the figures beside it (R087–R093) and what both options would have cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import DealerContract, Party, PartyRoleKind
from kulanz.stages.execution.models import ServiceOfferState
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.stages.improvement.models import DealerRates, SparePartSale
from kulanz.stages.improvement.permissions_of_cockpit import (
    counted_cases,
    offers_of,
    part_sales_visible_to,
    prices_visible_to,
    rates_visible_to,
)
from kulanz.stages.improvement.queries.cockpit import within
from kulanz.stages.improvement.queries.visiting import Counted, visits_of
from kulanz.stages.improvement.rules.make_or_buy import compare
from kulanz.stages.improvement.rules.options import Comparison, PriceItem, PriceList
from kulanz.stages.improvement.rules.periods import before, start_of
from kulanz.stages.improvement.rules.rate import Window

OFFERED: Final = (VisitKind.MAINTENANCE, VisitKind.CLEANING)
_ACCEPTED: Final = Q(state=ServiceOfferState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Sold:
    amount: Decimal = Decimal(0)
    quantity: int = 0


@dataclass(slots=True)
class PartSales:
    """Spare parts bought (R087); None for months of which no list was taken over: they are missing, not 0."""

    months: dict[date, Sold | None]
    """Those of the window and of the span before it."""

    def of(self, window: Window) -> Sold | None:
        """The sum; None where a month is missing."""
        months = [self.months.get(month) for month in window.months()]
        known = [sold for sold in months if sold is not None]
        if len(known) < len(months):
            return None
        return Sold(sum((one.amount for one in known), Decimal(0)), sum(one.quantity for one in known))

    def missing(self, window: Window) -> list[date]:
        return [month for month in window.months() if self.months.get(month) is None]


@dataclass(slots=True)
class Offered:
    """Offers of one kind made in a span (R088, R089)."""

    count: int = 0
    volume: Decimal = Decimal("0.00")
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Both options, and what they were worked out from; `rates` and `lists` newest first."""

    comparison: Comparison
    counted: Counted
    rates: list[DealerRates]
    lists: list[PriceList]
    guarantee_own: bool
    by_contract: bool
    """Whether the contract says that the house does guarantee work itself."""


def dealers(actor: Actor) -> list[tuple[int, str]]:
    """Everybody a member of the office may choose from."""
    found = Party.objects.filter(tenant_id=actor.tenant_id, roles__role=PartyRoleKind.DEALER, erased_at=None)
    return list(found.order_by("name", "pk").values_list("pk", "name"))


def part_sales(actor: Actor, dealer_id: int, window: Window) -> PartSales:
    span = {"month__gte": before(window).first, "month__lt": window.end}
    taken_over = SparePartSale.objects.filter(tenant_id=actor.tenant_id, **span)
    months: dict[date, Sold | None] = dict.fromkeys([*before(window).months(), *window.months()], None)
    months |= {month: Sold() for month in taken_over.order_by().values_list("month", flat=True).distinct()}
    rows = part_sales_visible_to(actor).filter(dealer_id=dealer_id, **span)
    summed = rows.order_by().values_list("month").annotate(amount=Sum("amount"), n=Sum("quantity"))
    for month, amount, n in summed:
        months[month] = Sold(amount, n)
    return PartSales(months)


def offered(
    actor: Actor, dealer_id: int, window: Window, zone: ZoneInfo
) -> dict[VisitKind, tuple[Offered, Offered]]:
    """Maintenance and cleaning: in the period, and in the span before."""
    first, start, end = (start_of(day, zone) for day in (before(window).first, window.first, window.end))
    now = Q(made_at__gte=start)
    rows = (
        offers_of(actor, dealer_id)
        .filter(kind__in=[kind.value for kind in OFFERED], made_at__gte=first, made_at__lt=end)
        .order_by()
        .values_list("kind")
        .annotate(
            n=Count("pk", filter=now),
            volume=Sum("net", filter=now),
            accepted=Count("pk", filter=now & _ACCEPTED),
            n_before=Count("pk", filter=~now),
            volume_before=Sum("net", filter=~now),
            accepted_before=Count("pk", filter=~now & _ACCEPTED),
        )
    )
    found = {kind: (Offered(), Offered()) for kind in OFFERED}
    for kind, n, volume, accepted, *earlier in rows:
        found[VisitKind(kind)] = (
            Offered(n, volume or Decimal("0.00"), accepted),
            Offered(earlier[0], earlier[1] or Decimal("0.00"), earlier[2]),
        )
    return found


def price_lists(actor: Actor) -> list[PriceList]:
    """The published lists, newest first."""
    prices: dict[date, dict[PriceItem, Decimal | None]] = {}
    rows = prices_visible_to(actor).order_by("-valid_from", "pk")
    for day, item, amount in rows.values_list("valid_from", "item", "amount"):
        prices.setdefault(day, {})[PriceItem(item)] = amount
    return [PriceList(day, items) for day, items in prices.items()]


def reckon(
    actor: Actor,
    dealer_id: int,
    window: Window,
    zone: ZoneInfo,
    *,
    guarantee_own: bool | None = None,
) -> Reckoned:
    """`guarantee_own` None: as the contract says, and delegated without one (R071)."""
    delegates = (
        DealerContract.objects.filter(tenant_id=actor.tenant_id, dealer_id=dealer_id)
        .values_list("delegates_guarantee", flat=True)
        .first()
    )
    by_contract = delegates is False
    rates = list(rates_visible_to(actor).filter(dealer_id=dealer_id).order_by("-valid_from"))
    lists = price_lists(actor)
    counted = visits_of(within(counted_cases(actor, dealer_id), window, zone), dealer_id, zone)
    own = by_contract if guarantee_own is None else guarantee_own
    comparison = compare(
        window=window,
        visits=counted.visits,
        rates=[row.as_rates() for row in rates],
        lists=lists,
        guarantee_own=own,
    )
    return Reckoned(comparison, counted, rates, lists, own, by_contract)
