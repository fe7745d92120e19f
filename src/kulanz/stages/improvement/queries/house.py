"""Everything a dealer's cockpit shows, gathered once: for its pages, the office's view and the lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from kulanz.core.access.actor import Actor
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.stages.improvement.permissions_of_cockpit import sees_house
from kulanz.stages.improvement.queries.cockpit import (
    Counts,
    Satisfaction,
    Share,
    Times,
    about,
    count_cases,
    satisfaction,
    times_of,
)
from kulanz.stages.improvement.queries.make_or_buy import (
    Offered,
    PartSales,
    Reckoned,
    offered,
    part_sales,
    reckon,
)
from kulanz.stages.improvement.rules.options import Payer
from kulanz.stages.improvement.rules.rate import Dimension, Window


@dataclass(frozen=True, slots=True)
class HouseFigures:
    """What only the whole house has: None for people who see their own or their team's cases."""

    parts: PartSales
    offers: dict[VisitKind, tuple[Offered, Offered]]
    reckoned: Reckoned

    def billed(self) -> Decimal | None:
        """What the factory service charges the dealer by the published prices; None while a price lacks."""
        comparison = self.reckoned.comparison
        return comparison.billed[Payer.DEALER] if comparison.factory.is_complete else None


@dataclass(frozen=True, slots=True)
class DealerFigures:
    dealer_id: int
    window: Window
    counts: Counts
    times: Times
    lists: dict[Dimension, list[Share]]
    satisfaction: Satisfaction
    house: HouseFigures | None


def dealer_figures(
    actor: Actor,
    dealer_id: int,
    window: Window,
    zone: ZoneInfo,
    at: datetime,
    *,
    guarantee_own: bool | None = None,
) -> DealerFigures:
    """As far as the actor sees the dealer's cases; figures of the whole house only for whoever sees it."""
    house = None
    if sees_house(actor, dealer_id):
        house = HouseFigures(
            part_sales(actor, dealer_id, window),
            offered(actor, dealer_id, window, zone),
            reckon(actor, dealer_id, window, zone, guarantee_own=guarantee_own),
        )
    return DealerFigures(
        dealer_id=dealer_id,
        window=window,
        counts=count_cases(actor, dealer_id, window, zone),
        times=times_of(actor, dealer_id, window, zone),
        lists=about(actor, dealer_id, window, zone),
        satisfaction=satisfaction(actor, dealer_id, at, zone),
        house=house,
    )
