"""What time alone brings about: a reminder, the end of the term, late answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.test import Client

from kulanz.cases.models import Task
from kulanz.cases.rules import Step, WaitsFor
from kulanz.core import clock
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.solution.commands.offers_answered import Given
from kulanz.stages.solution.models import SolutionSettings
from kulanz.workflows.offer_duties import tend_offers
from kulanz.workflows.offers import offer_reduction, record_answer
from tests.cases.people import People
from tests.offers.reduced import Reduced, complaint, decision_for, mail_path, remedy_of
from tests.outgoing.writing import body_of, parsed


def test_the_office_may_take_a_late_acceptance(story: Reduced, people: People) -> None:
    later = clock.now() + timedelta(days=20)
    with clock.frozen(later):
        tend_offers(people.tenant.pk, later)
        assert story.again().state == "expired"
        record_answer(
            actor=people.anna,
            offer_id=story.offer.pk,
            accepted=True,
            given=Given(by="Karla Kunde", channel="letter", text="Brief vom 1. Dezember"),
            at=later,
        )
    assert story.again().state == "accepted"
    assert ProtocolEntry.objects.get(event="offer.accepted").facts["late"] is True
    assert story.case_again().step == Step.CLOSED


def test_one_reminder_then_the_end_of_the_term(story: Reduced, people: People) -> None:
    SolutionSettings.objects.create(tenant=people.tenant, offer_days=14, reminder_days=4)
    tenant_id, made = people.tenant.pk, story.offer.made_at
    assert tend_offers(tenant_id, made + timedelta(days=9)) == {"reminded": 0, "expired": 0}
    day = made + timedelta(days=10)
    with clock.frozen(day):
        assert tend_offers(tenant_id, day) == {"reminded": 1, "expired": 0}
        assert tend_offers(tenant_id, day + timedelta(days=1)) == {"reminded": 0, "expired": 0}, "once"
        mail = OutgoingMail.objects.get(key=f"offer-reminder:{story.offer.pk}")
        assert "120,00" in body_of(parsed(mail))
        assert "Unser Angebot" in story.page(mail_path(mail)), "a link of its own, by way of the case's page"
    late = made + timedelta(days=15)
    assert tend_offers(tenant_id, late) == {"reminded": 0, "expired": 1}
    assert tend_offers(tenant_id, late) == {"reminded": 0, "expired": 0}
    assert story.again().state == "expired"
    assert story.case_again().waits_for == WaitsFor.US
    task = Task.objects.get()
    assert "abgelaufen" in task.title
    assert task.assignee_id == people.anna.membership_id


def test_the_last_day_counts_in_the_tenants_zone(story: Reduced, people: People) -> None:
    """23:30 in Berlin (22:30 UTC) of the last day is in time; half an hour later it is not."""
    from datetime import UTC, datetime, time

    last = datetime.combine(story.offer.expires_on, time(22, 30), UTC)
    if last.month not in (4, 5, 6, 7, 8, 9):
        assert tend_offers(people.tenant.pk, last)["expired"] == 0
        assert tend_offers(people.tenant.pk, last + timedelta(minutes=31))["expired"] == 1


def test_a_counter_offer_is_not_reminded_of(story: Reduced, people: People) -> None:
    story.post("counter", amount="300")
    assert tend_offers(people.tenant.pk, story.offer.made_at + timedelta(days=12))["reminded"] == 0


def test_a_customer_without_address_gets_a_letter_to_print(
    people: People, browser: Callable[..., Client]
) -> None:
    from kulanz.masterdata.parties.models import Address, PartyRoleKind
    from kulanz.stages.contact.models import Letter
    from tests.cases.people import make_party

    paper = make_party(people.tenant, "Paul Papier", role=PartyRoleKind.CUSTOMER)
    Address.objects.create(
        tenant=people.tenant, party=paper, street="Weg 2", postcode="12345", city="Ort", is_main=True
    )
    at = clock.now() - timedelta(days=12)
    case = complaint(people, paper, at)
    decision = decision_for(case, remedy_of(people.tenant), at, credit=Decimal(100))
    offer = offer_reduction(actor=people.anna, case=case, decision=decision, amount=Decimal(100), at=at)
    assert Letter.objects.get().state == "to_print"
    assert tend_offers(people.tenant.pk, clock.now())["reminded"] == 1
    assert not OutgoingMail.objects.filter(key__startswith="offer-reminder").exists()
    assert ProtocolEntry.objects.get(event="offer.reminded").facts["channel"] == "none"
    offer.refresh_from_db()
    assert offer.reminded_at is not None
