"""What is measured without a page around it: questions asked of all complaints at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kulanz.core import clock
from kulanz.core.access.actor import Actor, Role
from kulanz.stages.improvement.models import ComplaintFact, SalesFigure
from kulanz.stages.improvement.queries.figures import Filters
from kulanz.stages.improvement.queries.rate import EVERY_LIST, complaint_rate, zone_of
from kulanz.stages.improvement.queries.simulation import decided_within, simulate
from kulanz.stages.improvement.rules.rate import window_at
from kulanz.stages.improvement.rules.simulation import Policy, Scenario

RATES_P95: Final = 1_000.0
SIMULATION_P95: Final = 5_000.0


@dataclass(frozen=True, slots=True)
class Direct:
    """`run` is called inside the tenant; `linear` when its time should grow as the complaints do."""

    name: str
    aim_p95_ms: float
    run: Callable[[], object]
    note: str = ""
    linear: bool = False


def direct_measures(actor: Actor) -> list[Direct]:
    """Inside the tenant. Simulating is for those who lead."""
    actor = replace(actor, roles=frozenset({Role.LEAD}))
    complaints = ComplaintFact.objects.values("case").distinct().count()
    sold = SalesFigure.objects.count()
    window = window_at(clock.now(), zone_of(actor.tenant_id))
    decided = f"{decided_within(actor, window).count():,} decisions of twelve months"

    def rates() -> object:
        return complaint_rate(actor=actor, at=clock.now(), filters=Filters(), lists=EVERY_LIST)

    def always_cheapest() -> object:
        return simulate(actor=actor, at=clock.now(), scenario=Scenario(policy=Policy.CHEAPEST))

    def dearer_freight() -> object:
        scenario = Scenario(policy=Policy.CHEAPEST, factors={"new_delivery": Decimal("1.2")})
        return simulate(actor=actor, at=clock.now(), scenario=scenario)

    return [
        Direct("all complaint rates", RATES_P95, rates, f"{complaints:,} complaints, {sold:,} sales rows"),
        Direct("simulate: cheapest", SIMULATION_P95, always_cheapest, decided, linear=True),
        Direct("simulate: dearer too", SIMULATION_P95, dearer_freight, decided, linear=True),
    ]
