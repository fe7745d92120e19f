"""What waits to be handed over, and setting it going: what was placed before there was a connection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry, Transmission, TransmissionState
from kulanz.core.protocol.recording import queue
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.billing.events import CreditReleased
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.execution.events import OrderPlaced
from kulanz.stages.execution.models import Exchanged, ExchangedFile, Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import OrderKind
from kulanz.workflows.reactions import ERP


def waiting_orders(tenant_id: int) -> QuerySet[Order]:
    """Recorded orders for the ERP; those for a firm go by mail."""
    orders = Order.objects.filter(tenant_id=tenant_id, state=OrderState.RECORDED.value)
    return orders.exclude(kind=OrderKind.SERVICE.value, executor__kind=ExecutorKind.FIRM.value)


def waiting_credits(tenant_id: int) -> QuerySet[CreditNote]:
    """Released credit notes the ERP does not have yet."""
    written = ExchangedFile.objects.filter(
        tenant_id=tenant_id, direction="out", number=OuterRef("number"), outcome=Exchanged.WRITTEN
    )
    notes = CreditNote.objects.filter(tenant_id=tenant_id, state=CreditState.RELEASED.value)
    return notes.exclude(Exists(written))


def hand_over_waiting(*, actor: Actor, at: datetime) -> int:
    """Set everything going that waits, stuck or not; how much that was. Raises NotAllowed."""
    require_administration(actor)
    tenant_id = actor.tenant_id
    with transaction.atomic():
        # At once, also what is put off until later or has been given up trying.
        erp = Transmission.objects.filter(tenant_id=tenant_id, consumer=ERP)
        unfinished = erp.filter(state__in=[TransmissionState.WAITING, TransmissionState.STUCK])
        ids = unfinished.select_for_update().values_list("pk", flat=True)
        again = erp.filter(pk__in=list(ids)).update(state=TransmissionState.WAITING, attempts=0, due_at=at)
        for order in waiting_orders(tenant_id).select_related("case"):
            again += _once_more(order.case.stream, OrderPlaced.name, {"order_id": order.pk}, at)
        for note in waiting_credits(tenant_id).select_related("case"):
            again += _once_more(note.case.stream, CreditReleased.name, {"credit_id": note.pk}, at)
        return again


def _once_more(stream: str, event: str, facts: dict[str, int], at: datetime) -> int:
    """Queue the last such entry, unless it is on its way already."""
    entries = ProtocolEntry.objects.filter(stream=stream, event=event, facts__contains=facts)
    entry = entries.order_by("-seq").first()
    if entry is None or _on_its_way(entry.transmissions.all()):
        return 0
    queue(entry, ERP, key=f"{ERP}:{entry.pk}:{entry.transmissions.count()}", at=at)
    return 1


def _on_its_way(transmissions: Iterable[Transmission]) -> bool:
    return any(row.consumer == ERP and row.state == TransmissionState.WAITING for row in transmissions)
