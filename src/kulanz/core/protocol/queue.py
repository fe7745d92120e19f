"""Looking at the queue, and helping a stuck transmission."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min
from django.http import Http404

from kulanz.core.access.actor import Actor, Role
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.events_of_queue import TransmissionDropped, TransmissionRetried
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import NotAllowed


def figures(tenant_id: int) -> dict[str, int]:
    """How many transmissions are in each state."""
    rows = Transmission.objects.filter(tenant_id=tenant_id).values_list("state").annotate(n=Count("id"))
    return dict.fromkeys(TransmissionState.values, 0) | dict(rows)


def oldest_due(tenant_id: int, at: datetime) -> datetime | None:
    """Since when the longest waiting transmission is due; None when nothing is."""
    waiting = Transmission.objects.filter(
        tenant_id=tenant_id, state=TransmissionState.WAITING, due_at__lte=at
    )
    oldest: datetime | None = waiting.aggregate(oldest=Min("due_at"))["oldest"]
    return oldest


def stuck(tenant_id: int, *, limit: int = 100) -> list[Transmission]:
    """Stuck transmissions with their entries, newest first."""
    found = Transmission.objects.filter(tenant_id=tenant_id, state=TransmissionState.STUCK)
    return list(found.select_related("entry").order_by("-id")[:limit])


def troubled(tenant_id: int, *, limit: int = 100) -> list[Transmission]:
    """Waiting ones that have failed or been postponed, longest overdue first: `last_error` says why."""
    found = Transmission.objects.filter(tenant_id=tenant_id, state=TransmissionState.WAITING)
    return list(found.exclude(last_error="").select_related("entry").order_by("due_at", "id")[:limit])


def retry_stuck(*, actor: Actor, transmission_id: int, at: datetime) -> Transmission:
    """Set a stuck transmission going again, with all its attempts. Asking twice changes nothing."""
    with transaction.atomic():
        row = _locked(actor, transmission_id)
        if row.state == TransmissionState.STUCK:
            row.state = TransmissionState.WAITING
            row.attempts = 0
            row.due_at = at
            row.save(update_fields=["state", "attempts", "due_at"])
            _record(TransmissionRetried(consumer=row.consumer, key=row.key), actor, row, at)
        return row


def drop_stuck(*, actor: Actor, transmission_id: int, at: datetime) -> Transmission:
    """Give a stuck transmission up for good."""
    with transaction.atomic():
        row = _locked(actor, transmission_id)
        if row.state == TransmissionState.STUCK:
            row.state = TransmissionState.CANCELLED
            row.done_at = at
            row.save(update_fields=["state", "done_at"])
            _record(TransmissionDropped(consumer=row.consumer, key=row.key), actor, row, at)
        return row


def _locked(actor: Actor, transmission_id: int) -> Transmission:
    if not (actor.is_system or actor.has(Role.ADMINISTRATOR)):
        raise NotAllowed
    row = (
        Transmission.objects.select_for_update().filter(tenant_id=actor.tenant_id, pk=transmission_id).first()
    )
    if row is None:
        raise Http404
    return row


def _record(event: Event, actor: Actor, row: Transmission, at: datetime) -> None:
    record(event, actor=actor, stream=f"transmission:{row.pk}", at=at)
