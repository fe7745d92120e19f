"""Every page of setting up the deciding opens, says what it does, and stays shut to the others."""

from __future__ import annotations

import pytest
from django.test import Client

from kulanz.stages.solution.models import DecisionLimit
from tests.cases.people import People

PAGES = {
    "/desk/stammdaten/massnahmen/": "wird die obere empfohlen",
    "/desk/stammdaten/massnahmen/neu/": "Eine Maßnahme besteht aus",
    "/desk/stammdaten/massnahme-kostenart/": "welche Kostenart bei welcher Maßnahme zählt",
    "/desk/stammdaten/gruende/": "um abzulehnen",
    "/desk/stammdaten/grenzen/": "entscheidet eine Rolle allein",
    "/desk/stammdaten/empfehlung/": "Empfohlen wird die billigste",
    "/desk/stammdaten/ausfuehrende/": "Wer einen Kundendienst ausführen kann",
    "/desk/stammdaten/ausfuehrende/neu/": "Ein Servicepartner ist eine Firma",
    "/desk/stammdaten/fehlercodes/": "stehen die Codes ihrer Produktgruppe zur Wahl",
    "/desk/stammdaten/fehlercodes/neu/": "Außer Gebrauch",
    "/desk/stammdaten/fehlercodes/liste/": "Zuerst wird nur gezeigt",
    "/desk/stammdaten/produktgruppen/": "Nach Produktgruppen werden",
    "/desk/stammdaten/produktgruppen/neu/": "Außer Gebrauch",
    "/desk/stammdaten/lieferanten/": "Der Lieferant eines Artikels",
    "/desk/stammdaten/lieferanten/neu/": "zur Wahl",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_it_does(lena: Client, page: str) -> None:
    answer = lena.get(page)
    assert answer.status_code == 200
    assert PAGES[page] in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_an_agent_stays_outside(anna: Client, page: str) -> None:
    assert anna.get(page).status_code == 403


def test_finance_keeps_master_data(fiona: Client) -> None:
    assert fiona.get("/desk/stammdaten/massnahme-kostenart/").status_code == 200


def _limits(**changes: str) -> dict[str, str]:
    form = {
        "agent_decides": "on", "agent_cost": "1000", "agent_credit": "250", "agent_seen": "1000.00|250.00",
        "lead_decides": "on", "lead_cost": "10000", "lead_credit": "2500", "lead_seen": "10000.00|2500.00",
        "division_decides": "on", "division_cost": "", "division_credit": "", "division_seen": "|",
        "executive_decides": "on", "executive_cost": "", "executive_credit": "", "executive_seen": "|",
    }  # fmt: skip
    return form | changes


def test_the_administrator_sets_limits(otto: Client) -> None:
    answer = otto.post("/desk/stammdaten/grenzen/", _limits(agent_cost="1500,50", lead_credit="0"))
    assert answer.status_code == 302
    agent = DecisionLimit.objects.get(role="agent")
    assert (str(agent.cost), str(agent.credit)) == ("1500.50", "250.00")
    assert str(DecisionLimit.objects.get(role="lead").credit) == "0.00"
    page = otto.get("/desk/stammdaten/grenzen/").content.decode()
    assert 'value="10000.00|0.00"' in page


def test_a_lead_reads_the_limits_and_does_not_set_them(lena: Client) -> None:
    page = lena.get("/desk/stammdaten/grenzen/").content.decode()
    assert "Ändern können Bereichsleitung und Administration." in page
    answer = lena.post("/desk/stammdaten/grenzen/", _limits(lead_cost="99999"))
    assert answer.status_code == 422
    assert "fehlt Ihnen die Berechtigung" in answer.content.decode()
    assert str(DecisionLimit.objects.get(role="lead").cost) == "10000.00"


def test_limits_changed_meanwhile_are_not_overwritten(otto: Client) -> None:
    DecisionLimit.objects.filter(role="agent").update(cost=700)
    answer = otto.post("/desk/stammdaten/grenzen/", _limits(agent_cost="1500"))
    assert answer.status_code == 422
    assert "inzwischen von jemand anderem geändert" in answer.content.decode()
    assert DecisionLimit.objects.get(role="agent").cost == 700


def test_recommending_and_offering(lena: Client, people: People) -> None:
    url = "/desk/stammdaten/empfehlung/"
    wrong = lena.post(url, {"repair_preference_percent": "20", "offer_days": "10", "reminder_days": "10"})
    assert wrong.status_code == 422
    right = lena.post(url, {"repair_preference_percent": "12,5", "offer_days": "21", "reminder_days": "3"})
    assert right.status_code == 302
    page = lena.get(url).content.decode()
    assert 'value="12,5"' in page
    assert 'value="21"' in page


def test_reasons_are_added_changed_and_ordered(lena: Client) -> None:
    url = "/desk/stammdaten/gruende/"
    assert lena.post(f"{url}?purpose=dearer", {"name": "Messe", "name_en": "Fair"}).status_code == 302
    page = lena.get(f"{url}?purpose=dearer").content.decode()
    assert "Messe" in page
    again = lena.post(f"{url}?purpose=dearer", {"name": "Messe"})
    assert again.status_code == 422
    assert "gibt es zu diesem Zweck schon" in again.content.decode()


def test_a_supplier_and_a_product_group(lena: Client) -> None:
    assert lena.post("/desk/stammdaten/lieferanten/neu/", {"name": "Werk Süd"}).status_code == 302
    assert "Werk Süd" in lena.get("/desk/stammdaten/lieferanten/").content.decode()
    made = lena.post("/desk/stammdaten/produktgruppen/neu/", {"code": "STUHL", "name": "Stühle"})
    assert made.status_code == 302
    assert "STUHL" in lena.get("/desk/stammdaten/produktgruppen/").content.decode()
