"""What the protocol tells about one order, and how its hand-over stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kulanz.cases.queries.case_page import HistoryEntry, history_entry
from kulanz.core.protocol.models import ProtocolEntry, Transmission, TransmissionState
from kulanz.stages.execution.events import OrderAnswered, OrderCancelled, OrderPlaced
from kulanz.stages.execution.models import Order


@dataclass(frozen=True, slots=True)
class Waiting:
    """A transmission that has not arrived yet; `stuck` ones wait for somebody to set them going."""

    consumer: str
    stuck: bool
    error: str
    due_at: datetime


def order_history(order: Order, *, limit: int = 100) -> list[HistoryEntry]:
    """The order's entries, newest first; for the office. The order must come from `orders_visible_to`."""
    entries = _entries(order).select_related("personal").order_by("-seq")[:limit]
    return [history_entry(entry) for entry in entries]


def last_answer(order: Order) -> HistoryEntry | None:
    """What the firm answered last since the order was last placed."""
    for entry in order_history(order):
        if entry.event == OrderAnswered.name:
            return entry
        if entry.event == OrderPlaced.name:
            return None
    return None


def waiting_transmissions(order: Order) -> list[Waiting]:
    """Hand-overs of this order under way or stuck."""
    rows = Transmission.objects.filter(
        tenant_id=order.tenant_id,
        state__in=[TransmissionState.WAITING, TransmissionState.STUCK],
        entry__in=_entries(order).filter(event__in=[OrderPlaced.name, OrderCancelled.name]),
    )
    return [
        Waiting(row.consumer, row.state == TransmissionState.STUCK, row.last_error, row.due_at)
        for row in rows.order_by("id")
    ]


def _entries(order: Order) -> QuerySet[ProtocolEntry]:
    return ProtocolEntry.objects.filter(
        tenant_id=order.tenant_id,
        stream=order.case.stream,
        event__startswith="order.",
        facts__order_id=order.pk,
    )
