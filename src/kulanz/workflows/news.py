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
from kulanz.cases.queries.addressees import Addressee, addressees
from kulanz.cases.rules import Audience, ClosedBy, Reader, audiences_readable_by
from kulanz.core.access.actor import ActorKind, Channel
from kulanz.core.protocol.models import ProtocolEntry, Transmission
from kulanz.core.protocol.working import Consumer, TryAgain
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.workflows.acknowledgement import acknowledgement, is_verified
from kulanz.workflows.links import shorten_links
from kulanz.workflows.news_state import State, state_after, state_before, words_differ
from kulanz.workflows.news_texts import Telling, customer_news, dealer_news, message_text, staff_news
from kulanz.workflows.recipients import customers_of, dealer_recipients, may_hear, owner_of

_OUTSIDE: Final = frozenset({ActorKind.CUSTOMER, ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.SUPPLIER})


@dataclass(frozen=True, slots=True)
class News:
    """One mail to be: to whom, of what kind, with which text."""

    recipient: Recipient
    kind: str
    text: MailText
    automatic: bool = True
    message: Message | None = None


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
    }
    yield from tellers[entry.event](entry, case, at)


def _case_of(entry: ProtocolEntry) -> Case | None:
    prefix, _, case_id = entry.stream.partition(":")
    if prefix != "case":
        return None
    cases = Case.objects.select_related("customer", "dealer", "owner__user", "created_by_membership__user")
    return cases.filter(pk=int(case_id)).first()


def _recorded(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    for recipient, text in acknowledgement(entry, case, at):
        yield News(recipient, "acknowledgement", text)
    for recipient in dealer_recipients(case, "at_creation"):
        telling = Telling("dealer_new_subject", "dealer_new_text", state_after(entry, case))
        yield News(recipient, "news", dealer_news(case, recipient, telling, at))


def _state_changed(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    before, after = state_before(entry, case), state_after(entry, case)
    reopened = entry.event == events.CaseReopened.name
    if (reopened or words_differ(case, before, after, Reader.CUSTOMER)) and not _told_by_message(entry):
        yield from _to_customers(entry, case, Telling("news_subject", "news_text", after), at)
    if entry.actor_kind != ActorKind.DEALER and (
        reopened or words_differ(case, before, after, Reader.DEALER)
    ):
        for recipient in dealer_recipients(case, "at_changes"):
            telling = Telling("news_subject", "dealer_change_text", after)
            yield News(recipient, "news", dealer_news(case, recipient, telling, at))


def _ended(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[News]:
    word = "closed" if entry.event == events.CaseClosed.name else "cancelled"
    after: State = state_after(entry, case)
    if not _letter_went(entry):
        # "is it solved?" would mock whoever was refused
        solved = word == "closed" and entry.facts.get("closed_by") != ClosedBy.REJECTION
        asks = "closed_ask" if solved else ""
        telling = Telling(f"{word}_subject", f"{word}_text", after, more=asks)
        yield from _to_customers(entry, case, telling, at)
    for recipient in dealer_recipients(case, "at_closing"):
        telling = Telling(f"{word}_subject", f"dealer_{word}_text", after)
        yield News(recipient, "news", dealer_news(case, recipient, telling, at))


def _to_customers(entry: ProtocolEntry, case: Case, telling: Telling, at: datetime) -> Iterator[News]:
    for customer in customers_of(case):
        if may_hear(customer) and not _did_it_himself(entry, customer):
            recipient = _recipient(customer)
            if case.channel in (Channel.PUBLIC, Channel.MAIL) and not is_verified(customer):
                # a name chosen by somebody who may not own the address
                recipient = replace(recipient, name="")
            yield News(recipient, "news", customer_news(case, recipient, telling, at))


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
            recipient = _recipient(addressee)
            text = message_text(case, message, recipient, kind=addressee.kind, at=at)
            written_by_hand = entry.actor_kind != ActorKind.SYSTEM
            yield News(recipient, "answer", text, automatic=not written_by_hand, message=message)


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


def _short(address: str) -> str:
    return address if len(address) <= 80 else hashlib.sha256(address.encode()).hexdigest()


def _recipient(addressee: Addressee) -> Recipient:
    return Recipient(
        address=addressee.email,
        name=addressee.name,
        language=addressee.language[:2],
        party_id=addressee.party_id,
        membership_id=addressee.membership_id,
    )


def _did_it_himself(entry: ProtocolEntry, addressee: Addressee) -> bool:
    if addressee.membership_id and entry.actor_ref == f"membership:{addressee.membership_id}":
        return True
    if addressee.kind is ActorKind.CUSTOMER and entry.actor_kind in (ActorKind.CUSTOMER, ActorKind.GUEST):
        return entry.actor_ref in ("", f"party:{addressee.party_id}")
    return bool(addressee.party_id) and entry.actor_ref == f"party:{addressee.party_id}"


def _told_by_message(entry: ProtocolEntry) -> bool:
    """The state changed together with an answer or a letter to the customer, which tells it itself."""
    beside = ProtocolEntry.objects.filter(tenant_id=entry.tenant_id, stream=entry.stream, at=entry.at)
    message = beside.filter(
        event=events.MessageAdded.name,
        facts__direction=Direction.OUT,
        facts__audience__in=[Audience.CUSTOMER.value, Audience.ALL.value],
    )
    return message.exists() or beside.filter(event=events.LetterSent.name).exists()


def _letter_went(entry: ProtocolEntry) -> bool:
    """The closing letter, or the rejection, was mailed in the same step."""
    return ProtocolEntry.objects.filter(
        tenant_id=entry.tenant_id,
        stream=entry.stream,
        event=events.LetterSent.name,
        at=entry.at,
        facts__letter__in=["closing", "rejection"],
        facts__channel="mail",
    ).exists()
