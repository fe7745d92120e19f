"""What a customer or dealer reads of a remedy: what is done and when. Never what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import Case
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.rules.remedies import DecisionState, OrderKind
from kulanz.workflows.customers_words import remedy_word

# By kind of order: what is to come, and what has been. A failed one is the office's to speak of.
_WORDS: Final[dict[str, tuple[Any, Any]]] = {
    OrderKind.PART_DELIVERY.value: (_("Ersatzteil wird geliefert"), _("Ersatzteil geliefert")),
    OrderKind.DELIVERY.value: (_("Neue Ware wird geliefert"), _("Neue Ware geliefert")),
    OrderKind.PICK_UP.value: (_("Beanstandete Ware wird abgeholt"), _("Beanstandete Ware abgeholt")),
    OrderKind.PICK_UP_FOR_CREDIT.value: (
        _("Ware wird abgeholt und gutgeschrieben"),
        _("Ware abgeholt"),
    ),
    OrderKind.SERVICE.value: (_("Der Kundendienst kommt"), _("Der Kundendienst war da")),
}
_SHOWN: Final = (DecisionState.UNDER_WAY.value, DecisionState.DONE.value)
_HIDDEN: Final = (OrderState.CANCELLED.value, OrderState.FAILED.value)


@dataclass(frozen=True, slots=True)
class StepLink:
    """Where its reader finds more of a step."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ToldStep:
    text: Any
    on: date | None
    done: bool
    links: tuple[StepLink, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldRemedy:
    name: str
    steps: tuple[ToldStep, ...]


def remedies_told(
    case: Case, *, language: str, links: Mapping[int, Sequence[StepLink]] | None = None
) -> list[ToldRemedy]:
    """The remedies of a case in its reader's words; `case` must come from `visible_to`. `links` are, by
    order, what this reader may open of it.

    One whose orders were all cancelled or failed does not happen any more: the office decides anew.
    """
    if case.claim_status is None:
        return []
    decisions = list(
        Decision.objects.filter(case=case, state__in=_SHOWN).select_related("remedy").order_by("pk")
    )
    if not decisions:
        return []
    orders = list(Order.objects.filter(decision__in=decisions).exclude(state__in=_HIDDEN).order_by("pk"))
    steps = {
        decision.pk: tuple(_steps((o for o in orders if o.decision_id == decision.pk), links or {}))
        for decision in decisions
    }
    return [
        ToldRemedy(remedy_word(decision.remedy, language), steps[decision.pk])
        for decision in decisions
        if steps[decision.pk] or decision.state == DecisionState.DONE or not decision.remedy.orders
    ]


def _steps(orders: Iterable[Order], links: Mapping[int, Sequence[StepLink]]) -> Iterable[ToldStep]:
    for order in orders:
        coming, been = _WORDS[order.kind]
        done = order.state == OrderState.DONE
        day = order.done_on if done else order.planned_on
        yield ToldStep(been if done else coming, day, done, tuple(links.get(order.pk, ())))
