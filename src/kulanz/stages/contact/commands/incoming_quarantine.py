"""What people do with mails that became no case: take them in again, or put them away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.stages.contact import events
from kulanz.stages.contact.commands.incoming import process_raw_mail
from kulanz.stages.contact.commands.incoming_outcome import Treatment
from kulanz.stages.contact.models import RawMail, RawMailOutcome
from kulanz.stages.contact.permissions import MailAction, require_mail
from kulanz.stages.contact.refusals import MailAlreadySettled, NoSuchMail

RETRIED: Final = frozenset({RawMailOutcome.QUARANTINED, RawMailOutcome.AUTOMATIC, RawMailOutcome.DISCARDED})


def retry_quarantined(*, actor: Actor, raw_mail_id: int, at: datetime, as_person: bool = False) -> RawMail:
    """Take a mail in once more, without the limit per sender. `as_person`: somebody read it and says that
    a person wrote it, so what its headers say about automatic mails does not count.

    The answer's `outcome` tells what became of it. Raises NoSuchMail, MailAlreadySettled, NotAllowed.
    """
    require_mail(actor, MailAction.RETRY)
    with transaction.atomic():
        row = _locked(actor, raw_mail_id)
        if row.outcome not in RETRIED:
            raise MailAlreadySettled
        record(
            events.MailRetried(raw_mail_id=row.pk, outcome_before=row.outcome, as_person=as_person),
            actor=actor,
            stream=f"raw_mail:{row.pk}",
            at=at,
        )
        row.outcome = RawMailOutcome.WAITING
        row.attempts = 0
        row.save(update_fields=["outcome", "attempts"])
    treatment = Treatment.PERSON if as_person else Treatment.TRUSTED
    process_raw_mail(tenant_id=actor.tenant_id, raw_mail_id=raw_mail_id, at=at, treatment=treatment)
    return RawMail.objects.select_related("case").get(pk=raw_mail_id)


def discard_quarantined(*, actor: Actor, raw_mail_id: int, at: datetime, reason: str = "") -> RawMail:
    """Put a mail away: it becomes no case, leaves the list and stays stored; a retry brings it back.

    Raises NoSuchMail, MailAlreadySettled, NotAllowed.
    """
    require_mail(actor, MailAction.DISCARD)
    with transaction.atomic():
        row = _locked(actor, raw_mail_id)
        if row.outcome not in (RawMailOutcome.QUARANTINED, RawMailOutcome.AUTOMATIC):
            raise MailAlreadySettled
        record(
            events.MailDiscarded(raw_mail_id=row.pk, outcome_before=row.outcome, reason=reason.strip()),
            actor=actor,
            stream=f"raw_mail:{row.pk}",
            at=at,
        )
        row.outcome = RawMailOutcome.DISCARDED
        row.processed_at = at
        if reason.strip():
            row.reason = reason.strip()[:400]
        row.save(update_fields=["outcome", "processed_at", "reason"])
        return row


def _locked(actor: Actor, raw_mail_id: int) -> RawMail:
    rows = RawMail.objects.select_for_update(of=("self",)).filter(tenant_id=actor.tenant_id)
    row = rows.filter(pk=raw_mail_id).first()
    if row is None:
        raise NoSuchMail
    return row
