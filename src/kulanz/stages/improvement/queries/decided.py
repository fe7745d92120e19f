"""The standing report: what was decided, what the cheapest would have cost, and the reasons given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case as Depending
from django.db.models import Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from kulanz.core.access.actor import Actor
from kulanz.core.names import named_in_rows
from kulanz.stages.improvement.models import DecisionFact
from kulanz.stages.improvement.permissions import StatisticsAction, require_statistics
from kulanz.stages.improvement.queries.rate import zone_of
from kulanz.stages.improvement.queries.simulation import decided_within
from kulanz.stages.improvement.rules.rate import Window, window_at

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Against:
    """Decisions against the cheapest complete remedy that could have been chosen instead.

    `count` are those that have one, `without` those that have none and are in no sum. A price reduction is
    never the cheapest and may cost less than it, so that `extra` alone says what was spent beyond it.
    """

    count: int = 0
    decided: Decimal = NOTHING
    cheapest: Decimal = NOTHING
    dearer: int = 0
    extra: Decimal = NOTHING
    """What the dearer ones cost beyond the cheapest."""
    without: int = 0

    @property
    def difference(self) -> Decimal:
        return self.decided - self.cheapest

    def and_(self, other: Against) -> Against:
        return Against(
            self.count + other.count,
            self.decided + other.decided,
            self.cheapest + other.cheapest,
            self.dearer + other.dearer,
            self.extra + other.extra,
            self.without + other.without,
        )


@dataclass(frozen=True, slots=True)
class AgainstCheapest:
    """Decisions of one remedy that were dearer than the cheapest, for one reason given; may be empty."""

    code: str
    remedy: str
    reason: str
    count: int
    extra: Decimal


@dataclass(frozen=True, slots=True)
class DecidedReport:
    window: Window
    whole: Against
    months: dict[date, Against]
    remedies: dict[str, Against]
    """By code, in the order of what was spent beyond the cheapest."""
    reasons: list[AgainstCheapest]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which decisions of the report are asked for; `reason` None asks for any, empty for those without."""

    month: date | None = None
    remedy: str = ""
    reason: str | None = None
    only_dearer: bool = True


def decided_against_cheapest(*, actor: Actor, at: datetime) -> DecidedReport:
    """Two statements, whatever the number of decisions. Raises NotAllowed."""
    window, reasons = against_cheapest(actor=actor, at=at)
    compared = Q(decision__cheapest_total__isnull=False)
    dearer = Q(decision__total__gt=F("decision__cheapest_total"))
    extra = F("decision__total") - F("decision__cheapest_total")
    zero = Value(NOTHING)
    rows = (
        decided_within(actor, window)
        .order_by()
        .values("month", "remedy")
        .annotate(
            n=Count("pk", filter=compared),
            decided=Coalesce(Sum("decision__total", filter=compared), zero),
            cheapest=Coalesce(Sum("decision__cheapest_total", filter=compared), zero),
            dearer=Count("pk", filter=dearer),
            extra=Coalesce(Sum(extra, filter=dearer), zero),
            without=Count("pk", filter=~compared),
        )
    )
    whole = Against()
    months = dict.fromkeys(window.months(), Against())
    remedies: dict[str, Against] = {}
    for row in rows:
        one = Against(row["n"], row["decided"], row["cheapest"], row["dearer"], row["extra"], row["without"])
        whole = whole.and_(one)
        months[row["month"]] = months[row["month"]].and_(one)
        remedies[row["remedy"]] = remedies.get(row["remedy"], Against()).and_(one)
    ordered = dict(sorted(remedies.items(), key=lambda pair: (-pair[1].extra, -pair[1].count, pair[0])))
    return DecidedReport(window, whole, months, ordered, reasons)


def against_cheapest(*, actor: Actor, at: datetime) -> tuple[Window, list[AgainstCheapest]]:
    """What was decided although something cheaper could have been chosen, and why. Raises NotAllowed."""
    require_statistics(actor, StatisticsAction.SIMULATE)
    window = window_at(at, zone_of(actor.tenant_id))
    rows = (
        _with_reason(_dearer(decided_within(actor, window)))
        .order_by()
        .values("remedy", "reason", called=named_in_rows("decision__remedy__"))
        .annotate(n=Count("pk"), extra=Sum(F("decision__total") - F("decision__cheapest_total")))
    )
    found = [
        AgainstCheapest(row["remedy"], row["called"], row["reason"], row["n"], row["extra"]) for row in rows
    ]
    return window, sorted(found, key=lambda one: (-one.extra, one.remedy, one.reason))


def decisions_behind(*, actor: Actor, at: datetime, narrowed: Narrowed) -> QuerySet[Any]:
    """The decisions behind a figure of the report, newest first, with `reason`. Raises NotAllowed."""
    require_statistics(actor, StatisticsAction.SIMULATE)
    window = window_at(at, zone_of(actor.tenant_id))
    found = _with_reason(decided_within(actor, window))
    if narrowed.only_dearer:
        found = _dearer(found)
    if narrowed.month is not None:
        found = found.filter(month=narrowed.month)
    if narrowed.remedy:
        found = found.filter(remedy=narrowed.remedy)
    if narrowed.reason is not None:
        found = found.filter(reason=narrowed.reason)
    return (
        found.select_related("decision__remedy", "case")
        .defer("core", "decision__calculation")
        .order_by("-pk")
    )


def _dearer(facts: QuerySet[Any]) -> QuerySet[Any]:
    return facts.filter(decision__total__gt=F("decision__cheapest_total"))


def _with_reason(facts: QuerySet[DecisionFact]) -> QuerySet[Any]:
    """The reason for being dearer, else the one for not doing what the customer wished."""
    return facts.annotate(
        reason=Depending(
            When(decision__dearer_reason="", then=F("decision__wish_reason")),
            default=F("decision__dearer_reason"),
        )
    )
