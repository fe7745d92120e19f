"""Erasing mails and letters of a person. The rows stay for the figures; bytes, names and addresses go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from kulanz.core.access.actor import Actor
from kulanz.core.files.storage import storage
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.contact.models import (
    Letter,
    OutgoingMail,
    OutgoingState,
    PartnerFile,
    PartnerResult,
    RawMail,
    RawMailOutcome,
)


def erase_mails(
    *,
    actor: Actor,
    own_cases: Collection[int],
    kept_cases: Collection[int],
    party_id: int,
    membership_ids: Collection[int],
    emails: Collection[str],
    at: datetime,
) -> int:
    """Erase all mail of `own_cases` and what went to or came from the person, except in `kept_cases`."""
    require_administration(actor)
    with transaction.atomic():
        Letter.objects.filter(case__in=own_cases).update(recipient="", sent_to="", subject="", text="")
        theirs = Q(party_id=party_id) | Q(membership_id__in=membership_ids) | Q(recipient__in=emails)
        sent = OutgoingMail.objects.filter(tenant_id=actor.tenant_id).filter(Q(case__in=own_cases) | theirs)
        sent = sent.exclude(case__in=kept_cases).exclude(storage_key="")
        said = Q(message__author_party=party_id) | Q(message__author_membership__in=membership_ids)
        received = RawMail.objects.filter(tenant_id=actor.tenant_id).filter(
            Q(case__in=own_cases) | Q(sender__in=emails) | said
        )
        received = received.exclude(case__in=kept_cases).exclude(storage_key="")
        received = received.exclude(outcome__in=[RawMailOutcome.WAITING, RawMailOutcome.QUARANTINED])
        _erase_partner_files(own_cases)
        return _erase_sent(sent, at) + _erase_received(received)


def _erase_partner_files(own_cases: Collection[int]) -> None:
    """The files of partners in which these cases came; what became of each record stays, without texts."""
    results = PartnerResult.objects.filter(case__in=own_cases)
    files = PartnerFile.objects.filter(pk__in=results.values("file"), finished_at__isnull=False)
    files = files.exclude(storage_key="")
    keys = dict(files.values_list("pk", "storage_key"))
    PartnerFile.objects.filter(pk__in=list(keys)).update(storage_key="")
    results.update(problems=[])
    _forget_bytes(list(keys.values()))


def _erase_sent(mails: QuerySet[OutgoingMail], at: datetime) -> int:
    ids = list(mails.values_list("pk", flat=True))
    rows = OutgoingMail.objects.filter(pk__in=ids)
    _forget_bytes(list(rows.values_list("storage_key", flat=True)))
    on_their_way = rows.filter(state__in=[OutgoingState.WAITING, OutgoingState.SENDING])
    keys = [f"smtp:{pk}" for pk in on_their_way.values_list("pk", flat=True)]
    Transmission.objects.filter(key__in=keys, state=TransmissionState.WAITING).update(
        state=TransmissionState.CANCELLED, done_at=at
    )
    on_their_way.update(state=OutgoingState.CANCELLED)
    rows.update(recipient="", recipient_name="", subject="", storage_key="", last_error="", files=[])
    return len(ids)


def _erase_received(mails: QuerySet[RawMail]) -> int:
    # Identity and hash stay: they tell nothing, and the same mail fetched again is still recognised.
    ids = list(mails.values_list("pk", flat=True))
    rows = RawMail.objects.filter(pk__in=ids)
    _forget_bytes(list(rows.values_list("storage_key", flat=True)))
    rows.update(sender="", subject="", mail_id="", reason="", storage_key="")
    return len(ids)


def _forget_bytes(keys: list[str]) -> None:
    def delete() -> None:
        for key in filter(None, keys):
            storage().delete(key)

    transaction.on_commit(delete)
