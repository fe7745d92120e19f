"""Lists of raw mails for the office: the quarantine, automatic mails, bounces; and the raw bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any

from django.db.models import Count

from kulanz.core.access.actor import Actor
from kulanz.core.files.storage import storage
from kulanz.stages.contact.models import RawMail, RawMailOutcome
from kulanz.stages.contact.permissions import MailAction, may_with_mail, raw_mails_visible_to


@dataclass(frozen=True, slots=True)
class MailRow:
    """One raw mail in a list."""

    id: int
    received_at: datetime
    sender: str
    subject: str
    mailbox: str
    size: int
    outcome: str
    reason: str
    attempts: int
    case_number: str

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "received_at": self.received_at.isoformat()}


@dataclass(frozen=True, slots=True)
class MailPage:
    """Newest first; `next_before` is the cursor of the following page, None on the last."""

    rows: list[MailRow]
    next_before: int | None


def mail_page(
    actor: Actor,
    *,
    outcomes: Iterable[str] = (RawMailOutcome.QUARANTINED,),
    before: int | None = None,
    limit: int = 50,
) -> MailPage:
    """The mails with these outcomes, by key; empty for whoever may not look."""
    mails = raw_mails_visible_to(actor).filter(outcome__in=list(outcomes))
    if before is not None:
        mails = mails.filter(pk__lt=before)
    found = list(mails.select_related("mailbox", "case").order_by("-pk")[: limit + 1])
    rows = [_row(mail) for mail in found[:limit]]
    return MailPage(rows, rows[-1].id if len(found) > limit else None)


def mail_counts(actor: Actor) -> dict[str, int]:
    """How many mails need or got which treatment; the settled ones are not counted."""
    watched = [RawMailOutcome.WAITING, RawMailOutcome.QUARANTINED]
    mails = raw_mails_visible_to(actor).filter(outcome__in=watched)
    counted = {row["outcome"]: row["n"] for row in mails.values("outcome").annotate(n=Count("pk"))}
    return {outcome.value: counted.get(outcome.value, 0) for outcome in watched}


def mail_of(actor: Actor, raw_mail_id: int) -> RawMail | None:
    """One raw mail, None when there is none for this actor."""
    return raw_mails_visible_to(actor).select_related("mailbox", "case").filter(pk=raw_mail_id).first()


def open_raw_mail(actor: Actor, raw_mail_id: int) -> tuple[RawMail, IO[bytes]] | None:
    """The mail and its bytes as received, for a download as message/rfc822; None for whoever may not."""
    if not may_with_mail(actor, MailAction.DOWNLOAD):
        return None
    mail = mail_of(actor, raw_mail_id)
    if mail is None:
        return None
    try:
        return mail, storage().open(mail.storage_key)
    except OSError:  # erased or lost
        return None


def _row(mail: RawMail) -> MailRow:
    return MailRow(
        id=mail.pk,
        received_at=mail.received_at,
        sender=mail.sender,
        subject=mail.subject,
        mailbox=mail.mailbox.address if mail.mailbox else "",
        size=mail.size,
        outcome=mail.outcome,
        reason=mail.reason,
        attempts=mail.attempts,
        case_number=mail.case.number if mail.case else "",
    )
