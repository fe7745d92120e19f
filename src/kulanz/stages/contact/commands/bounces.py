"""An address that does not take mail any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.core.access.actor import system_actor
from kulanz.core.protocol.recording import record
from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.contact.events import AddressBounced


def mark_bounced(*, tenant_id: int, address: str, reason: str, at: datetime) -> int:
    """Mark the address wherever it stands; returns how many contact points that were."""
    with transaction.atomic():
        points = ContactPoint.objects.select_for_update().filter(
            tenant_id=tenant_id, kind=ContactKind.EMAIL, normalized=address.strip().lower(), bounced_at=None
        )
        marked = 0
        for point in points.order_by("pk"):
            point.bounced_at = at
            point.bounce_reason = reason[:300]
            point.save(update_fields=["bounced_at", "bounce_reason"])
            record(
                AddressBounced(party_id=point.party_id, address=point.value, reason=point.bounce_reason),
                actor=system_actor(tenant_id),
                stream=f"party:{point.party_id}",
                at=at,
            )
            marked += 1
        return marked
