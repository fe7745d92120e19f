"""The page behind a dealer's link: who gets in, who does not, and what it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.core import clock
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import issue_token, new_secret
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Certificate, OptionDecision
from kulanz.workflows.options import ask_again
from tests.cases.people import AT, People, make_people
from tests.conftest import make_tenant
from tests.contracts.houses import certified, technician_of
from tests.contracts.rounds import DEADLINE, asked, newest_secret
from tests.execution.test_maintenance import work_kind

GIVEN = {"option": "dealer", "name": "Bodo Blatt", "remark": "Wir haben zwei Leute."}


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def visitor(people: People) -> Client:
    return Client(headers={"host": people.tenant.host}, enforce_csrf_checks=True)


def url(secret: str) -> str:
    return reverse("public:option", args=[secret])


def test_it_shows_both_options_and_takes_the_answer(people: People) -> None:
    decision, secret = asked(people)
    client = visitor(people)
    page = client.get(url(secret))
    shown = page.content.decode()
    for text in ("Bürohaus Blatt", "Unsere Ziele.", "Option A: Händler", "Beide Optionen im Vergleich"):
        assert text in shown
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert OptionDecision.objects.get().decided_at is None, "looking decides nothing"
    answer = client.post(url(secret), GIVEN, follow=True)
    assert "Ihre Entscheidung: Option A: Händlerkundendienst" in answer.content.decode()
    decision.refresh_from_db()
    assert (decision.option, decision.decided_by_name) == ("dealer", "Bodo Blatt")


@pytest.mark.parametrize(("wrong", "field"), [({"option": ""}, "option"), ({"name": " "}, "name")])
def test_a_refused_answer_loses_nothing_and_changes_nothing(
    people: People, wrong: dict[str, Any], field: str
) -> None:
    decision, secret = asked(people)
    page = visitor(people).post(url(secret), {**GIVEN, **wrong})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.content.decode()
    assert "Wir haben zwei Leute." in page.content.decode()
    decision.refresh_from_db()
    assert decision.decided_at is None


def test_everything_that_is_missing_is_named_at_once(people: People) -> None:
    decision, secret = asked(people)
    page = visitor(people).post(url(secret), {**GIVEN, "option": "", "name": " "})
    shown = page.content.decode()
    assert page.status_code == 422
    for field, text in (
        ("option", "Bitte wählen Sie Option A oder"),
        ("name", "Bitte geben Sie Ihren Namen"),
    ):
        assert f'href="#{field}">{text}' in shown
        assert f'id="{field}_error"' in shown
    assert "Wir haben zwei Leute." in shown
    decision.refresh_from_db()
    assert decision.decided_at is None


def test_option_a_without_certificates_says_who_goes_until_then(people: People) -> None:
    _decision, secret = asked(people)
    client = visitor(people)
    plain = "an den Werkskundendienst, bis Ihr Haus und mindestens einer Ihrer Techniker zertifiziert sind"
    assert plain in client.get(url(secret)).content.decode(), "before he chooses"
    assert plain in client.post(url(secret), GIVEN, follow=True).content.decode()
    certified(people, people.blatt)
    assert plain in client.get(url(secret)).content.decode(), "a technician is still missing"
    technician_of(people, people.blatt)
    Certificate.objects.create(
        tenant=people.tenant,
        holder=people.tom_party,
        work_kind=work_kind(people.tenant),
        issued_on=AT.date() - timedelta(days=1),
        valid_until=AT.date() + timedelta(days=1),
        created_at=AT,
    )
    assert plain not in client.get(url(secret)).content.decode()


def test_after_the_deadline_it_is_read_only(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    decision, secret = asked(people)
    after = AT.replace(year=DEADLINE.year, month=DEADLINE.month, day=DEADLINE.day) + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: after)
    client = visitor(people)
    assert "Die Frist ist vorbei" in client.get(url(secret)).content.decode()
    assert client.post(url(secret), GIVEN).status_code == 409
    decision.refresh_from_db()
    assert decision.decided_at is None
    monkeypatch.setattr(clock, "now", lambda: after + timedelta(days=120))
    assert client.get(url(secret)).status_code == 404, "some time later the link ends"


def test_guessed_revoked_and_foreign_links_look_alike(people: People) -> None:
    decision, secret = asked(people)
    client = visitor(people)
    _other, case_page = issue_token(
        tenant_id=people.tenant.pk, purpose=TokenPurpose.CASE_PAGE, at=AT, lifetime=timedelta(days=1)
    )
    foreign, _row = issue_token(
        tenant_id=people.tenant.pk,
        purpose=TokenPurpose.SERVICE_OPTION,
        at=AT,
        lifetime=timedelta(days=1),
        party_id=people.fremd.pk,
        object_id=decision.pk,
    )
    assert case_page.pk
    ask_again(actor=people.lena, decision_id=decision.pk, at=AT)
    renewed = newest_secret()
    assert renewed != secret
    bodies = set()
    for wrong in (new_secret(), secret, foreign, _other, secret[:-1], "x"):
        answer = client.post(url(wrong), GIVEN)
        assert answer.status_code == 404
        bodies.add(answer.content)
        assert client.get(url(wrong)).status_code == 404
    assert len(bodies) == 1
    decision.refresh_from_db()
    assert decision.decided_at is None
    assert client.get(url(renewed)).status_code == 200
    AccessToken.objects.update(revoked_at=AT)
    assert client.get(url(renewed)).status_code == 404


def test_another_tenants_link_opens_nothing_here(people: People) -> None:
    _decision, secret = asked(people)
    other = make_tenant("suedlicht")
    with tenant_context(other.pk):
        there = make_people(other, domain="suedlicht.test")
        decision, elsewhere = asked(there)
    here, far = visitor(people), Client(headers={"host": other.host})
    assert here.get(url(elsewhere)).status_code == 404
    assert here.post(url(elsewhere), GIVEN).status_code == 404
    assert far.get(url(secret)).status_code == 404
    assert far.get(url(elsewhere)).status_code == 200
    with tenant_context(other.pk):
        decision.refresh_from_db()
        assert decision.decided_at is None


def test_too_much_through_one_link_is_stopped(people: People) -> None:
    _decision, secret = asked(people)
    client = visitor(people)
    answers = [client.post(url(secret), GIVEN).status_code for _number in range(31)]
    assert answers[0] == 302
    assert answers[-1] == 422
