"""Reminders 90, 30 and 7 days before a certificate ends: to the person and to the organisation, once each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import system_actor
from kulanz.core.mail.composing import MailLink
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.events_of_skills import CertificateEndTold
from kulanz.masterdata.parties.models import (
    Certificate,
    CertificateReminder,
    NotificationRecipient,
    Party,
    Technician,
)
from kulanz.masterdata.parties.rules.certificates import REMINDERS, due_reminder
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.queries.ways import mail_address
from kulanz.workflows.certificate_words import certificate_word, day_text, how_long, what_for
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.pages import house_technicians_path

Due = tuple[Certificate, int]
_AT_ONCE: Final = 2000
_LISTED: Final = 60


def remind_of_ends(tenant_id: int, at: datetime) -> int:
    """How many certificates somebody was told of. Twice on one day changes nothing.

    Each house is a transaction of its own, in which its certificates are locked: of two workers the second
    finds the reminders of the first.
    """
    with tenant_context(tenant_id):
        tenant = Tenant.objects.defer("logo").get(pk=tenant_id)
        today = local_date(tenant, at)
        by_house: dict[int, list[int]] = defaultdict(list)
        for certificate, _days in _due(tenant_id, today):
            house_id = _house_of(certificate)
            if house_id is not None:
                by_house[house_id].append(certificate.pk)
    told = 0
    for house_id, ids in sorted(by_house.items()):
        with tenant_context(tenant_id):
            told += _remind(tenant, house_id, ids, today, at)
    return told


def _due(tenant_id: int, today: date, ids: Sequence[int] | None = None) -> list[Due]:
    """Those whose reminder is due and that no other certificate follows; with `ids` locked."""
    rows = Certificate.objects.filter(
        tenant_id=tenant_id,
        revoked_on=None,
        valid_until__gte=today,
        valid_until__lte=today + timedelta(days=REMINDERS[0]),
        holder__active=True,
        holder__erased_at=None,
    ).order_by("valid_until", "pk")
    if ids is not None:
        rows = rows.select_for_update(of=("self",)).filter(pk__in=ids)
    rows = rows.select_related("holder", "work_kind")
    found = list(rows[:_AT_ONCE])
    told: dict[int, list[int]] = defaultdict(list)
    reminders = CertificateReminder.objects.filter(certificate__in=found)
    for pk, days in reminders.values_list("certificate_id", "days"):
        told[pk].append(days)
    followed = _followed(found)
    due: list[Due] = []
    for row in found:
        nearest = due_reminder(
            issued_on=row.issued_on, valid_until=row.valid_until, today=today, told=told[row.pk]
        )
        if nearest is not None and row.pk not in followed:
            due.append((row, nearest))
    return due


def _followed(rows: Iterable[Certificate]) -> set[int]:
    """Those of which the holder has a later one for the same: there is nothing to remind of."""
    last: dict[tuple[int, int | None], date] = {}
    held = list(rows)
    others = Certificate.objects.filter(holder_id__in={row.holder_id for row in held}, revoked_on=None)
    for holder, kind, until in others.values_list("holder_id", "work_kind_id", "valid_until"):
        last[holder, kind] = max(until, last.get((holder, kind), until))
    return {row.pk for row in held if last[row.holder_id, row.work_kind_id] > row.valid_until}


def _house_of(certificate: Certificate) -> int | None:
    """The organisation that hears of it; a person who is nobody's technician stands for himself, and who no
    longer is one is not asked to renew.
    """
    if certificate.work_kind_id is None:
        return certificate.holder_id
    places = list(Technician.objects.filter(person_id=certificate.holder_id).order_by("-active", "pk")[:1])
    if not places:
        return certificate.holder_id
    return places[0].organisation_id if places[0].active else None


def _remind(tenant: Tenant, house_id: int, ids: Sequence[int], today: date, at: datetime) -> int:
    due = _due(tenant.pk, today, ids)
    if not due:
        return 0
    mails: dict[int, int] = defaultdict(int)
    people = sorted({row.holder_id for row, _days in due if row.work_kind_id is not None})
    for holder_id in people:
        own = [(row, days) for row, days in due if row.holder_id == holder_id]
        if _tell_person(own, today, at):
            for row, _days in own:
                mails[row.pk] += 1
    if house_id not in people:
        sent = _tell_house(tenant, house_id, due, today, at)
        for row, _days in due:
            mails[row.pk] += sent
    CertificateReminder.objects.bulk_create(
        CertificateReminder(tenant_id=tenant.pk, certificate=row, days=days, sent_at=at) for row, days in due
    )
    for row, days in due:
        record(
            CertificateEndTold(certificate_id=row.pk, days=days, mails=mails[row.pk]),
            actor=system_actor(tenant.pk),
            stream=f"party:{row.holder_id}",
            at=at,
        )
    return len(due)


def _tell_person(due: Sequence[Due], today: date, at: datetime) -> bool:
    holder = due[0][0].holder
    address = mail_address(holder)
    if not address:
        return False
    language = holder.language[:2]
    first = min(row.valid_until for row, _days in due)
    subject = certificate_word(
        "person_subject" if len(due) == 1 else "person_subject_more",
        language,
        work=what_for(due[0][0], language),
        until=day_text(first, language),
    )
    queue_mail(
        key=_key("person", holder.pk, due),
        tenant_id=holder.tenant_id,
        recipient=Recipient(address, holder.name, language, party_id=holder.pk),
        text=MailText(
            subject=subject,
            paragraphs=(greeting(holder.name, language), certificate_word("person_text", language)),
            facts=tuple(
                (what_for(row, language), how_long(row.valid_until, today, language)) for row, _days in due
            ),
        ),
        kind="certificate",
        at=at,
    )
    return True


def _tell_house(tenant: Tenant, house_id: int, due: Sequence[Due], today: date, at: datetime) -> int:
    """Everything of the house in one mail: to its address, else to whom it named for news; how many went."""
    house = Party.objects.get(pk=house_id)
    if house.erased_at is not None or not house.active:
        return 0
    is_dealer = Technician.objects.filter(organisation=house, house=House.DEALER.value).exists()
    path = house_technicians_path() if is_dealer else ""
    recipients = _addresses(house)
    for number, recipient in enumerate(recipients):
        language = recipient.language
        facts = [
            (
                f"{row.holder.name} – {what_for(row, language)}"
                if row.work_kind_id
                else what_for(row, language),
                how_long(row.valid_until, today, language),
            )
            for row, _days in due[:_LISTED]
        ]
        subject = certificate_word(
            "house_subject_one" if len(due) == 1 else "house_subject", language, count=len(due)
        )
        queue_mail(
            key=_key(f"house{number}", house.pk, due),
            tenant_id=tenant.pk,
            recipient=recipient,
            text=MailText(
                subject=subject,
                paragraphs=(greeting("", language), certificate_word("house_text", language)),
                facts=tuple(facts),
                link=MailLink(certificate_word("to_page", language), absolute_url(tenant, path))
                if path
                else None,
            ),
            kind="certificate",
            at=at,
        )
    return len(recipients)


def _addresses(house: Party) -> list[Recipient]:
    language = house.language[:2]
    if address := mail_address(house):
        return [Recipient(address, house.name, language, party_id=house.pk)]
    named = NotificationRecipient.objects.filter(organisation=house).order_by("pk")
    return [Recipient(row.email, row.name, row.language[:2], party_id=house.pk) for row in named]


def _key(to: str, party_id: int, due: Sequence[Due]) -> str:
    """One for each first certificate and reminder: the same mail is not queued twice."""
    row, days = due[0]
    return f"certificate:{to}:{party_id}:{row.pk}:{days}"
