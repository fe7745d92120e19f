"""Who writes to the customer, and where what is meant for him goes: to him, or to the dealer to pass on.

Everything that goes to a customer asks `writer_of(case)`: mails and letters, the page of his case, the
service report. By agreement with the dealer (or as the case itself says) the office writes, the office in
the dealer's name and with his logo, or the dealer himself; then nothing goes to the customer, and the dealer
gets the finished text and PDF. What the customer asks for himself on his page (a new link) he gets himself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from kulanz.cases.models import Case
from kulanz.cases.queries.addressees import Addressee, customers, passing_on
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.outgoing import MailText, Recipient
from kulanz.stages.contact.mail_parts import MailLook
from kulanz.stages.contact.queries.ways import How, Way, chosen_way, way_to, ways_to
from kulanz.stages.contact.refusals import NoDealerAddress
from kulanz.stages.contact.senders import Sender, writer_of
from kulanz.workflows.pages import portal_path
from kulanz.workflows.phrases import phrase

__all__ = ["RELAYED", "Delivery", "Sender", "deliveries", "letter_way", "letter_ways", "writer_of"]

RELAYED: Final = "pass_on"
"""The kind of a mail that a dealer passes on to his customer."""
_LINE: Final = "– – – – –"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail on its way to the customer, or to whoever passes it on."""

    recipient: Recipient
    text: MailText
    look: MailLook | None = None
    passed_on: bool = False


def deliveries(
    case: Case,
    write: Callable[[Addressee, Recipient], MailText],
    *,
    wants: Callable[[Addressee], bool],
    named: Callable[[Addressee], bool],
) -> Iterator[Delivery]:
    """What a piece of news for the customers becomes: `write` gives the words for one of them.

    `wants` says who may hear by mail, `named` whose name we believe. With a dealer who writes himself
    nobody's mail address is asked for: the words are his to pass on, once for each customer. The recipient
    handed to `write` has the address the text is sent to, or none, so that a link that passes through other
    hands proves no address.
    """
    sender = writer_of(case)
    for customer in customers(case):
        recipient = recipient_of(customer)
        if not named(customer):
            recipient = replace(recipient, name="")
        if sender.passes_on:
            text = write(customer, replace(recipient, address=""))
            yield from passed_on(case, recipient.name, text)
        elif customer.email and wants(customer):
            yield Delivery(recipient, write(customer, recipient), sender.mail_look(recipient.language))


def recipient_of(addressee: Addressee) -> Recipient:
    return Recipient(
        address=addressee.email,
        name=addressee.name,
        language=addressee.language[:2],
        party_id=addressee.party_id,
        membership_id=addressee.membership_id,
    )


def passed_on(case: Case, customer: str, text: MailText) -> Iterator[Delivery]:
    """The same text to each of the dealer's recipients, with the request to pass it on."""
    for dealer in passing_on(case):
        if dealer.email and not dealer.bounced:
            recipient = recipient_of(dealer)
            yield Delivery(recipient, to_pass_on(case, recipient, customer, text), passed_on=True)


def to_pass_on(case: Case, dealer: Recipient, customer: str, text: MailText) -> MailText:
    """The customer's words below a line, above it what the dealer is asked to do with them."""
    language = dealer.language
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    subject = text.subject if case.number in text.subject else f"{text.subject} ({case.number})"
    own_page = phrase("pass_on_own_page", language, url=absolute_url(tenant, portal_path(case.number)))
    return MailText(
        subject=phrase("pass_on_subject", language, subject=subject),
        heading=text.heading,
        paragraphs=(
            phrase("greeting_name", language, name=dealer.name)
            if dealer.name
            else phrase("greeting", language),
            phrase("pass_on_text", language, customer=customer or phrase("customer", language)),
            *((phrase("pass_on_link", language),) if text.link else ()),
            own_page,
            _LINE,
            *text.paragraphs,
        ),
        facts=text.facts,
        link=text.link,
        files=text.files,
    )


# --- Letters ------------------------------------------------------------------------------------------------


def letter_ways(case: Case, customer: Party, tenant: Tenant) -> list[Way]:
    """The ways a letter may take: to the customer, or as a PDF to the dealer who passes it on."""
    if not writer_of(case).passes_on:
        return ways_to(customer, tenant)
    address = dealer_address(case)
    return [Way(How.MAIL, address, None if address else NoDealerAddress()), Way(How.PRINT)]


def letter_way(case: Case, customer: Party, tenant: Tenant, how: str) -> Way:
    """The chosen way, or the best one for ''. Raises the reason why it is closed."""
    if not writer_of(case).passes_on:
        return way_to(customer, tenant, how)
    return chosen_way(letter_ways(case, customer, tenant), how)


def dealer_address(case: Case) -> str:
    """Where the dealer takes what he passes on; empty where mail does not reach him."""
    return next((one.email for one in passing_on(case) if one.email and not one.bounced), "")
