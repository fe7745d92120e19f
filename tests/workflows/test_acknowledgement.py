"""The first mail of a case, above all to an address nobody has proved to read."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from kulanz.cases.commands.messages import MailOrigin, add_message
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from kulanz.core.access.actor import Actor, ActorKind, Channel, guest_actor, system_actor
from kulanz.core.protocol.working import work_once
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import ContactPoint, Party
from kulanz.stages.contact.models import Mailbox, OutgoingMail
from tests.cases.people import AT, People, make_people
from tests.conftest import make_tenant
from tests.outgoing.writing import KARLA
from tests.workflows.happening import wait_for_supplier
from tests.workflows.hearing import forget, heard


def report(people: People, at: Any = AT, title: str = "Kaufen Sie jetzt: http://evil.test") -> Case:
    Party.objects.filter(pk=people.karla.pk).update(name="Klick http://evil.test")
    actor = guest_actor(people.tenant.pk, name="Klick http://evil.test")
    return record_case(
        actor=actor, case=NewCase(title=title, description=title, customer_id=people.karla.pk), at=at
    )


def test_an_unverified_address_reads_nothing_its_sender_chose(people: People, mailbox: Mailbox) -> None:
    case = report(people)
    (told,) = heard()
    assert "evil.test" not in told.subject + told.text + str(told.mail.recipient_name)
    assert case.number in told.text
    assert "evil" not in str(told.mail.subject)
    forget()
    wait_for_supplier(people, case)
    (news,) = heard()
    assert "evil.test" not in news.subject + news.text


def test_an_unverified_address_hears_at_most_once_an_hour(people: People) -> None:
    for minutes in (0, 30, 59):
        at = AT + timedelta(minutes=minutes)
        report(people, at)
        assert len(heard(at + timedelta(seconds=10))) == 1
    at = AT + timedelta(minutes=61)
    report(people, at)
    assert len(heard(at)) == 2


def test_a_verified_address_hears_of_each_case_by_name(people: People) -> None:
    ContactPoint.objects.filter(normalized=KARLA).update(verified_at=AT)
    report(people, title="Stuhl quietscht")
    report(people, title="Tisch wackelt")
    assert ["Stuhl quietscht" in h.text or "Tisch wackelt" in h.text for h in heard()] == [True, True]


@pytest.mark.parametrize(
    ("kind", "by_plan", "subject", "thanks"),
    [
        (Kind.COMPLAINT, False, "Ihre Meldung", "vielen Dank für Ihre Meldung"),
        (Kind.INCIDENT, False, "Ihre Meldung", "vielen Dank für Ihre Meldung"),
        (Kind.INQUIRY, False, "Ihre Anfrage", "vielen Dank für Ihre Anfrage"),
        (Kind.REPAIR, False, "Ihr Auftrag", "vielen Dank für Ihren Auftrag"),
        (Kind.ASSEMBLY, False, "Ihr Auftrag", "vielen Dank für Ihren Auftrag"),
        (Kind.MAINTENANCE, False, "Ihr Auftrag", "vielen Dank für Ihren Auftrag"),
        (Kind.MAINTENANCE, True, "Ihre Wartung steht an", "nach Ihrem Wartungsplan"),
    ],
)
def test_nobody_is_thanked_for_a_report_he_did_not_make(
    people: People, kind: Kind, by_plan: bool, subject: str, thanks: str
) -> None:
    actor = system_actor(people.tenant.pk) if by_plan else people.anna
    case = record_case(
        actor=actor, case=NewCase(kind=kind, title="Stuhl", customer_id=people.karla.pk), at=AT
    )
    (told,) = heard()
    assert told.subject.startswith(subject)
    assert case.number in told.subject
    assert thanks in told.text
    assert ("Meldung" in told.text) is (subject == "Ihre Meldung")


def test_automatic_mails_are_never_answered(people: People, mailbox: Mailbox) -> None:
    actor = Actor(
        tenant_id=people.tenant.pk,
        kind=ActorKind.CUSTOMER,
        name="Karla Kunde",
        channel=Channel.MAIL,
        person_id=people.karla.pk,
    )
    case = record_case(actor=actor, case=NewCase(title="Abwesend", customer_id=people.karla.pk), at=AT)
    add_message(
        actor=actor,
        case_id=case.pk,
        body="Ich bin im Urlaub",
        at=AT,
        mail=MailOrigin(raw_mail_id=1, subject="Abwesend", full_text="", html="", is_automatic=True),
    )
    assert heard() == []
    assert OutgoingMail.objects.count() == 0


def test_two_workers_at_once_acknowledge_once(committed_db: str) -> None:
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        people = make_people(tenant)
        for _ in range(8):
            report(people)

    def run() -> None:
        try:
            work_once(AT, [tenant.pk])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenant_context(tenant.pk):
        assert OutgoingMail.objects.filter(kind="acknowledgement").count() == 1
