"""What remedies really cost, beside what was calculated when they were decided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.billing.models import ActualCost
from kulanz.stages.billing.permissions import costs_visible_to
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.rules.frozen import frozen_comparison


@dataclass(frozen=True, slots=True)
class KindCompared:
    """One cost kind: None where nothing was calculated, or nothing was booked yet."""

    name: str
    calculated: Decimal | None
    actual: Decimal | None
    name_en: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Only where something was booked: before that there is nothing to compare."""
        return None if self.actual is None else self.actual - (self.calculated or Decimal(0))


@dataclass(frozen=True, slots=True)
class Compared:
    """One decision. Amounts are in the decision's currency; `foreign` lists bookings in others."""

    decision: Decision
    kinds: tuple[KindCompared, ...]
    calculated: Decimal | None
    actual: Decimal | None
    costs: tuple[ActualCost, ...]
    foreign: tuple[ActualCost, ...]

    @property
    def key(self) -> str:
        """Tells the forms of one page apart."""
        return str(self.decision.pk)

    @property
    def difference(self) -> Decimal | None:
        if self.actual is None or self.calculated is None:
            return None
        return self.actual - self.calculated


def costs_of_case(actor: Actor, case: Case) -> list[ActualCost]:
    """Everything booked on a case, in order of booking."""
    costs = costs_visible_to(actor).filter(case=case)
    return list(costs.select_related("cost_kind", "order", "decision__remedy").order_by("pk"))


def calculated_and_actual(actor: Actor, case: Case) -> list[Compared]:
    """Each decision of a case with its calculated and its booked costs, for the office."""
    costs = costs_of_case(actor, case)
    decisions = Decision.objects.filter(case=case).select_related("remedy").order_by("pk")
    by_decision: dict[int, list[ActualCost]] = defaultdict(list)
    for cost in costs:
        if cost.decision_id is not None:
            by_decision[cost.decision_id].append(cost)
    names = {kind.code: kind for kind in CostKind.objects.filter(tenant_id=case.tenant_id)}
    return [_compared(decision, by_decision[decision.pk], names) for decision in decisions]


def bookable_kinds(actor: Actor) -> list[CostKind]:
    """The cost kinds a booking may name."""
    return list(CostKind.objects.filter(tenant_id=actor.tenant_id, active=True).order_by("position", "code"))


def costs_of_order(actor: Actor, order: Order) -> list[ActualCost]:
    """What was booked on one order, in order of booking."""
    costs = costs_visible_to(actor).filter(order=order)
    return list(costs.select_related("cost_kind").order_by("pk"))


def _compared(decision: Decision, costs: list[ActualCost], names: dict[str, CostKind]) -> Compared:
    own = [cost for cost in costs if cost.currency == decision.currency]
    foreign = [cost for cost in costs if cost.currency != decision.currency]
    calculated = _calculated(decision)
    actual: dict[str, Decimal] = {}
    for cost in own:
        code = cost.cost_kind.code
        actual[code] = actual.get(code, Decimal(0)) + cost.amount
    order = [code for code in names if code in calculated or code in actual]
    order += [code for code in calculated if code not in names]
    kinds = tuple(
        KindCompared(
            name=names[code].name if code in names else code,
            calculated=calculated.get(code),
            actual=actual.get(code),
            name_en=names[code].name_en if code in names else "",
        )
        for code in order
    )
    return Compared(
        decision=decision,
        kinds=kinds,
        calculated=decision.total,
        actual=sum(actual.values(), Decimal(0)) if own else None,
        costs=tuple(costs),
        foreign=tuple(foreign),
    )


def _calculated(decision: Decision) -> dict[str, Decimal]:
    """Per cost kind, as the decision was taken: from the frozen calculation, never calculated anew."""
    if "result" not in decision.calculation:
        return {}
    comparison = frozen_comparison(decision.calculation)
    found: dict[str, Decimal] = {}
    for column in comparison.columns:
        if column.remedy == decision.remedy.code:
            for line in column.lines:
                if line.amount is not None:
                    found[line.kind] = found.get(line.kind, Decimal(0)) + line.amount
    return found
