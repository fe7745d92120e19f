"""Keeping rates at the desk: the grids, the look at the effect before saving, lists with their dry run."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import (
    Article,
    ExchangeRate,
    FreightUnit,
    Rate,
    WeightClass,
)
from tests.masterdata_desk.rate_pages import (
    BASE,
    PICK_UP,
    at_noon,  # noqa: F401  # for every test here
    kind,
    pallet,
    set_address,
    text,
)
from tests.solution.scene import Scene, make_complaint

PAGES = {
    "kostenarten/": "Woraus sich die Kosten",
    "kostenarten/neu/": "Woran ihr Betrag hängt",
    "kostenarten-fe/": "je Frachteinheit bezahlt",
    "wechselkurse/": "eine Einheit der fremden Währung wert ist",
    "wechselkurse/neu/": "eine Einheit wert ist",
    "listen/": "So, wie sie sich wieder einlesen lassen",
    "artikel/": "Liste einlesen",
    "artikel/neu/": "Was es kostet",
    "artikel/liste/": "Eine Liste legt Artikel an",
    "frachteinheiten/": "Wonach Abholung",
    "gewichtsklassen/": "schließt ihre obere Grenze ein",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_it_does(fiona: Client, anna: Client, page: str) -> None:
    answer = fiona.get(BASE + page)
    assert answer.status_code == 200
    assert PAGES[page] in text(answer)
    assert anna.get(BASE + page).status_code == 403


def test_the_effect_is_shown_before_a_rate_is_saved(fiona: Client, scene: Scene) -> None:
    case = make_complaint(scene)
    other = make_complaint(scene, accepted=False)
    given = {**PICK_UP, "freight_unit": str(pallet())}
    shown = fiona.post(set_address("pick_up"), {**given, "step": "check"})
    page = text(shown)
    assert shown.status_code == 200
    assert "48,00\u00a0EUR" in page
    assert "60,50\u00a0EUR" in page
    assert "2 offene Reklamationen sind noch nicht entschieden" in page
    assert case.number in page
    assert other.number in page
    # exchange 332.00 and credit 268.00, each with one pallet picked up
    for before, after in (("332,00", "344,50"), ("268,00", "280,50")):
        assert before in page
        assert after in page
    assert not Rate.objects.filter(valid_from=date(2026, 12, 1)).exists()
    assert not ProtocolEntry.objects.filter(event="rate.set").exists()
    saved = fiona.post(set_address("pick_up"), {**given, "step": "save"})
    assert saved.status_code == 302
    rate = Rate.objects.get(valid_from=date(2026, 12, 1))
    assert (rate.amount, rate.created_by_name) == (Decimal("60.50"), "Fiona Fink")
    assert ProtocolEntry.objects.filter(event="rate.set").count() == 1
    grid = text(fiona.get(f"{BASE}kostenarten/{kind('pick_up')}/"))
    assert "48,00" in grid
    assert "60,50" in grid


def test_no_case_is_concerned_by_a_rate_of_another_country(fiona: Client, scene: Scene) -> None:
    make_complaint(scene)
    given = {**PICK_UP, "country": "AT", "freight_unit": str(pallet()), "step": "check"}
    page = text(fiona.post(set_address("pick_up"), given))
    assert "Keine offene Reklamation, die noch zu entscheiden ist, rechnet damit." in page


def test_an_unused_cost_kind_concerns_nobody(fiona: Client, scene: Scene) -> None:
    make_complaint(scene)
    fiona.post(f"{BASE}kostenarten/neu/", {"code": "storage", "name": "Lagerung", "scope": "once"})
    given = {"valid_from": "2026-12-01", "amount": "5", "currency": "EUR", "step": "check"}
    assert "keine Maßnahme zählt diese Kostenart" in text(fiona.post(set_address("storage"), given))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"country": ""}, "Bitte ein Land angeben"),
        ({"freight_unit": ""}, "Bitte eine Frachteinheit angeben"),
        ({"amount": "-1"}, "keine negative Zahl"),
        ({"amount": "10000000"}, "zu groß"),
        ({"amount": "1.234"}, "zweideutig"),
        ({"amount": "viel"}, "keine Zahl"),
        ({"amount": "1,005"}, "höchstens zwei Nachkommastellen"),
        ({"amount": ""}, "Bitte einen Betrag angeben"),
        ({"amount": "5", "ends": "on"}, "Bitte entweder einen Betrag"),
        ({"valid_from": "2026-01-01"}, "Ab dem 01.01.2026 gibt es schon einen Satz"),
        ({"valid_from": "2025-01-01"}, "Vergangene Sätze ändern sich nicht mehr"),
        ({"valid_from": "1900-01-01"}, "zwischen 2000 und 2099"),
        ({"currency": "DEM"}, "DEM"),
    ],
)
@pytest.mark.parametrize("step", ["check", "save"])
def test_what_is_no_rate_comes_back_with_a_reason(
    fiona: Client, scene: Scene, change: dict[str, str], sentence: str, step: str
) -> None:
    before = list(Rate.objects.order_by("pk").values())
    given = {**PICK_UP, "freight_unit": str(pallet()), **change, "step": step}
    answer = fiona.post(set_address("pick_up"), given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert list(Rate.objects.order_by("pk").values()) == before


def test_what_comes_can_be_corrected_and_taken_back(fiona: Client, scene: Scene) -> None:
    given = {**PICK_UP, "freight_unit": str(pallet()), "step": "save"}
    fiona.post(set_address("pick_up"), given)
    again = fiona.post(set_address("pick_up"), given)
    rate = Rate.objects.get(valid_from=date(2026, 12, 1))
    address = f"{BASE}saetze/{rate.pk}/"
    assert address in text(again)  # the way to correct it instead
    corrected = {"amount": "61", "currency": "EUR"}
    assert "61,00" in text(fiona.post(address, {**corrected, "step": "check"}))
    fiona.post(address, {**corrected, "step": "save"})
    rate.refresh_from_db()
    assert rate.amount == Decimal(61)
    fiona.post(f"{address}entfernen/")
    assert not Rate.objects.filter(pk=rate.pk).exists()
    begun = Rate.objects.get(cost_kind__code="pick_up")
    assert "hat schon begonnen" in text(fiona.get(f"{BASE}saetze/{begun.pk}/"))
    assert fiona.post(f"{BASE}saetze/{begun.pk}/", {**corrected, "step": "save"}).status_code == 422
    assert fiona.post(f"{BASE}saetze/{begun.pk}/entfernen/").status_code == 409
    begun.refresh_from_db()
    assert begun.amount == Decimal(48)


def test_a_standard_amount_is_changed_from_the_list(fiona: Client, scene: Scene) -> None:
    page = text(fiona.get(f"{BASE}kostenarten/"))
    assert 'value="3,50"' in page
    inline = {"valid_from": "2026-11-22", "currency": "EUR", "amount": "3,80"}
    assert "3,80" in text(fiona.post(set_address("packaging"), {**inline, "step": "check"}))
    fiona.post(set_address("packaging"), {**inline, "step": "save"})
    assert 'value="3,80"' in text(fiona.get(f"{BASE}kostenarten/"))


def test_rates_per_freight_unit_side_by_side(fiona: Client, scene: Scene) -> None:
    page = text(fiona.get(f"{BASE}kostenarten-fe/"))
    for figure in ("48,00", "55,00", "20,00", "9,00"):
        assert figure in page
    austria = text(fiona.get(f"{BASE}kostenarten-fe/?country=AT"))
    assert "48,00" not in austria
    assert "20,00" in austria
    assert "Österreich" in austria


def test_exchange_rates_are_looked_at_and_saved(fiona: Client, scene: Scene) -> None:
    Article.objects.filter(pk=scene.chair.pk).update(cost_currency="CHF")
    case = make_complaint(scene)
    given = {"currency": "CHF", "valid_from": "2026-11-22", "rate": "1,10"}
    page = text(fiona.post(f"{BASE}wechselkurse/neu/", {**given, "step": "check"}))
    assert case.number in page
    assert "unvollständig" in page
    assert "292,00" in page  # 240 CHF are 264 EUR, + 48 − 20
    assert not ExchangeRate.objects.exists()
    fiona.post(f"{BASE}wechselkurse/neu/", {**given, "step": "save"})
    row = ExchangeRate.objects.get()
    assert "1,1000" in text(fiona.get(f"{BASE}wechselkurse/"))
    wrong = fiona.post(f"{BASE}wechselkurse/{row.pk}/", {"rate": "0", "step": "save"})
    assert wrong.status_code == 422
    fiona.post(f"{BASE}wechselkurse/{row.pk}/", {"rate": "1.0852", "step": "save"})
    row.refresh_from_db()
    assert row.rate == Decimal("1.0852")
    fiona.post(f"{BASE}wechselkurse/{row.pk}/entfernen/")
    assert not ExchangeRate.objects.exists()


def test_freight_units_and_weight_classes(fiona: Client) -> None:
    fiona.post(f"{BASE}frachteinheiten/", {"code": "kiste", "name": "Kiste"})
    crate = FreightUnit.objects.get(code="KISTE")
    fiona.post(f"{BASE}frachteinheiten/{crate.pk}/", {"name": "Holzkiste"})
    crate.refresh_from_db()
    assert (crate.name, crate.active) == ("Holzkiste", False)
    twice = fiona.post(f"{BASE}frachteinheiten/", {"code": "KISTE", "name": "x"})
    assert twice.status_code == 422
    fiona.post(f"{BASE}gewichtsklassen/", {"up_to_kg": "7,5"})
    weight = WeightClass.objects.get(up_to_kg=Decimal("7.5"))
    fiona.post(f"{BASE}gewichtsklassen/{weight.pk}/", {})
    weight.refresh_from_db()
    assert not weight.active
    assert fiona.post(f"{BASE}gewichtsklassen/", {"up_to_kg": "7,5"}).status_code == 422


def test_articles_are_found_and_changed(fiona: Client, scene: Scene) -> None:
    page = text(fiona.get(f"{BASE}artikel/"))
    assert "120,00\u00a0EUR" in page
    assert "ET-7" in page
    assert "ST-100" in text(fiona.get(f"{BASE}artikel/?q=ST-100"))
    assert "ST-100" not in text(fiona.get(f"{BASE}artikel/?q=ET-7"))
    address = f"{BASE}artikel/{scene.chair.pk}/"
    assert 'value="0,5"' in text(fiona.get(address))
    given = {
        "name": "Drehstuhl Kranich", "cost_price": "1.089,50", "cost_currency": "CHF",
        "weight_kg": "14", "freight_unit": str(pallet()), "units_per_piece": "0,25", "active": "on",
        "product_group": str(scene.chair.product_group_id),
    }  # fmt: skip
    assert fiona.post(address, given).status_code == 302
    scene.chair.refresh_from_db()
    chair = scene.chair
    assert (chair.cost_price, chair.cost_currency, chair.units_per_piece, chair.deliverable) == (
        Decimal("1089.50"), "CHF", Decimal("0.25"), False,
    )  # fmt: skip
    for wrong in ({"cost_price": "-1"}, {"units_per_piece": "0"}, {"cost_price": "10000000"}):
        assert fiona.post(address, {**given, **wrong}).status_code == 422
    created = fiona.post(f"{BASE}artikel/neu/", {"number": "N-1", "name": "Neu", "units_per_piece": "1"})
    assert created.status_code == 302
    assert Article.objects.filter(number="N-1", cost_price=None).exists()
