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
from kulanz.cases.rules import Kind
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
from kulanz.workflows.recipients import may_hear
from kulanz.workflows.service_offer_confirming import confirmation, ordered_with
from kulanz.workflows.writing import Delivery, deliveries

ONCE_WITHIN: Final = timedelta(hours=1)
_ORDERED: Final = frozenset({Kind.REPAIR, Kind.ASSEMBLY, Kind.MAINTENANCE})
_STRANGERS: Final = frozenset({ActorKind.GUEST, ActorKind.CUSTOMER})


def acknowledgement(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[Delivery]:
    """To the customers of a new case; none for a case that a machine began."""
    if _begun_by_a_machine(case):
        return

    def trusted(customer: Addressee) -> bool:
        return entry.actor_kind not in _STRANGERS or is_verified(customer)

    def wants(customer: Addressee) -> bool:
        return may_hear(customer) and (trusted(customer) or not _sent_lately(customer.email, at))

    def write(customer: Addressee, recipient: Recipient) -> MailText:
        return _written(entry, case, recipient, at, trusted=trusted(customer))

    yield from deliveries(case, write, wants=wants, named=trusted)


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
    entry: ProtocolEntry, case: Case, recipient: Recipient, at: datetime, *, trusted: bool
) -> MailText:
    offer = ordered_with(case)
    if offer is not None and trusted:
        return confirmation(offer, case, recipient, at)
    language = recipient.language
    kind = _kind_of_case(entry, case)
    url = issue_case_link(case=case, party_id=recipient.party_id, address=recipient.address, at=at)
    paragraphs = [
        greeting(recipient.name, language),
        phrase(f"ack_text{kind}", language, number=case.number),
    ]
    if not trusted:
        paragraphs.append(phrase("ack_unverified", language))
    title = ((phrase("title", language), case.title),) if trusted else ()
    return MailText(
        subject=phrase(f"ack_subject{kind}", language, number=case.number)
        + (f": {case.title}" if trusted else ""),
        heading=phrase(f"ack_heading{kind}", language),
        paragraphs=tuple(paragraphs),
        facts=title + customer_facts(case, state_after(entry, case), language, at),
        link=MailLink(phrase("to_case", language), url),
    )


def _kind_of_case(entry: ProtocolEntry, case: Case) -> str:
    """The ending of the phrases' keys: who orders work, or whom a plan reminds, has reported nothing."""
    if case.kind == Kind.MAINTENANCE and entry.actor_kind == ActorKind.SYSTEM:
        return "_due"
    if case.kind == Kind.INQUIRY:
        return "_inquiry"
    return "_order" if case.kind in _ORDERED else ""
