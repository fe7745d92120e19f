"""Event × recipient × setting: who hears what, in which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.commands.messages import add_message, withdraw_message
from kulanz.cases.commands.people import add_participant, assign_case, mark_spam
from kulanz.cases.commands.reopening import reopen_case
from kulanz.cases.commands.state import set_waiting
from kulanz.cases.models import Case, ParticipantRole, Presence, StateWording
from kulanz.cases.rules import Audience, WaitsFor
from kulanz.core.protocol.models import Transmission
from kulanz.masterdata.parties.models import ContactPoint, Membership, Party
from tests.cases.people import AT, People
from tests.outgoing.writing import KARLA
from tests.workflows.happening import BLATT, close, recipient, record, wait_for_supplier
from tests.workflows.hearing import forget, heard

ANNA = "anna@nordlicht.test"


def cancel(people: People, case: Case) -> None:
    cancel_case(actor=people.anna, case_id=case.pk, reason="doppelt", at=AT)


def reopen(people: People, case: Case) -> None:
    close(people, case)
    forget()
    reopen_case(actor=people.anna, case_id=case.pk, reason="noch nicht gut", at=AT)


CHANGES: list[tuple[Callable[[People, Case], None], str, str]] = [
    (wait_for_supplier, "at_changes", "Wir warten auf ein Teil oder eine Auskunft des Herstellers"),
    (close, "at_closing", "Ihr Anliegen ist erledigt"),
    (cancel, "at_closing", "daran wird nicht weiter gearbeitet"),
    (reopen, "at_changes", "Wir arbeiten an einer Lösung"),
]


@pytest.mark.parametrize(("change", "setting", "words"), CHANGES)
@pytest.mark.parametrize("wanted", [True, False])
def test_a_change_reaches_customer_and_the_dealers_who_want_it(
    people: People, change: Any, setting: str, words: str, wanted: bool
) -> None:
    recipient(people, **{setting: wanted})
    case = record(people)
    forget()
    change(people, case)
    told = heard()
    assert [h.to for h in told] == [KARLA, BLATT][: 2 if wanted else 1]
    assert words in told[0].text
    assert all(case.number in h.subject for h in told)


@pytest.mark.parametrize("wanted", [True, False])
def test_creation_reaches_the_customer_and_the_dealers_who_want_it(people: People, wanted: bool) -> None:
    recipient(people, at_creation=wanted)
    case = record(people, dealer_reference="B-77")
    told = heard()
    assert [(h.to, h.kind) for h in told] == [(KARLA, "acknowledgement"), (BLATT, "news")][: 1 + wanted]
    assert case.number in told[0].subject
    assert "http://nordlicht.test:8000/" in told[0].text
    if wanted:
        assert "B-77" in told[1].text


def test_a_house_without_stored_recipients_hears_at_its_own_address(people: People) -> None:
    record(people)
    assert [h.to for h in heard()] == [KARLA, "service@blatt.nordlicht.test"]


def test_a_change_that_reads_the_same_is_no_news(people: People) -> None:
    recipient(people)
    case = record(people)
    forget()
    StateWording.objects.bulk_create(
        StateWording(
            tenant=people.tenant, state="in_progress", waits_for=w, reader="customer", language=lang, text="X"
        )
        for w in ("us", "supplier")
        for lang in ("de", "en")
    )
    set_waiting(actor=people.anna, case_id=case.pk, waits_for=WaitsFor.US, at=AT)
    assert ["X" in h.text for h in heard()] == [True]
    wait_for_supplier(people, case)
    assert len(heard()) == 1


def test_an_answer_goes_to_whom_it_is_addressed_and_tells_the_state_itself(people: People) -> None:
    recipient(people, at_changes=True)
    case = record(people)
    forget()
    add_message(
        actor=people.anna,
        case_id=case.pk,
        body="Bitte schicken Sie uns ein Foto.",
        audience=Audience.CUSTOMER,
        waits_for=WaitsFor.CUSTOMER,
        at=AT,
    )
    assert [h.to for h in heard(AT)] == [BLATT]
    told = heard()
    assert [(h.to, h.kind) for h in told] == [(BLATT, "news"), (KARLA, "answer")]
    assert "Bitte schicken Sie uns ein Foto." in told[1].text
    assert "Wir brauchen noch eine Antwort von Ihnen" in told[1].text
    assert "Foto" not in told[0].text
    assert not told[1].mail.is_automatic


def test_a_message_taken_back_reaches_nobody(people: People) -> None:
    recipient(people)
    case = record(people)
    forget()
    message = add_message(
        actor=people.anna, case_id=case.pk, body="Falscher Text", audience=Audience.CUSTOMER, at=AT
    )
    withdraw_message(actor=people.anna, message_id=message.pk, at=AT + timedelta(seconds=5))
    assert not any("Falscher Text" in h.text for h in heard())


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (Audience.DEALER, {BLATT}),
        (Audience.TECHNICIAN, {"tom@trieb.test"}),
        (Audience.ALL, {KARLA, BLATT, "tom@trieb.test"}),
        (Audience.INTERNAL, set()),
    ],
)
def test_each_audience_reaches_its_own_people(people: People, audience: Audience, readers: set[str]) -> None:
    recipient(people)
    case = record(people)
    ContactPoint.objects.create(
        tenant=people.tenant,
        party=people.tom_party,
        kind="email",
        value="tom@trieb.test",
        normalized="tom@trieb.test",
    )
    add_participant(
        actor=people.anna,
        case_id=case.pk,
        party_id=people.tom_party.pk,
        role=ParticipantRole.TECHNICIAN,
        at=AT,
    )
    forget()
    add_message(actor=people.anna, case_id=case.pk, body="Nur für euch", audience=audience, at=AT)
    assert {h.to for h in heard() if "Nur für euch" in h.text} == readers


def test_nobody_hears_of_what_he_did_himself(people: People) -> None:
    recipient(people, at_changes=True)
    case = record(people)
    set_waiting(actor=people.anna, case_id=case.pk, waits_for=WaitsFor.CUSTOMER, at=AT)
    forget()
    add_message(actor=people.customer_link(case.pk), case_id=case.pk, body="Hier ist das Foto", at=AT)
    assert [h.to for h in heard()] == [BLATT]
    cancel_case(actor=people.customer_link(case.pk), case_id=case.pk, reason="", at=AT)
    assert KARLA not in [h.to for h in heard()]


def test_the_office_cancels_and_who_began_it_withdraws(people: People) -> None:
    recipient(people, at_closing=True)
    case = record(people)
    forget()
    cancel(people, case)
    assert all("wurde storniert" in h.subject for h in heard())
    other = record(people)
    forget()
    cancel_case(actor=people.customer_link(other.pk), case_id=other.pk, reason="", at=AT)
    (dealer,) = heard()
    assert f"{other.number} wurde zurückgezogen" in dealer.subject
    assert "storniert" not in dealer.text


def owned(people: People, **news: str) -> Case:
    recipient(people)
    Membership.objects.filter(pk=people.anna.membership_id).update(news=news)
    case = record(people)
    assign_case(actor=people.lena, case_id=case.pk, owner_id=people.anna.membership_id, team_id=None, at=AT)
    return case


@pytest.mark.parametrize(
    ("setting", "at_the_desk", "told"),
    [("", False, 1), ("", True, 0), ("always", True, 1), ("never", False, 0), ("nonsense", False, 1)],
)
def test_staff_hear_of_their_cases_by_their_settings(
    people: People, setting: str, at_the_desk: bool, told: int
) -> None:
    case = owned(people, assigned=setting, message=setting)
    if at_the_desk:
        member = Membership.objects.get(pk=people.anna.membership_id)
        Presence.objects.create(tenant=people.tenant, case=case, membership=member, seen_at=AT)
    add_message(actor=people.customer_link(case.pk), case_id=case.pk, body="Wann kommen Sie?", at=AT)
    mails = [h for h in heard() if h.to == ANNA]
    assert len(mails) == told * 2
    assert all("/desk/" in h.text for h in mails)


def test_who_takes_a_case_himself_needs_no_mail(people: People) -> None:
    case = record(people)
    assign_case(actor=people.anna, case_id=case.pk, owner_id=people.anna.membership_id, team_id=None, at=AT)
    assert ANNA not in [h.to for h in heard()]


def test_spam_and_merged_cases_are_silent(people: People) -> None:
    case = record(people)
    mark_spam(actor=people.anna, case_id=case.pk, spam=True, at=AT)
    other = record(people)
    Case.objects.filter(pk=other.pk).update(merged_into=case)
    assert heard() == []


def test_told_twice_nobody_hears_it_twice(people: People) -> None:
    case = record(people)
    close(people, case)
    first = len(heard())
    Transmission.objects.filter(consumer="news").update(state="waiting", due_at=AT)
    assert len(heard()) == first


def test_a_bounced_address_gets_no_more_automatic_news(people: People) -> None:
    recipient(people)
    ContactPoint.objects.filter(normalized=KARLA).update(bounced_at=AT)
    close(people, record(people))
    assert heard() == []


def test_everybody_reads_his_own_language(people: People) -> None:
    Party.objects.filter(pk=people.karla.pk).update(language="en")
    recipient(people, at_closing=True)
    case = record(people)
    forget()
    close(people, case)
    customer, dealer = heard()
    assert "Your request is settled" in customer.text
    assert "abgeschlossen" not in customer.text
    assert "Der Vorgang" in dealer.text or "der Vorgang" in dealer.text
