"""The first mail of a case: we have your report, and here is its page.

To an address nobody has proved to read, it holds nothing its sender chose: no title, no name, no text.
Otherwise anybody could let us mail his words to strangers. And it goes out at most once an hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from kulanz.cases.models import Case, Message
from kulanz.cases.queries.addressees import Addressee
from kulanz.core.access.actor import ActorKind
from kulanz.core.mail.composing import MailLink
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.contact.commands.outgoing import MailText, Recipient
from kulanz.stages.contact.models import OutgoingMail, OutgoingState, RawMail, RawMailOutcome
from kulanz.workflows.links import issue_case_link
from kulanz.workflows.news_state import state_after
from kulanz.workflows.news_texts import customer_facts, greeting
from kulanz.workflows.phrases import phrase
from kulanz.workflows.recipients import customers_of, may_hear

ONCE_WITHIN: Final = timedelta(hours=1)
_STRANGERS: Final = frozenset({ActorKind.GUEST, ActorKind.CUSTOMER})


def acknowledgement(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[tuple[Recipient, MailText]]:
    """To the customers of a new case; none for a case that a machine began."""
    if _begun_by_a_machine(case):
        return
    for customer in customers_of(case):
        if not may_hear(customer):
            continue
        trusted = entry.actor_kind not in _STRANGERS or is_verified(customer)
        if not trusted and _sent_lately(customer.email, at):
            continue
        yield _written(entry, case, customer, at, trusted=trusted)


def is_verified(addressee: Addressee) -> bool:
    """Whether this address has shown before that its owner reads it."""
    if addressee.party_id is None:
        return False
    return ContactPoint.objects.filter(
        party_id=addressee.party_id,
        kind=ContactKind.EMAIL,
        normalized=addressee.email.lower(),
        verified_at__isnull=False,
    ).exists()


def _begun_by_a_machine(case: Case) -> bool:
    first = Message.objects.filter(case=case).order_by("created_at", "id").first()
    if first is not None and first.is_automatic:
        return True
    automatic = (RawMailOutcome.AUTOMATIC, RawMailOutcome.BOUNCE)
    return RawMail.objects.filter(case=case, outcome__in=automatic, processed_at=case.created_at).exists()


def _sent_lately(address: str, at: datetime) -> bool:
    """Exact, also with several workers at once: the lock makes them ask one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"acknowledgement {address.lower()}"]
        )
    return (
        OutgoingMail.objects.filter(
            recipient=address.lower(), kind="acknowledgement", created_at__gt=at - ONCE_WITHIN
        )
        .exclude(state__in=[OutgoingState.CANCELLED, OutgoingState.FAILED])
        .exists()
    )


def _written(
    entry: ProtocolEntry, case: Case, customer: Addressee, at: datetime, *, trusted: bool
) -> tuple[Recipient, MailText]:
    language = customer.language[:2]
    recipient = Recipient(
        address=customer.email,
        name=customer.name if trusted else "",
        language=language,
        party_id=customer.party_id,
        membership_id=customer.membership_id,
    )
    url = issue_case_link(case=case, party_id=customer.party_id, address=customer.email, at=at)
    paragraphs = [
        greeting(recipient.name, language),
        phrase("ack_text", language, number=case.number),
    ]
    if not trusted:
        paragraphs.append(phrase("ack_unverified", language))
    title = ((phrase("title", language), case.title),) if trusted else ()
    return recipient, MailText(
        subject=phrase("ack_subject", language, number=case.number) + (f": {case.title}" if trusted else ""),
        heading=phrase("ack_heading", language),
        paragraphs=tuple(paragraphs),
        facts=title + customer_facts(case, state_after(entry, case), language, at),
        link=MailLink(phrase("to_case", language), url),
    )
