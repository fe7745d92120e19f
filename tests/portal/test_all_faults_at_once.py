"""A form of the portal names every mistake in it at once, each at its field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.core import clock
from kulanz.masterdata.parties.models import HouseBrand, Membership
from kulanz.stages.execution.models import ServiceOffer
from kulanz.stages.improvement.models import DealerRates
from tests.cases.people import AT, People
from tests.contracts.rounds import asked
from tests.execution.test_maintenance import work_kind

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def test_an_offer_with_several_wrong_figures(people: People, sign_in: SignIn) -> None:
    record_case(actor=people.blatt_house, case=NewCase(title="Stuhl", customer_id=people.karla.pk), at=AT)
    wrong = {
        "customer": str(people.karla.pk),
        "kind": "maintenance",
        "work_kind": str(work_kind(people.tenant).pk),
        "text": "",
        "net": "-5",
        "tax_rate": "100",
        "interval_months": "0",
        "expires_on": "2020-01-01",
        "dealer_part": "principal",
    }
    answer = sign_in("haus@blatt").post("/portal/wartung/neu/", wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"text", "net", "tax_rate", "interval_months", "expires_on"}
    page = answer.content.decode()
    for text in (
        "Bitte einen Preis über 0",
        "Der Steuersatz muss von 0 bis unter 100 liegen.",
        "Das Angebot muss von morgen an",
    ):
        assert text in page
    assert not ServiceOffer.objects.exists()


def test_rates_with_several_wrong_figures(people: People, sign_in: SignIn) -> None:
    Membership.objects.filter(pk=people.blatt_house.membership_id).update(manages_house=True)
    wrong = {
        "valid_from": "2000-01-01",
        "hour": "viel",
        "kilometre": "-1",
        "vehicle": "10000001",
        "synergy_percent": "140",
    }
    answer = sign_in("haus@blatt").post("/portal/auswertung/saetze/", wrong)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert errors["hour"] == ["Bitte geben Sie eine Zahl wie 58,50 ein."]
    assert errors["kilometre"] == ["Bitte geben Sie eine Zahl von 0 bis 10.000.000 ein."]
    assert errors["vehicle"] == ["Bitte geben Sie eine Zahl von 0 bis 10.000.000 ein."]
    assert errors["synergy_percent"] == ["Bitte geben Sie eine Zahl von 0 bis 100 ein."]
    assert not DealerRates.objects.exists()


def test_a_decision_without_option_and_name(people: People, sign_in: SignIn) -> None:
    decision, _secret = asked(people)
    house = sign_in("haus@blatt")
    wrong = {"decision": decision.pk, "option": "beides", "name": " ", "remark": "Wir fragen noch."}
    answer = house.post(reverse("portal:decide"), wrong)
    assert answer.status_code == 422
    ((_one, _heading, _text, form),) = answer.context["decisions"]
    assert form.errors == {
        "option": ["Bitte wählen Sie Option A oder Option B."],
        "name": ["Bitte geben Sie Ihren Namen an."],
    }
    page = answer.content.decode()
    assert "Bitte prüfen Sie 2 Angaben" in page
    assert f'id="option-{decision.pk}_error"' in page
    assert f'id="name-{decision.pk}_error"' in page
    assert "Wir fragen noch." in page, "nothing typed is lost"
    decision.refresh_from_db()
    assert (decision.option, decision.decided_at) == ("", None)
    right = {**wrong, "option": "dealer", "name": "Bernd Blatt"}
    assert house.post(reverse("portal:decide"), right).status_code == 302
    decision.refresh_from_db()
    assert (decision.option, decision.remark) == ("dealer", "Wir fragen noch.")


def test_a_brand_with_a_pale_colour_and_no_picture(people: People, sign_in: SignIn) -> None:
    Membership.objects.filter(pk=people.blatt_house.membership_id).update(manages_house=True)
    wrong = {
        "brand_color": "#eeeeee",
        "accent_color": "rot",
        "logo": SimpleUploadedFile("logo.png", b"kein Bild", "image/png"),
    }
    answer = sign_in("haus@blatt").post(reverse("portal:brand"), wrong)
    assert answer.status_code == 422
    assert set(answer.context["brand_form"].errors) == {"brand_color", "accent_color", "logo"}
    assert "hebt sich von Weiß zu wenig ab" in answer.content.decode()
    assert not HouseBrand.objects.exists()
