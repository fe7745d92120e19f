"""Who hears what: turns an event of a case into mails, each in its reader's own words.

The calm default, by event and reader:

| event         | customer                       | dealer           | technician | owner (staff)           |
|---------------|--------------------------------|------------------|------------|-------------------------|
| recorded      | acknowledgement with his link  | at_creation      | –          | –                       |
| state changed | when it reads differently      | at_changes, same | –          | –                       |
| closed        | yes, unless the letter says it | at_closing       | –          | –                       |
| cancelled     | yes                            | at_closing       | –          | –                       |
| reopened      | yes                            | at_changes       | –          | –                       |
| message       | addressed to him               | addressed to him | same       | from outside: `message` |
| assigned      | –                              | –                | –          | by others: `assigned`   |
| follow-up due | –                              | –                | –          | `follow_up`             |
| report        | its PDF, by `report_documents` | at_changes       | –          | `message`; leads: alert |

What goes to the customer goes to his dealer instead, to be passed on, where the dealer writes to him himself
(`workflows.writing`).

Nobody is told what he has just done himself (the acknowledgement and the dealer's record of creation and
closing apart). Spam, merged cases and automatic mails cause no news. Nothing but the case's number, title,
state in the reader's wording, the dealer's reference and texts of an audience he may read goes into a mail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from kulanz.cases import events
from kulanz.cases.models import Case, Direction, Message
from kulanz.cases.queries.addressees import Addressee, addressees, customers
from kulanz.cases.rules import Audience, ClosedBy, Reader, audiences_readable_by
from kulanz.core.access.actor import ActorKind, Channel
from kulanz.core.protocol.models import ProtocolEntry, Transmission
from kulanz.core.protocol.working import Consumer, TryAgain
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.mail_parts import MailLook
from kulanz.stages.contact.queries.partners import came_by_file
from kulanz.stages.execution.events_of_reports import ReportReceived
from kulanz.workflows.acknowledgement import acknowledgement, is_verified
from kulanz.workflows.links import shorten_links
from kulanz.workflows.news_beside import letter_went, told_otherwise
from kulanz.workflows.news_state import State, state_after, state_before, words_differ
from kulanz.workflows.news_texts import Telling, customer_news, dealer_news, message_text, staff_news
from kulanz.workflows.recipients import dealer_recipients, may_hear, owner_of
from kulanz.workflows.report_news import report_news
from kulanz.workflows.writing import RELAYED, Delivery, deliveries, recipient_of, to_pass_on, writer_of

_OUTSIDE: Final = frozenset({ActorKind.CUSTOMER, ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.SUPPLIER})


@dataclass(frozen=True, slots=True)
class News:
    """One mail to be: to whom, of what kind, with which text."""

    recipient: Recipient
    kind: str
    text: MailText
    automatic: bool = True
    message: Message | None = None
    look: MailLook | None = None


def tell(transmission: Transmission, at: datetime) -> TryAgain | None:
    """The consumer `news`. Told twice, nobody hears it twice: the key names entry and recipient."""
    entry = transmission.entry
    case = _case_of(entry)
    if case is None or case.is_spam or case.merged_into_id is not None:
        return None
    if entry.event == events.CaseClosed.name:
        shorten_links(case=case, at=entry.at)
    told: set[str] = set()
    for news in news_of(entry, case, at):
        address = news.recipient.address.lower()
        if address in told:
            continue
        told.add(address)
        queue_mail(
            key=f"news:{entry.pk}:{_short(address)}",
            tenant_id=entry.tenant_id,
            recipient=news.recipient,
            text=news.text,
            kind=news.kind,
            case=case,
            message=news.message,
            entry=entry,
            automatic=news.automatic,
            look=news.look,
            at=at,
        )
    return None


NEWS_CONSUMER: Final = Consumer(work=tell)


def news_of(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    """Everything this entry is news of."""
    tellers: dict[str, Callable[[ProtocolEntry, Case, datetime], Iterator[News]]] = {
        events.CaseRecorded.name: _recorded,
        events.StateChanged.name: _state_changed,
        events.CaseClosed.name: _ended,
        events.CaseCancelled.name: _ended,
        events.CaseReopened.name: _state_changed,
        events.MessageAdded.name: _message_added,
        events.Assigned.name: _assigned,
        events.FollowUpDue.name: _follow_up_due,
        ReportReceived.name: _reported,
    }
    yield from tellers[entry.event](entry, case, at)


def _case_of(entry: ProtocolEntry) -> Case | None:
    prefix, _, case_id = entry.stream.partition(":")
    if prefix != "case":
        return None
    cases = Case.objects.select_related("customer", "dealer", "owner__user", "created_by_membership__user")
    return cases.filter(pk=int(case_id)).first()


def _recorded(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    file = came_by_file(case)
    if file is None or file.informs_customer:
        for delivery in acknowledgement(entry, case, at):
            yield _news(delivery, "acknowledgement")
    if file is not None:
        return  # the dealer reads it in the results of his file, not in a mail for each case
    for recipient in dealer_recipients(case, "at_creation"):
        telling = Telling("dealer_new_subject", "dealer_new_text", state_after(entry, case))
        yield News(recipient, "news", dealer_news(case, recipient, telling, at))


def _state_changed(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    before, after = state_before(entry, case), state_after(entry, case)
    reopened = entry.event == events.CaseReopened.name
    if (reopened or words_differ(case, before, after, Reader.CUSTOMER)) and not told_otherwise(entry):
        yield from _to_customers(entry, case, Telling("news_subject", "news_text", after), at)
    if entry.actor_kind != ActorKind.DEALER and (
        reopened or words_differ(case, before, after, Reader.DEALER)
    ):
        for recipient in dealer_recipients(case, "at_changes"):
            telling = Telling("news_subject", "dealer_change_text", after)
            yield News(recipient, "news", dealer_news(case, recipient, telling, at))


def _ended(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    word = _how_ended(entry)
    after: State = state_after(entry, case)
    if not letter_went(entry):
        # "is it solved?" would mock whoever was refused
        solved = word == "closed" and entry.facts.get("closed_by") != ClosedBy.REJECTION
        asks = "closed_ask" if solved else ""
        ended = "closed" if word == "closed" else "cancelled"
        telling = Telling(f"{word}_subject", f"{ended}_text", after, more=asks)
        yield from _to_customers(entry, case, telling, at)
    for recipient in dealer_recipients(case, "at_closing"):
        telling = Telling(f"{word}_subject", f"dealer_{word}_text", after)
        yield News(recipient, "news", dealer_news(case, recipient, telling, at))


def _how_ended(entry: ProtocolEntry) -> str:
    if entry.event == events.CaseClosed.name:
        return "closed"
    # only who began it withdraws it; the office cancels
    return "withdrawn" if entry.facts.get("by_customer") else "cancelled"


def _to_customers(entry: ProtocolEntry, case: Case, telling: Telling, at: datetime) -> Iterator[News]:
    def wants(customer: Addressee) -> bool:
        return may_hear(customer) and not _did_it_himself(entry, customer)

    def named(customer: Addressee) -> bool:
        # else a name chosen by somebody who may not own the address
        return case.channel not in (Channel.PUBLIC, Channel.MAIL) or is_verified(customer)

    def write(_customer: Addressee, recipient: Recipient) -> MailText:
        return customer_news(case, recipient, telling, at)

    for delivery in deliveries(case, write, wants=wants, named=named):
        yield _news(delivery, "news")


def _news(delivery: Delivery, kind: str) -> News:
    kind = RELAYED if delivery.passed_on else kind
    return News(delivery.recipient, kind, delivery.text, look=delivery.look)


def _message_added(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    message = Message.objects.filter(pk=entry.facts["message_id"]).first()
    if message is None or message.withdrawn_at is not None or message.is_automatic:
        return
    audience = Audience(message.audience)
    if message.direction == Direction.IN:
        yield from _to_owner(entry, case, message, at)
    if message.direction == Direction.OUT or audience is Audience.ALL:
        for addressee in _addressees_of(message, case, audience):
            if audience not in audiences_readable_by(addressee.kind) or _did_it_himself(entry, addressee):
                continue
            by_hand = entry.actor_kind != ActorKind.SYSTEM
            for delivery in _addressed(case, message, addressee, at):
                kind = RELAYED if delivery.passed_on else "answer"
                yield News(
                    delivery.recipient, kind, delivery.text, not by_hand, message=message, look=delivery.look
                )


def _addressed(case: Case, message: Message, addressee: Addressee, at: datetime) -> list[Delivery]:
    """The message to one addressee; to a dealer who writes himself it comes as what his customer reads."""
    recipient = recipient_of(addressee)
    if not addressee.passes_on:
        look = None
        if addressee.kind is ActorKind.CUSTOMER:
            look = writer_of(case).mail_look(recipient.language)
        text = message_text(case, message, recipient, kind=addressee.kind, at=at)
        return [Delivery(recipient, text, look)]
    customer = next(iter(customers(case)), None)
    if customer is None:
        return [Delivery(recipient, message_text(case, message, recipient, kind=addressee.kind, at=at))]
    reader = replace(recipient_of(customer), address="")
    text = message_text(case, message, reader, kind=ActorKind.CUSTOMER, at=at)
    return [Delivery(recipient, to_pass_on(case, recipient, reader.name, text), passed_on=True)]


def _addressees_of(message: Message, case: Case, audience: Audience) -> list[Addressee]:
    """Whom the sender was shown; what is known of them now adds language and person, never a recipient."""
    now = {a.email.lower(): a for a in addressees(case, audience) if a.email}
    if message.direction != Direction.OUT:
        return list(now.values())
    found: list[Addressee] = []
    for shown in message.recipients:
        email = str(shown.get("email", ""))
        if not email:
            continue
        known = now.get(email.lower())
        kind = ActorKind(str(shown.get("kind", ActorKind.CUSTOMER.value)))
        found.append(known or Addressee(kind, str(shown.get("name", "")), email, case.language))
    return found


def _to_owner(entry: ProtocolEntry, case: Case, message: Message, at: datetime) -> Iterator[News]:
    owner = owner_of(case, "message", at)
    if owner is not None and entry.actor_kind in _OUTSIDE:
        text = staff_news(case, owner, "incoming", at, name=message.author_name, body=message.body)
        yield News(owner, "staff", text)


def _assigned(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    new_owner = entry.facts.get("owner")
    if new_owner is None or new_owner == entry.facts.get("owner_before"):
        return
    owner = owner_of(case, "assigned", at)
    if owner is None or owner.membership_id != new_owner or entry.facts.get("automatic"):
        return
    if entry.actor_ref != f"membership:{new_owner}":
        personal = getattr(entry, "personal", None)
        name = (personal.data or {}).get("actor", "") if personal is not None else ""
        yield News(owner, "staff", staff_news(case, owner, "assigned", at, name=name))


def _follow_up_due(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    owner = owner_of(case, "follow_up", at)
    if owner is not None:
        yield News(owner, "staff", staff_news(case, owner, "follow_up", at))


def _reported(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    for recipient, kind, text in report_news(entry, case, at):
        yield News(recipient, kind, text)


def _short(address: str) -> str:
    return address if len(address) <= 80 else hashlib.sha256(address.encode()).hexdigest()


def _did_it_himself(entry: ProtocolEntry, addressee: Addressee) -> bool:
    if addressee.membership_id and entry.actor_ref == f"membership:{addressee.membership_id}":
        return True
    if addressee.kind is ActorKind.CUSTOMER and entry.actor_kind in (ActorKind.CUSTOMER, ActorKind.GUEST):
        return entry.actor_ref in ("", f"party:{addressee.party_id}")
    return bool(addressee.party_id) and entry.actor_ref == f"party:{addressee.party_id}"
