"""Handing an order over: by the connector, by hand at the screen, and once more where that got stuck."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.commands.commissioning import mark_handed_over
from kulanz.stages.execution.events import HandOverRetried, OrderCancelled, OrderPlaced
from kulanz.stages.execution.locking import workable
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.queries.clearance_of_parts import require_goods_may_go
from kulanz.stages.execution.refusals import OrderEnded
from kulanz.stages.execution.rules.orders import HandedOverBy, OrderState

TOLD: Final = (OrderPlaced.name, OrderCancelled.name)


def hand_over_order(*, actor: Actor, order_id: int, by: HandedOverBy, at: datetime, note: str = "") -> Order:
    """Note that whoever carries it out has the order. Handing over twice changes nothing.

    Raises OrderEnded, NoSuchOrder, NotAllowed, and as `require_goods_may_go` does.
    """
    with transaction.atomic():
        order = workable(actor, order_id)
        if not order.is_open:
            raise OrderEnded
        if order.state == OrderState.RECORDED:
            tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
            require_goods_may_go(order, on=local_date(tenant, at))
            mark_handed_over(
                actor, order, by=by, note=" ".join(note.replace("\x00", "").split())[:300], at=at
            )
        return order


def retry_hand_over(*, actor: Actor, order_id: int, at: datetime) -> int:
    """Set the order's stuck transmissions going again; how many that were."""
    with transaction.atomic():
        order = workable(actor, order_id)
        stuck = Transmission.objects.filter(
            tenant_id=order.tenant_id,
            entry__stream=order.case.stream,
            entry__event__in=TOLD,
            entry__facts__order_id=order.pk,
            state=TransmissionState.STUCK,
        )
        count = Transmission.objects.filter(pk__in=list(stuck.values_list("pk", flat=True))).update(
            state=TransmissionState.WAITING, attempts=0, due_at=at
        )
        if count:
            record(
                HandOverRetried(order_id=order.pk, number=order.number),
                actor=actor,
                stream=order.case.stream,
                at=at,
            )
        return count
