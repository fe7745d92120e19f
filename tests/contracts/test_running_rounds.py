"""One round at a time for each house, and what it reads of the rounds it was asked in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.core import clock
from kulanz.masterdata.parties.commands.options import Answer, RoundFields, close_round, save_round
from kulanz.masterdata.parties.models import Membership, OptionDecision, OptionRound
from kulanz.stages.contact.models import OutgoingMail
from kulanz.workflows.options import announce_round, decide_by_link, option_visit
from tests.cases.people import AT, People
from tests.contracts.houses import MONDAY
from tests.contracts.rounds import DEADLINE, asked

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def second_round(people: People) -> OptionRound:
    fields = RoundFields(
        title="Noch einmal gefragt",
        text="Wieder.",
        deadline=DEADLINE + timedelta(days=30),
        takes_effect_on=date(2027, 4, 1),
    )
    return save_round(actor=people.lena, fields=fields, today=MONDAY, at=AT)


def test_a_house_is_not_asked_twice_at_once(people: People, sign_in: SignIn) -> None:
    asked(people)
    second = second_round(people)
    lena = sign_in("lena@")
    page = lena.get(reverse("desk:option_round", args=[second.pk])).content.decode()
    assert f'name="dealers" value="{people.blatt.pk}" disabled' in page, "it cannot be chosen"
    assert "läuft noch:" in page
    mails = OutgoingMail.objects.count()
    url = reverse("desk:announce_option_round", args=[second.pk])
    answer = lena.post(url, {"dealers": [people.blatt.pk, people.fremd.pk]})
    assert answer.status_code == 422
    assert f"läuft schon bei: {people.blatt.name}." in answer.content.decode()
    second.refresh_from_db()
    assert second.announced_at is None
    assert OptionDecision.objects.count() == 1
    assert OutgoingMail.objects.count() == mails, "nobody got a letter"
    assert lena.post(url, {"dealers": [people.fremd.pk]}).status_code == 302
    assert OptionDecision.objects.get(round=second).dealer == people.fremd


def test_after_the_end_of_its_round_it_may_be_asked_again(people: People) -> None:
    first, _secret = asked(people)
    later = AT + timedelta(days=(DEADLINE - MONDAY).days + 1)
    close_round(actor=people.lena, round_id=first.round_id, today=later.date(), at=later)
    second = second_round(people)
    announce_round(actor=people.lena, round_id=second.pk, dealer_ids=[people.blatt.pk], at=later)
    assert OptionDecision.objects.filter(dealer=people.blatt).count() == 2


def test_the_letters_question_says_how_many(people: People, sign_in: SignIn) -> None:
    page = sign_in("lena@").get(reverse("desk:option_round", args=[second_round(people).pk]))
    assert 'data-confirm-many="Briefe jetzt an {n} Häuser senden?"' in page.content.decode()


def test_an_answer_stands_at_the_house_before_it_holds(people: People, sign_in: SignIn) -> None:
    """What, when, from which day on, and what the house still lacks for it."""
    _row, secret = asked(people)
    lena = sign_in("lena@")
    url = reverse("desk:dealer", args=[people.blatt.pk])
    page = lena.get(url).content.decode()
    assert "Gefragt, aber noch ohne Antwort." in page
    assert "Noch nichts entschieden" not in page
    visit = option_visit(secret=secret, at=AT)
    assert visit is not None
    decide_by_link(visit=visit, answer=Answer(option="dealer", name="Berta Blatt"), at=AT)
    page = lena.get(url).content.decode()
    assert "Antwort des Hauses: Option A: Händlerkundendienst" in page
    assert "Berta Blatt, über den Link im Brief" in page
    assert "Sie gilt ab 1. Februar 2027." in page
    assert "Solange es fehlt, bleibt die Option A bestehen" in page
    lacks = "Es fehlt noch: das Zertifikat des Hauses; mindestens ein zertifizierter Techniker des Hauses."
    assert lacks in page
    house = sign_in("haus@blatt").get(reverse("portal:contract")).content.decode()
    assert "bis Ihr Haus und mindestens einer Ihrer Techniker zertifiziert sind" in house


def test_nobody_is_chosen_before_somebody_chooses(people: People, sign_in: SignIn) -> None:
    row = second_round(people)
    lena = sign_in("lena@")
    page = lena.get(reverse("desk:option_round", args=[row.pk])).content.decode()
    assert f'value="{people.blatt.pk}" data-select data-name="{people.blatt.name}">' in page
    assert 'data-choose="all"' in page
    assert 'data-choose="none"' in page
    assert "checked" not in page[page.index("data-choose") :]
    answer = lena.post(reverse("desk:announce_option_round", args=[row.pk]), {})
    assert answer.status_code == 422
    assert "Bitte wählen Sie mindestens ein Haus aus." in answer.content.decode()
    row.refresh_from_db()
    assert row.announced_at is None
    assert not OptionDecision.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_refused_choice_stays_chosen(people: People, sign_in: SignIn) -> None:
    asked(people)
    second = second_round(people)
    url = reverse("desk:announce_option_round", args=[second.pk])
    answer = sign_in("lena@").post(url, {"dealers": [people.blatt.pk, people.fremd.pk]})
    assert answer.status_code == 422
    name = people.fremd.name
    assert f'value="{people.fremd.pk}" data-select data-name="{name}" checked>' in answer.content.decode()


def test_an_answer_by_link_stands_in_the_contract_before_it_holds(people: People, sign_in: SignIn) -> None:
    _row, secret = asked(people)
    visit = option_visit(secret=secret, at=AT)
    assert visit is not None
    decide_by_link(visit=visit, answer=Answer(option="dealer", name="Berta Blatt"), at=AT)
    page = sign_in("haus@blatt").get(reverse("portal:contract")).content.decode()
    listed = page[page.index('id="option-title"') :]
    assert "1. Feb. 2027</time>: Option A" in listed
    assert f'entschieden am <time datetime="{AT.isoformat()}' in listed
    assert "noch nicht gültig" in listed
    assert "entschieden am" not in sign_in("haus@fremd").get(reverse("portal:contract")).content.decode()


def test_rounds_from_before_are_shown_and_answered_each_for_itself(people: People, sign_in: SignIn) -> None:
    first, _secret = asked(people)
    second = second_round(people)
    OptionRound.objects.filter(pk=second.pk).update(announced_at=AT)
    other = OptionDecision.objects.create(tenant=people.tenant, round=second, dealer=people.blatt, sent_at=AT)
    Membership.objects.filter(organisation=people.blatt, name__startswith="Britta").update(manages_house=True)
    britta = sign_in("britta@blatt")
    page = britta.get(reverse("portal:contract")).content.decode()
    assert first.round.title in page
    assert second.title in page
    assert page.count('name="decision"') == 2
    given = {"option": "dealer", "name": "Britta"}
    assert britta.post(reverse("portal:decide"), given).status_code == 404, "which round is meant"
    assert not OptionDecision.objects.exclude(decided_at=None).exists()
    assert britta.post(reverse("portal:decide"), {**given, "decision": other.pk}).status_code == 302
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.decided_at, other.option) == (None, "dealer")


def test_who_may_not_decide_reads_who_can(people: People, sign_in: SignIn) -> None:
    asked(people)
    Membership.objects.filter(organisation=people.blatt).update(manages_house=False)
    britta = sign_in("britta@blatt")
    page = britta.get(reverse("portal:contract")).content.decode()
    assert "Zurzeit ist das niemand" in page
    chief = Membership.objects.filter(organisation=people.blatt).exclude(name__startswith="Britta").first()
    assert chief is not None
    Membership.objects.filter(pk=chief.pk).update(manages_house=True, name="Inga Blatt")
    page = britta.get(reverse("portal:contract")).content.decode()
    assert "Inga Blatt entscheidet." in page
    assert 'name="option"' not in page
