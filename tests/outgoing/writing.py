"""A case and a mail about it, as the tests of this folder need them."""

from __future__ import annotations

import email
from email import policy
from email.message import EmailMessage
from typing import Any

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.core.files.storage import storage
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.models import OutgoingMail
from tests.cases.people import AT, People

KARLA = "karla@kundin.test"


def new_case(people: People, **fields: Any) -> Case:
    given: dict[str, Any] = {"title": "Schublade klemmt", "customer_id": people.karla.pk, **fields}
    return record_case(actor=people.anna, case=NewCase(**given), at=AT)


def queue(people: People, case: Case | None, *, key: str = "one", **changes: Any) -> OutgoingMail:
    text: dict[str, Any] = {
        "subject": "Ihr Vorgang",
        "paragraphs": ("Guten Tag,", "alles ist gut."),
        **changes.pop("text", {}),
    }
    given: dict[str, Any] = {
        "recipient": Recipient(KARLA, "Karla Kunde", "de", party_id=people.karla.pk),
        "kind": "answer",
        "at": AT,
        **changes,
    }
    return queue_mail(key=key, tenant_id=people.tenant.pk, case=case, text=MailText(**text), **given)


def parsed(mail: OutgoingMail) -> EmailMessage:
    with storage().open(mail.storage_key) as content:
        return read(content.read())


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body_of(message: EmailMessage) -> str:
    """Plain and HTML part together, as whoever looks for a word must see them."""
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join(texts)
