"""Unsent text: saved while typing, gone when sent. No protocol: a draft is nobody else's business."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from kulanz.cases.models import Draft
from kulanz.core.access.actor import Actor
from kulanz.core.refusal import NotAllowed

KEPT_FOR: Final = timedelta(days=60)


def save_draft(*, actor: Actor, key: str, title: str, payload: Mapping[str, Any], at: datetime) -> Draft:
    """Keep or replace the actor's draft of one form."""
    if actor.membership_id is None:
        raise NotAllowed
    draft, _created = Draft.objects.update_or_create(
        membership_id=actor.membership_id,
        key=key[:80],
        defaults={
            "tenant_id": actor.tenant_id,
            "title": title[:200],
            "payload": {k: v.replace("\x00", "") if isinstance(v, str) else v for k, v in payload.items()},
            "updated_at": at,
        },
    )
    return draft


def discard_draft(*, actor: Actor, key: str) -> None:
    Draft.objects.filter(membership_id=actor.membership_id or 0, key=key).delete()


def forget_old_drafts(at: datetime) -> int:
    """Remove drafts nobody touched for sixty days."""
    deleted, _rows = Draft.objects.filter(updated_at__lt=at - KEPT_FOR).delete()
    return deleted
