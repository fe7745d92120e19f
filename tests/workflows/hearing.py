"""Who heard what: works the queue off and reads the mails that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kulanz.core.protocol.working import work_once
from kulanz.stages.contact.models import OutgoingMail
from tests.cases.people import AT
from tests.outgoing.writing import body_of, parsed

LATER = AT + timedelta(seconds=10)


@dataclass(frozen=True)
class Heard:
    to: str
    kind: str
    subject: str
    text: str
    mail: OutgoingMail


def work(at: datetime = LATER) -> None:
    """Everything due; the mails themselves wait, because no outlet is set up."""
    counts = work_once(at)
    assert set(counts) <= {"done", "postponed"}, counts


def heard(at: datetime = LATER) -> list[Heard]:
    """All mails there are after working the queue off, oldest first."""
    work(at)
    return [
        Heard(
            to=mail.recipient,
            kind=mail.kind,
            subject=str(parsed(mail)["Subject"]),
            text=body_of(parsed(mail)),
            mail=mail,
        )
        for mail in OutgoingMail.objects.order_by("id")
        if mail.storage_key
    ]


def forget() -> None:
    """So that the next `heard` answers only what is new."""
    work()
    OutgoingMail.objects.all().delete()
