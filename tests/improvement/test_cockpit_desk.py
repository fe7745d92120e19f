"""The office: spare-part sales taken over, prices published, a dealer's figures without its secrets."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import load_workbook

from kulanz.core import clock
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed
from kulanz.core.tables.cells import CellFlaw
from kulanz.core.tables.reading import read_table
from kulanz.core.tables.writing import Value, write_csv, write_xlsx
from kulanz.masterdata.parties.models import Party
from kulanz.stages.improvement.commands.part_sales import import_part_sales, plan_part_sales
from kulanz.stages.improvement.commands.rates import publish_prices
from kulanz.stages.improvement.models import FactoryPrice, SparePartSale
from kulanz.stages.improvement.refusals import NoPrices, PriceInForce, SalesListOutdated, SalesListRefused
from kulanz.stages.improvement.rules.monthly import SalesFlaw
from kulanz.stages.improvement.rules.options import PriceItem
from tests.desk.conftest import client_of
from tests.improvement.dealing import Dealing
from tests.improvement.house import AT, House
from tests.improvement.test_make_or_buy_rules import PRICES

PARTS = "/desk/auswertung/ersatzteilverkaeufe/"
PRICE_LIST = "/desk/auswertung/preisliste/"
DEALER = "/desk/auswertung/fachhandelspartner/"
HEADINGS = ["Monat", "Händlernummer", "Artikelnummer", "Menge", "Betrag netto"]
D = Decimal


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen(AT):
        yield


@pytest.fixture
def dealing(house: House) -> Dealing:
    Party.objects.filter(pk=house.people.blatt.pk).update(number="D7")
    Party.objects.filter(pk=house.people.fremd.pk).update(number="D8")
    return Dealing(house)


@pytest.fixture
def lena(dealing: Dealing) -> Client:
    return client_of(dealing.house.people.lena, dealing.house.people.tenant)


def listed(*rows: list[Value]) -> bytes:
    return write_csv(HEADINGS, rows)


def text_of(response: Any) -> str:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return plain.replace("\u00a0", " ")


def test_parts_taken_over_and_corrected(dealing: Dealing) -> None:
    lena = dealing.house.people.lena
    content = listed(["2026-10", "D7", "100", 4, "40,50"], ["10/2026", "D8", "100", -1, "-9,99"])

    plan = plan_part_sales(actor=lena, name="a.csv", content=content, at=AT)

    assert (plan.new, plan.changed, plan.unchanged, plan.units, plan.amount) == (2, 0, 0, 3, D("30.51"))
    assert not SparePartSale.objects.exists()
    import_part_sales(actor=lena, name="a.csv", content=content, at=AT, expected=plan.digest)
    again = import_part_sales(actor=lena, name="a.csv", content=content, at=AT)
    assert (again.new, again.unchanged) == (0, 2)
    changed = write_xlsx(HEADINGS, [[date(2026, 10, 1), "D7", 100, 5, D("50.00")]])
    plan = import_part_sales(actor=lena, name="b.xlsx", content=changed, at=AT)
    assert (plan.new, plan.changed) == (0, 1)
    assert set(SparePartSale.objects.values_list("dealer__number", "quantity", "amount")) == {
        ("D7", 5, D("50.00")),
        ("D8", -1, D("-9.99")),
    }
    assert ProtocolEntry.objects.filter(event="part_sales.imported").count() == 3
    with pytest.raises(SalesListOutdated):
        import_part_sales(actor=lena, name="a.csv", content=content, at=AT, expected="anders")


@pytest.mark.parametrize(
    ("row", "flaw", "column"),
    [
        (["2026-13", "D7", "100", 1, "1"], SalesFlaw.NO_MONTH, "month"),
        (["2027-01", "D7", "100", 1, "1"], SalesFlaw.MONTH_ABSURD, "month"),
        (["2026-10", "", "100", 1, "1"], SalesFlaw.MISSING, "dealer"),
        (["2026-10", "D9", "100", 1, "1"], SalesFlaw.NO_SUCH_DEALER, "dealer"),
        (["2026-10", "D7", "", 1, "1"], SalesFlaw.MISSING, "article"),
        (["2026-10", "D7", "999", 1, "1"], SalesFlaw.NO_SUCH_ARTICLE, "article"),
        (["2026-10", "D7", "100", D("1.5"), "1"], SalesFlaw.NOT_WHOLE, "quantity"),
        (["2026-10", "D7", "100", 1, ""], SalesFlaw.MISSING, "amount"),
        (["2026-10", "D7", "100", 1, "viel"], CellFlaw.NO_NUMBER, "amount"),
        (["2026-10", "D7", "100", 1, "1.234"], CellFlaw.AMBIGUOUS, "amount"),
        (["2026-10", "D7", "100", 1, "1,2345"], SalesFlaw.TOO_PRECISE, "amount"),
        (["2026-10", "D7", "100", 1, "99999999999"], SalesFlaw.AMOUNT_TOO_LARGE, "amount"),
        (["10/2026", "D7", "200", 1, "1"], SalesFlaw.TWICE, ""),
    ],
)
def test_one_wrong_line_and_nothing_is_taken_over(
    dealing: Dealing, row: list[Value], flaw: SalesFlaw | CellFlaw, column: str
) -> None:
    content = listed(["2026-10", "D7", "200", 4, "40"], row)

    plan = plan_part_sales(actor=dealing.house.people.lena, name="a.csv", content=content, at=AT)

    assert [(p.line, p.flaw, p.column) for p in plan.problems] == [(3, flaw, column)]
    with pytest.raises(SalesListRefused):
        import_part_sales(actor=dealing.house.people.lena, name="a.csv", content=content, at=AT)
    assert not SparePartSale.objects.exists()
    assert not ProtocolEntry.objects.filter(event="part_sales.imported").exists()


def test_parts_at_the_desk(dealing: Dealing, lena: Client) -> None:
    file = SimpleUploadedFile("teile.csv", listed(["2026-10", "D7", "100", 4, "40,50"]))
    looked = lena.post(PARTS, {"file": file})
    assert "teile.csv: Oktober 2026, 4 Stück, 40,50 € netto. Noch ist nichts übernommen." in text_of(looked)
    page = looked.content.decode()
    token, digest = (re.search(f'name="{n}" value="([^"]+)"', page)[1] for n in ("token", "digest"))  # type: ignore[index]  # it is there

    taken = lena.post(f"{PARTS}uebernehmen/", {"token": token, "digest": digest}, follow=True)

    assert "Übernommen: 1 neu, 0 geändert, 0 unverändert." in text_of(taken)
    assert "Oktober 2026 1 4 40,50 €" in text_of(taken)
    wrong = SimpleUploadedFile("teile.csv", listed(["2026-10", "D9", "100", 4, "40,50"]))
    answer = lena.post(PARTS, {"file": wrong})
    assert answer.status_code == 422
    assert "2 Händlernummer D9 einen Händler mit dieser Nummer gibt es nicht" in text_of(answer)
    table = read_table("a.csv", lena.get(f"{PARTS}vorlage/").content)
    assert list(table.headings) == HEADINGS


def test_prices_are_published_and_stay(dealing: Dealing, lena: Client) -> None:
    first = {"valid_from": "2025-01-01", "call_out": "79", "hour": "84,00", "kilometre": "0,6"}
    answer = lena.post(PRICE_LIST, first, follow=True)
    assert "01.01.2025" in text_of(answer)
    assert "79,00 €" in text_of(answer)
    entry = ProtocolEntry.objects.get(event="factory_prices.published")
    assert ["call_out", "79"] in entry.facts["prices"]

    for day in ("2026-11-22", "2025-01-01"):
        refused = lena.post(PRICE_LIST, {**first, "valid_from": day, "hour": "99"})
        assert refused.status_code == 422
        assert "Neue Preise beginnen frühestens am 23.11.2026." in text_of(refused)
    assert set(FactoryPrice.objects.values_list("amount", flat=True)) == {D(79), D(84), D("0.60")}
    # what has not begun can still be corrected; a price can end
    for hour in ("90", ""):
        lena.post(PRICE_LIST, {**first, "valid_from": "2027-01-01", "hour": hour})
    later = FactoryPrice.objects.filter(valid_from=date(2027, 1, 1))
    assert {row.item: row.amount for row in later} == {
        "call_out": D(79), "hour": None, "kilometre": D("0.60"),
    }  # fmt: skip


def test_refused_prices_change_nothing(dealing: Dealing) -> None:
    people, day = dealing.house.people, date(2026, 1, 1)
    for actor in (people.anna, people.blatt_house, people.tom):
        with pytest.raises(NotAllowed):
            publish_prices(actor=actor, valid_from=day, prices=PRICES, at=AT)
    with pytest.raises(NoPrices):
        publish_prices(actor=people.lena, valid_from=day, prices=dict.fromkeys(PriceItem), at=AT)
    for wrong in ({PriceItem.HOUR: D(-1)}, {PriceItem.HOUR: D(10) ** 9}):
        with pytest.raises(InvalidValue):
            publish_prices(actor=people.lena, valid_from=day, prices=wrong, at=AT)
    with pytest.raises(InvalidValue):
        publish_prices(actor=people.lena, valid_from=date(1999, 1, 1), prices=PRICES, at=AT)
    assert not FactoryPrice.objects.exists()
    publish_prices(actor=people.otto, valid_from=day, prices=PRICES, at=AT)
    with pytest.raises(PriceInForce):
        publish_prices(actor=people.otto, valid_from=day, prices=PRICES, at=AT)
    assert FactoryPrice.objects.count() == 3


def test_a_dealer_s_figures_without_its_secrets(dealing: Dealing, lena: Client) -> None:
    for n in range(3):
        dealing.report(dealing.case(f"2026-05-0{n + 1}", article=dealing.house.arve), rating=2)
    dealing.rates(hour=D("61.61"))
    dealing.prices()
    dealing.parts("2026-05", "100.50", 3)
    dealing.rival()
    query = f"?haendler={dealing.house.people.blatt.pk}"

    text = text_of(lena.get(f"{DEALER}{query}"))

    assert "Bürohaus Blatt" in text
    assert "Anfahrten 3 Einsätze 237,00 €" in text
    assert "Servicefälle 3 0" in text
    assert "61,61" not in text
    book = load_workbook(io.BytesIO(lena.get(f"{DEALER}liste/{query}").content))
    told = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert "Anfahrten" in told
    assert "61.61" not in told
    assert "Tanne" not in told
    assert lena.get(f"{DEALER}?haendler={dealing.house.people.karla.pk}").status_code == 404
    assert lena.get(f"{DEALER}?haendler=x").status_code == 404
    assert lena.get(DEALER).status_code == 200


def test_what_hangs_on_the_houses_own_rates_says_whose_it_is(dealing: Dealing, lena: Client) -> None:
    """Not “fehlt”: the house may well have entered it, and the office must not learn whether."""
    for n in range(3):
        dealing.report(dealing.case(f"2026-05-0{n + 1}"), work=None, road=None, km=None)
    dealing.prices()
    query = f"?haendler={dealing.house.people.blatt.pk}"
    without = text_of(lena.get(f"{DEALER}{query}"))
    dealing.rates()
    text = text_of(lena.get(f"{DEALER}{query}"))
    assert text == without
    assert "das Servicebüro sieht sie nicht" in text
    choice = text_of(lena.get(DEALER))
    assert "außer dem, was das Haus nur für sich einträgt" in choice
    assert "wie es sie selbst sieht" not in choice
    assert "Summe nur für das Haus sichtbar" in text
    assert "Summe fehlt" not in text
    assert "Übliche Arbeitszeit je Einsatz" not in text, "nor is it named as lacking"
    book = load_workbook(io.BytesIO(lena.get(f"{DEALER}liste/{query}").content))
    told = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert "nur für das Haus sichtbar" in told


def test_who_may_open_what(dealing: Dealing) -> None:
    people = dealing.house.people
    expected = {  # parts, prices, dealers
        people.anna: (403, 403, 403),
        people.lena: (200, 200, 200),
        people.otto: (200, 200, 403),
        people.blatt_house: (404, 404, 404),
        people.tom: (404, 404, 404),
    }
    for actor, statuses in expected.items():
        client = client_of(actor, people.tenant)
        assert tuple(client.get(page).status_code for page in (PARTS, PRICE_LIST, DEALER)) == statuses
