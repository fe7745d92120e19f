"""What a dealer asks for: the period, and who would do the guarantee work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from kulanz.core import clock
from kulanz.core.access.actor import Scope
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed
from kulanz.stages.improvement.queries.cockpit import first_case
from kulanz.stages.improvement.queries.house import DealerFigures, dealer_figures
from kulanz.stages.improvement.rules.periods import Period, chosen, periods_at

_GUARANTEE = {"selbst": True, "werk": False}


@dataclass(frozen=True, slots=True)
class Asked:
    dealer_id: int
    at: datetime
    zone: ZoneInfo
    periods: list[Period]
    period: Period
    guarantee_own: bool | None
    """None: as the contract says."""

    def query(self, **changes: str) -> str:
        given = {"zeitraum": self.period.key}
        if self.guarantee_own is not None:
            given["garantie"] = "selbst" if self.guarantee_own else "werk"
        return urlencode(given | changes)


def asked_of(request: KulanzRequest) -> Asked:
    """From the address; nonsense falls back to what is shown first."""
    actor, at = request.actor, clock.now()
    if actor.organisation_id is None:
        raise NotAllowed
    zone = ZoneInfo(request.tenant.time_zone)
    oldest = first_case(actor, actor.organisation_id)
    periods = periods_at(at, zone, oldest.astimezone(zone).date() if oldest else None)
    return Asked(
        dealer_id=actor.organisation_id,
        at=at,
        zone=zone,
        periods=periods,
        period=chosen(periods, request.GET.get("zeitraum", "")),
        guarantee_own=_GUARANTEE.get(request.GET.get("garantie", "")),
    )


def figures_of(request: KulanzRequest, asked: Asked) -> DealerFigures:
    return dealer_figures(
        request.actor,
        asked.dealer_id,
        asked.period.window,
        asked.zone,
        asked.at,
        guarantee_own=asked.guarantee_own,
    )


def whole_house(request: KulanzRequest) -> bool:
    """Whether this access sees all of the house's cases, and with them sales, rates and both options."""
    return request.actor.scope is Scope.COMPANY
