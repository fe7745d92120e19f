"""What a person settles for himself: his language, and which mails he wants."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404

from kulanz.core.access.models import User
from kulanz.core.protocol.recording import record
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.commands.access import stream_of
from kulanz.masterdata.parties.events import NewsSettingsChanged
from kulanz.masterdata.parties.models import Membership


def change_own_language(*, user: User, language: str) -> None:
    """The language of his pages and mails, in every tenant."""
    user.language = language[:2]
    user.save(update_fields=["language"])


def end_own_tour(*, membership_id: int, user_id: int, at: datetime) -> None:
    """The guided tour was seen or skipped: it is not shown again by itself. No entry in the protocol."""
    Membership.objects.filter(pk=membership_id, user_id=user_id, tour_seen_at=None).update(tour_seen_at=at)


def change_own_news(*, membership_id: int, user_id: int, news: dict[str, str], at: datetime) -> Membership:
    """His own wishes about mails. Only keys and words the caller's form allows get here."""
    with transaction.atomic():
        row = Membership.objects.select_for_update().filter(pk=membership_id, user_id=user_id).first()
        if row is None or not row.active:
            raise Http404
        row.news = {**(row.news or {}), **news}
        row.save(update_fields=["news"])
        record(
            NewsSettingsChanged(membership_id=row.pk),
            actor=actor_of(row),
            stream=stream_of(row.pk),
            at=at,
        )
        return row
