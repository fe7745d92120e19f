"""Complaints, decisions, orders and credit notes: whether each says what the others say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kulanz.cases.models import Position
from kulanz.cases.rules import ClaimStatus
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import Decision, DecisionPosition, Offer
from kulanz.stages.solution.rules.remedies import LIVE, DecisionState, Ends, OfferState

_NAMED: Final = 5
_BEGUN: Final = (DecisionState.UNDER_WAY.value, DecisionState.DONE.value)


def remedy_findings(tenant_id: int) -> Iterator[tuple[str, str, bool]]:
    """One line for each contradiction, with the first cases that show it."""
    for what, rows in _contradictions(tenant_id):
        numbers = list(rows.order_by("pk").values_list("case__number", flat=True)[: _NAMED + 1])
        if numbers:
            more = ", …" if len(numbers) > _NAMED else ""
            yield what, ", ".join(numbers[:_NAMED]) + more, False


def _contradictions(tenant_id: int) -> Iterator[tuple[str, QuerySet[Any]]]:
    decisions = Decision.objects.filter(tenant_id=tenant_id)
    own = Q(decision__case=OuterRef("case"), decision__state__in=_BEGUN)
    begun = DecisionPosition.objects.filter(own, position=OuterRef("pk"), holds=True)
    started = Position.objects.filter(tenant_id=tenant_id, claim_status=ClaimStatus.REMEDY_STARTED.value)
    yield "remedy started without a decision", started.exclude(Exists(begun))

    holding = DecisionPosition.objects.filter(decision=OuterRef("pk"), holds=True)
    ended = decisions.exclude(state__in=[state.value for state in LIVE])
    yield "decision ended and still holding positions", ended.filter(Exists(holding))
    elsewhere = holding.exclude(position__case=F("decision__case"))
    yield "decision about another case's position", decisions.filter(Exists(elsewhere))

    orders = Order.objects.filter(decision=OuterRef("pk"))
    under_way = decisions.filter(state=DecisionState.UNDER_WAY.value)
    yield (
        "remedy under way without its orders",
        under_way.exclude(remedy__orders=[]).exclude(Exists(orders)),
    )
    noted = CreditNote.objects.filter(decision=OuterRef("pk"))
    credited = decisions.filter(state=DecisionState.DONE.value, remedy__ends=Ends.CREDITED.value)
    yield "remedy credited without a credit note", credited.exclude(Exists(noted))

    notes = CreditNote.objects.filter(tenant_id=tenant_id)
    yield (
        "credit waits for goods that came back",
        notes.filter(state=CreditState.WAITS_FOR_GOODS.value, order__state=OrderState.DONE.value),
    )
    accepted = Offer.objects.filter(tenant_id=tenant_id, state=OfferState.ACCEPTED.value)
    yield (
        "offer accepted without a credit note",
        accepted.exclude(Exists(CreditNote.objects.filter(offer=OuterRef("pk")))),
    )
