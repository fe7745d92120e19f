"""A date that a firm had promised is lifted: the customer who was told of it hears that it is off.

As of a visit that comes off the plan (`appointment_mails`): by himself, once, in the same words.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from kulanz.cases.models import Case
from kulanz.cases.queries.addressees import Addressee
from kulanz.core.protocol.models import Transmission
from kulanz.core.protocol.working import Consumer
from kulanz.stages.contact.commands.outgoing import MailText, Recipient
from kulanz.stages.execution.models import Order
from kulanz.workflows.appointment_mails import queue_for_customers
from kulanz.workflows.appointment_words import appointment_word, date_words
from kulanz.workflows.news_texts import greeting


def tell_lifted(transmission: Transmission, at: datetime) -> None:
    """The consumer. Nothing of the reason goes out, and nothing where he was never told of the day."""
    entry = transmission.entry
    orders = Order.objects.select_related("case__customer", "case__dealer")
    order = orders.filter(pk=entry.facts["order_id"]).first()
    if order is None or not order.is_open:
        return
    day = date.fromisoformat(entry.facts["planned_before"])
    case = order.case
    again = order.planned_on == day
    if again or case.is_spam or not case.is_open or not entry.facts.get("customer_told"):
        return

    def write(_customer: Addressee, recipient: Recipient) -> MailText:
        return _text(order, case, recipient, day)

    queue_for_customers(case, write, prefix=f"firm-date:{entry.pk}:", at=at)


FIRM_DATES_CONSUMER: Final = Consumer(work=tell_lifted)


def _text(order: Order, case: Case, recipient: Recipient, day: date) -> MailText:
    language = recipient.language
    words = date_words(day, language)
    place = ", ".join(part for part in (order.street, f"{order.postcode} {order.city}".strip()) if part)
    facts = (
        (appointment_word("place", language), place),
        (appointment_word("number", language), case.number),
    )
    return MailText(
        subject=appointment_word("off_subject", language, day=words, number=case.number),
        paragraphs=(
            greeting(recipient.name, language),
            appointment_word("off_text", language, day=words),
        ),
        facts=tuple(fact for fact in facts if fact[1]),
    )
