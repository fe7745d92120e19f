"""Booking what something of a decision really cost."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from kulanz.cases.locking import lock_case
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.billing.events import CostBooked
from kulanz.stages.billing.models import ActualCost
from kulanz.stages.billing.permissions import BillingAction, require_billing
from kulanz.stages.billing.refusals import CostBelongsElsewhere, CostInvalid
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.rules.money import is_amount


def book_actual_cost(
    *,
    actor: Actor,
    case_id: int,
    cost_kind_id: int,
    amount: Decimal,
    currency: str,
    key: str,
    at: datetime,
    decision_id: int | None = None,
    order_id: int | None = None,
    note: str = "",
) -> ActualCost:
    """Book a cost; a negative amount takes back. The same `key` twice is once: the first row is answered.

    An order's cost belongs to the order's decision. Ended cases take costs too, for bills come late.
    Raises CostInvalid, CostBelongsElsewhere, MissingValue("key"), NotAllowed.
    """
    if not key.strip():
        raise MissingValue("key")
    with transaction.atomic():
        case = lock_case(case_id)
        require_billing(actor, BillingAction.BOOK_COST, case)
        known = ActualCost.objects.filter(tenant_id=case.tenant_id, key=key[:80]).first()
        if known is not None:
            return known
        # negative where something is taken back
        if not is_amount(amount.copy_abs()) or not amount:
            raise CostInvalid
        kind = CostKind.objects.filter(tenant_id=case.tenant_id, pk=cost_kind_id).first()
        order = Order.objects.filter(pk=order_id, case=case).first() if order_id else None
        if order is not None and decision_id is None:
            decision_id = order.decision_id
        decision = Decision.objects.filter(pk=decision_id, case=case).first() if decision_id else None
        if (
            kind is None
            or (order_id and order is None)
            or (decision_id and decision is None)
            or (order is not None and order.decision_id != decision_id)
        ):
            raise CostBelongsElsewhere
        cost = ActualCost.objects.create(
            tenant_id=case.tenant_id,
            case=case,
            decision=decision,
            order=order,
            cost_kind=kind,
            amount=amount,
            currency=currency,
            note=note.replace("\x00", "").strip()[:200],
            key=key[:80],
            booked_at=at,
            booked_by_name=actor.name[:200],
        )
        record(
            CostBooked(
                actual_cost_id=cost.pk,
                cost_kind=kind.name,
                amount=amount,
                currency=currency,
                decision_id=decision.pk if decision else None,
                order_id=order.pk if order else None,
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return cost
