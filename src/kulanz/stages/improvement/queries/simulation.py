"""What the last twelve months' decisions would have cost, and how they compare with the cheapest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Count, F, Q, QuerySet, Sum

from kulanz.core.access.actor import Actor
from kulanz.stages.improvement.models import CalculationFrame, DecisionFact
from kulanz.stages.improvement.permissions import StatisticsAction, require_statistics
from kulanz.stages.improvement.queries.rate import zone_of
from kulanz.stages.improvement.rules.cores import core_of, frame_of
from kulanz.stages.improvement.rules.rate import Window, window_at
from kulanz.stages.improvement.rules.reckoning import Reckoner
from kulanz.stages.improvement.rules.simulation import Outcome, Scenario, Tally, changed, choose

_CHUNK: Final = 5_000
# Equal calculations are remembered up to here, so that the memory stays the same however many there are.
_REMEMBERED: Final = 50_000


@dataclass(frozen=True, slots=True)
class Simulation:
    window: Window
    tally: Tally


def simulate(*, actor: Actor, at: datetime, scenario: Scenario, most_changes: int = 200) -> Simulation:
    """Choose for every decision of the window anew. Reads them in one stream. Raises NotAllowed."""
    require_statistics(actor, StatisticsAction.SIMULATE)
    window = window_at(at, zone_of(actor.tenant_id))
    reckoners = {
        pk: Reckoner(changed(frame_of(content), scenario), scenario.factors)
        for pk, content in CalculationFrame.objects.filter(tenant_id=actor.tenant_id).values_list(
            "pk", "content"
        )
    }
    tally = Tally(most_changes)
    remembered: dict[tuple[int, str, str, int], Outcome] = {}
    rows = _within(actor, window).values_list(
        "decision_id", "case__number", "article_id", "remedy", "cents", "frame_id", "core"
    )
    for decision_id, number, article, remedy, cents, frame, core in rows.iterator(chunk_size=_CHUNK):
        key = (frame, core, remedy, cents)
        outcome = remembered.get(key)
        if outcome is None:
            outcome = choose(reckoners[frame], core_of(core), remedy, cents, scenario.policy)
            if len(remembered) < _REMEMBERED:
                remembered[key] = outcome
        tally.add(
            decision_id=decision_id,
            case_number=number,
            article=article,
            decided=remedy,
            paid=cents,
            outcome=outcome,
        )
    return Simulation(window, tally)


@dataclass(frozen=True, slots=True)
class AgainstCheapest:
    """Decisions of one remedy that were dearer than the cheapest, for one reason given."""

    remedy: str
    reason: str
    count: int
    extra: Decimal


def against_cheapest(*, actor: Actor, at: datetime) -> tuple[Window, list[AgainstCheapest]]:
    """The standing report: what was decided although something cheaper could have been chosen, and why."""
    require_statistics(actor, StatisticsAction.SIMULATE)
    window = window_at(at, zone_of(actor.tenant_id))
    dearer = _within(actor, window).filter(decision__total__gt=F("decision__cheapest_total"))
    rows = (
        dearer.annotate(remedy_name=F("decision__remedy__name"))
        .order_by()
        .values("remedy_name", "decision__dearer_reason", "decision__wish_reason")
        .annotate(n=Count("pk"), extra=Sum(F("decision__total") - F("decision__cheapest_total")))
    )
    found = [
        AgainstCheapest(
            row["remedy_name"],
            row["decision__dearer_reason"] or row["decision__wish_reason"],
            row["n"],
            row["extra"],
        )
        for row in rows
    ]
    return window, sorted(found, key=lambda one: one.extra, reverse=True)


def _within(actor: Actor, window: Window) -> QuerySet[DecisionFact]:
    return DecisionFact.objects.filter(
        Q(month__gte=window.first, month__lt=window.end), tenant_id=actor.tenant_id
    ).order_by("pk")
