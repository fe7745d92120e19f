"""What was exchanged with the ERP: for the administration, and for the page of one order."""

from __future__ import annotations

from django.db.models import QuerySet

from kulanz.core.access.actor import Actor, Role
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.stages.execution.events import OrderCancelled, OrderPlaced
from kulanz.stages.execution.models import ErpConnection, ExchangedFile, Order


def connection_for(actor: Actor) -> ErpConnection | None:
    """The tenant's connection, used or not; administrators only."""
    if not _administers(actor):
        return None
    return ErpConnection.objects.filter(tenant_id=actor.tenant_id).first()


def exchanged_files(actor: Actor) -> QuerySet[ExchangedFile]:
    """All files of the tenant, newest first; administrators only."""
    files = ExchangedFile.objects.filter(tenant_id=actor.tenant_id)
    return files.select_related("order") if _administers(actor) else files.none()


def files_of_order(order: Order) -> list[ExchangedFile]:
    """What was written about an order, newest first. `order` comes from `orders_visible_to`."""
    return list(ExchangedFile.objects.filter(tenant_id=order.tenant_id, order=order).order_by("-id")[:20])


def hand_over_trouble(order: Order) -> Transmission | None:
    """The transmission that has not got through, if any: `last_error` says why, `state` whether it is
    tried again (waiting) or stuck. `order` comes from `orders_visible_to`, with its case."""
    unfinished = Transmission.objects.filter(
        tenant_id=order.tenant_id,
        consumer="erp",
        entry__stream=order.case.stream,
        entry__event__in=[OrderPlaced.name, OrderCancelled.name],
        entry__facts__order_id=order.pk,
        state__in=[TransmissionState.WAITING, TransmissionState.STUCK],
    )
    return unfinished.exclude(last_error="").order_by("-id").first()


def _administers(actor: Actor) -> bool:
    return actor.is_system or actor.has(Role.ADMINISTRATOR)
