"""How a customer hears of his appointment: the choice, the agreed time with its calendar file, and its end.

Once he has a link, every change of the plan reaches him by itself (consumer `appointments`): moved, taken off
the plan, called off. What happens several times before the queue is worked off he hears once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.cases.queries.addressees import Addressee
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.mail.composing import MailLink, OutgoingFile
from kulanz.core.pdf.letters import LetterContent, QrCode, render_letter
from kulanz.core.protocol.models import Transmission
from kulanz.core.protocol.working import Consumer, TryAgain
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.calendar_files import CONTENT_TYPE
from kulanz.stages.execution.commands.appointments import issue_appointment_link
from kulanz.stages.execution.events_of_visits import VisitCancelled, VisitMoved, VisitPlanned
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.permissions_of_visits import VisitAction, require_visit
from kulanz.stages.execution.queries.appointments import open_slots
from kulanz.stages.execution.refusals_of_appointments import AppointmentRefused, NobodyToAsk
from kulanz.stages.execution.rules.appointments import No
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.workflows.appointment_calendars import customers_file
from kulanz.workflows.appointment_words import (
    appointment_word,
    day_words,
    kind_of,
    span_words,
)
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.pages import appointment_path
from kulanz.workflows.recipients import may_hear
from kulanz.workflows.who_comes import WhoComes, house_in_calendar, who_comes
from kulanz.workflows.writing import RELAYED, deliveries, writer_of

_AGREED: Final = (VisitState.PLANNED.value, VisitState.CONFIRMED.value)


def send_appointment(*, actor: Actor, visit_id: int, at: datetime) -> int:
    """Mail the customer his choice, or the appointment that is planned, each with a link. How many mails.

    Raises AppointmentRefused (nothing is planned), NobodyToAsk, NoSuchVisit, NotAllowed.
    """
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.PLAN, visit)
        _require_something(visit)
        sent = _mail(actor, visit, at, how="mail", key=f"{visit.version}:{at.timestamp():.0f}")
        if not sent:
            raise NobodyToAsk
        return sent


def send_end(*, actor: Actor, visit_id: int, starts_before: datetime, cancelled: bool, at: datetime) -> int:
    """Mail the customer that his appointment does not take place, although he has no link to it; who has one
    hears it by itself. How many mails. Raises NobodyToAsk, NoSuchVisit, NotAllowed.
    """
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.PLAN, visit)
        sent = _mail_end(visit, starts_before, at, cancelled=cancelled) if visit.token_id is None else 0
        if not sent and visit.token_id is None:
            raise NobodyToAsk
        return sent


def appointment_letter(*, actor: Actor, visit_id: int, at: datetime) -> tuple[Visit, bytes]:
    """The same as a letter with a code, for customers without a mail address."""
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.PLAN, visit)
        _require_something(visit)
        customer = visit.case.customer
        secret = issue_appointment_link(
            actor=actor, visit=visit, party_id=visit.case.customer_id, address="", how="print", at=at
        )
        language = (customer.language if customer is not None else visit.case.language)[:2]
        tenant = Tenant.objects.get(pk=visit.tenant_id)
        name = customer.name if customer is not None else visit.name
        sender = writer_of(visit.case, tenant)
        text = _text(visit, Recipient("", name, language), "", at)
        address = (name, visit.street, f"{visit.postcode} {visit.city}".strip())
        pdf = render_letter(
            LetterContent(
                letterhead=sender.letterhead,
                recipient=tuple(line for line in address if line.strip()),
                date=local_date(tenant, at),
                subject=text.subject,
                salutation=text.paragraphs[0],
                paragraphs=text.paragraphs[1:],
                table=text.facts,
                language=language,
                qr=QrCode(_url(tenant, secret), appointment_word("code", language)),
            )
        )
        return visit, pdf


def _require_something(visit: Visit) -> None:
    """There is a choice or an appointment to write about."""
    if visit.state not in (*_AGREED, VisitState.OFFERED.value):
        raise AppointmentRefused(No.NOTHING_PLANNED)


def tell(transmission: Transmission, at: datetime) -> TryAgain | None:
    """The consumer: who was asked or told before hears what became of it."""
    entry = transmission.entry
    visit = Visit.objects.select_related("case").filter(pk=entry.facts.get("visit_id") or 0).first()
    if visit is None or visit.token_id is None or visit.case.is_spam:
        return None
    visit = lock_visit(visit.pk)
    system = system_actor(visit.tenant_id)
    if entry.event in (VisitPlanned.name, VisitMoved.name):
        if visit.state in _AGREED and not _told(visit, f"{visit.version}"):
            _mail(system, visit, at, how="news", key=f"{visit.version}")
        return None
    before = entry.facts.get("starts_before")
    if before is None or visit.state in _AGREED:
        # it never stood there for him, or stands there again: that is told by itself
        return None
    if visit.state == VisitState.OFFERED or _told(visit, f"off:{visit.version}"):
        # the new choice says it
        return None
    _mail_end(visit, datetime.fromisoformat(before), at, cancelled=entry.event == VisitCancelled.name)
    return None


APPOINTMENTS_CONSUMER: Final = Consumer(work=tell)


def _mail(actor: Actor, visit: Visit, at: datetime, *, how: str, key: str) -> int:
    """To every customer of the case, or to the dealer who passes it on."""
    case, tenant = visit.case, Tenant.objects.defer("logo").get(pk=visit.tenant_id)

    def write(customer: Addressee, recipient: Recipient) -> MailText:
        secret = issue_appointment_link(
            actor=actor, visit=visit, party_id=customer.party_id, address=recipient.address, how=how, at=at
        )
        return _text(visit, recipient, _url(tenant, secret), at)

    return queue_for_customers(case, write, prefix=_key(visit, key), at=at)


def queue_for_customers(
    case: Case, write: Callable[[Addressee, Recipient], MailText], *, prefix: str, at: datetime
) -> int:
    """To every customer who may hear, or to the dealer who passes it on, once for each address."""
    count = 0
    for delivery in deliveries(case, write, wants=may_hear, named=lambda _customer: True):
        queue_mail(
            key=f"{prefix}{_short(delivery.recipient.address)}",
            tenant_id=case.tenant_id,
            recipient=delivery.recipient,
            text=delivery.text,
            kind=RELAYED if delivery.passed_on else "appointment",
            case=case,
            look=delivery.look,
            at=at,
        )
        count += 1
    return count


def _told(visit: Visit, key: str) -> bool:
    """Whether this change went out already: what happened several times is told once."""
    return OutgoingMail.objects.filter(tenant_id=visit.tenant_id, key__startswith=_key(visit, key)).exists()


def _key(visit: Visit, key: str) -> str:
    return f"appointment:{visit.pk}:{key}:"


def _short(address: str) -> str:
    return hashlib.sha256(address.lower().encode()).hexdigest()[:16]


def _text(visit: Visit, recipient: Recipient, url: str, at: datetime) -> MailText:
    if visit.state in _AGREED:
        return _agreed(visit, recipient, url)
    return _choice(visit, recipient, url, at)


def _choice(visit: Visit, recipient: Recipient, url: str, at: datetime) -> MailText:
    language = recipient.language
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    number, kind = visit.case.number, kind_of(visit, language)
    slots = [span_words(tenant, s.starts_at, s.ends_at, language) for s in open_slots(visit, at=at)]
    return MailText(
        subject=appointment_word("choice_subject", language, number=number),
        paragraphs=(
            greeting(recipient.name, language),
            appointment_word("choice_text", language, kind=kind),
            "\n".join(f"• {slot}" for slot in slots),
            appointment_word("choice_after", language),
        ),
        facts=_facts(visit, language),
        link=MailLink(appointment_word("to_choice", language), url) if url else None,
    )


def _agreed(visit: Visit, recipient: Recipient, url: str) -> MailText:
    language = recipient.language
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    if visit.starts_at is None or visit.ends_at is None:
        raise ValueError("a visit on the plan has a time")
    when = span_words(tenant, visit.starts_at, visit.ends_at, language)
    crew = ", ".join(visit.crew.order_by("-leads", "pk").values_list("technician__name", flat=True))
    confirmed = visit.state == VisitState.CONFIRMED
    sender = writer_of(visit.case)
    file = customers_file(visit, house=house_in_calendar(visit, sender), language=language, url=url)
    return MailText(
        subject=appointment_word(
            "planned_subject",
            language,
            day=day_words(tenant, visit.starts_at, language),
            number=visit.case.number,
        ),
        paragraphs=(
            greeting(recipient.name, language),
            _who_when(who_comes(visit, sender), when, language),
            appointment_word("planned_who", language, crew=crew),
            appointment_word("confirmed_text" if confirmed else "planned_confirm", language),
            *((appointment_word("file_hint", language),) if file and url else ()),
        ),
        facts=((appointment_word("when", language), when), *_facts(visit, language)),
        link=MailLink(appointment_word("to_appointment", language), url) if url else None,
        files=_files(visit, file, language),
    )


def _who_when(comes: WhoComes, when: str, language: str) -> str:
    """“wir” only where the house that writes sends its own people."""
    if comes.own or not comes.house:
        return appointment_word("planned_text", language, when=when)
    word = "planned_text_for" if comes.principal else "planned_text_of"
    return appointment_word(word, language, house=comes.house, principal=comes.principal, when=when)


def _mail_end(visit: Visit, starts_before: datetime, at: datetime, *, cancelled: bool) -> int:
    """It does not take place then; the calendar file takes it out again."""
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    was = (starts_before, starts_before + timedelta(minutes=visit.duration_minutes))

    def write(_customer: Addressee, recipient: Recipient) -> MailText:
        language = recipient.language
        day = day_words(tenant, starts_before, language)
        file = customers_file(
            Visit.objects.select_related("case").get(pk=visit.pk),
            house=writer_of(visit.case).name,
            language=language,
            was=was,
        )
        return MailText(
            subject=appointment_word("off_subject", language, day=day, number=visit.case.number),
            paragraphs=(
                greeting(recipient.name, language),
                appointment_word("cancelled_text" if cancelled else "off_text", language, day=day),
            ),
            facts=_facts(visit, language),
            files=_files(visit, file, language),
        )

    return queue_for_customers(visit.case, write, prefix=_key(visit, f"off:{visit.version}"), at=at)


def _files(visit: Visit, file: bytes | None, language: str) -> tuple[OutgoingFile, ...]:
    if file is None:
        return ()
    name = appointment_word("file", language, number=visit.number)
    return (OutgoingFile(name, CONTENT_TYPE, file),)


def _facts(visit: Visit, language: str) -> tuple[tuple[str, str], ...]:
    place = ", ".join(part for part in (visit.street, f"{visit.postcode} {visit.city}".strip()) if part)
    facts = [
        (appointment_word("place", language), place),
        (appointment_word("number", language), visit.case.number),
    ]
    return tuple(fact for fact in facts if fact[1])


def _url(tenant: Tenant, secret: str) -> str:
    return absolute_url(tenant, appointment_path(secret))
