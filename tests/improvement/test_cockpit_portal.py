"""The dealer's pages: figures in words, rates entered, lists taken away, and nothing of another dealer."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from python_calamine import load_workbook

from kulanz.core import clock
from kulanz.core.tables.reading import read_table
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.improvement.models import DealerRates
from kulanz.stages.improvement.rules.options import EARLIEST, RATE_NAMES
from tests.desk.conftest import client_of
from tests.improvement.dealing import Dealing
from tests.improvement.house import AT, House
from tests.improvement.test_make_or_buy_rules import RATES

COCKPIT = "/portal/auswertung/"
OPTIONS = f"{COCKPIT}selbst-oder-werk/"
OWN_RATES = f"{COCKPIT}saetze/"
LIST = f"{COCKPIT}liste/"
# What only the dealer Fremd has; none of it may stand in anything Blatt gets.
FOREIGN = ("Fremd", "77777", "77.777", "77,77", "777", "Tanne", "Tische", "Fremdmontage")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen(AT):
        yield


@pytest.fixture
def dealing(house: House) -> Dealing:
    dealing = Dealing(house)
    dealing.rival()
    dealing.prices()
    return dealing


@pytest.fixture
def full(dealing: Dealing) -> Dealing:
    """Six reported repairs the customer pays, two the dealer ordered without a report, one guarantee."""
    arve = dealing.house.arve
    for n in range(6):
        case = dealing.case(f"2026-05-0{n + 1}", article=arve, dealer_reference=f"B-{n}")
        dealing.report(case, rating=4)
    for _n in range(2):
        dealing.case("2026-06-10", article=arve, dealer_part="principal", carried_out_by="factory")
    dealing.case("2026-07-01", kind="complaint", coverage="guarantee", carried_out_by="dealer")
    dealing.parts("2026-05", "100.50", 3)
    dealing.rates()
    return dealing


@pytest.fixture
def blatt(dealing: Dealing) -> Client:
    return client_of(dealing.house.people.blatt_house, dealing.house.people.tenant)


@pytest.fixture
def britta(dealing: Dealing) -> Client:
    return client_of(dealing.house.people.britta, dealing.house.people.tenant)


def text_of(response: Any) -> str:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return plain.replace("\u00a0", " ").replace("&nbsp;", " ")


def test_the_cockpit_says_how_things_stand(full: Dealing, blatt: Client) -> None:
    text = text_of(blatt.get(COCKPIT))

    assert "November 2025 – Oktober 2026" in text
    assert "Vorgänge 9 im Zeitraum davor: 0" in text
    assert "4,0 von 5 letzte 12 Monate, mindestens 5 Bewertungen" in text
    # two call-outs of 79, two times 1.5 hours at 84 and 40 kilometres at 0.60
    assert "Werkskundendienst als Auftraggeber 458,00 €" in text
    assert "Reparatur 8 0" in text
    assert "100 Arve 8 0" in text
    assert "Händlerkundendienst 1 0" in text
    assert "Mit dem Werkskundendienst hätten Sie selbst" in text


def test_make_or_buy(full: Dealing, blatt: Client) -> None:
    text = text_of(blatt.get(OPTIONS))

    # 6 × 90 min and 2 × 150 min at 58 an hour
    assert "Arbeit und Fahrt, Stunden aus Serviceberichten und Ihrer Schätzung 14,0 812,00 €" in text
    assert "Anfahrten kostenpflichtige Einsätze, Fahrzeit inbegriffen 8 632,00 €" in text
    assert "Garantiefälle selbst erledigt 1 0" in text
    assert "Verkaufslisten fehlen für 11 von 12 Monaten" in text
    assert "Mai 26 100,50 € 3" in text
    assert "Anteil anderer Marken 40 %, weitere Ersparnis 600,00 € im Jahr" in text
    assert "01.01.2025" in text
    assert "Mit dem Werkskundendienst hätten Sie selbst" in text
    assert "weniger getragen: 458,00 € statt" in text
    apart = re.search(r"davon Sie selbst 458,00 €, Ihre Kunden ([1-9][\d.]*,\d\d €)", text)
    assert apart is not None
    assert f"Ihre Kunden hätten dem Werkskundendienst außerdem {apart[1]} bezahlt." in text
    assert "Was Sie Ihren Kunden berechnen, ist nicht eingetragen und deshalb nicht abgezogen." in text
    own = text_of(blatt.get(OPTIONS, {"garantie": "selbst", "zeitraum": "2026"}))
    assert own != text


def test_missing_is_said_and_never_zero(dealing: Dealing, blatt: Client) -> None:
    for n in range(5):
        dealing.case(f"2026-05-0{n + 1}")

    text = text_of(blatt.get(OPTIONS))

    assert "Für den Vergleich fehlen noch Angaben Ihres Hauses. Sätze eintragen" in text
    assert "Option A: eigener Kundendienst unvollständig" in text
    assert "Schulung der Techniker Fehlt: Zahl der Techniker, Schulung je Techniker im Jahr fehlt" in text
    assert "weniger getragen" not in text
    assert "Sätze eintragen" in text_of(blatt.get(COCKPIT))


def test_too_few_cases_are_not_compared(dealing: Dealing, blatt: Client) -> None:
    """What costs by the year would else be held against nothing."""
    dealing.rates()
    for n in range(4):
        dealing.case(f"2026-05-0{n + 1}")
    dealing.case("2026-05-20", kind="complaint", coverage="guarantee")

    for address in (COCKPIT, OPTIONS):
        text = text_of(blatt.get(address))
        assert "weniger getragen" not in text
        assert "Für einen Vergleich gibt es im Zeitraum zu wenige Einsätze" in text
    text = text_of(blatt.get(OPTIONS))
    assert "4 von mindestens 5" in text
    assert "längeren Zeitraum" in text
    assert "Summe" not in text
    assert "Option B: Werkskundendienst" not in text
    assert "Preisliste des Werkskundendiensts" in text
    rows = blatt.get(LIST, {"form": "csv"}).content.decode("utf-8-sig").splitlines()
    told = [row for row in rows if row.startswith("Selbst oder Werk")]
    assert len(told) == 1
    assert "zu wenige Einsätze für einen Vergleich (4 von mindestens 5)" in told[0]

    dealing.case("2026-06-01")
    text = text_of(blatt.get(OPTIONS))
    assert "zu wenige Einsätze" not in text
    assert "Mit dem Werkskundendienst hätten Sie selbst" in text


def test_without_anything(house: House) -> None:
    client = client_of(house.people.blatt_house, house.people.tenant)

    for address in (COCKPIT, OPTIONS, OWN_RATES):
        assert client.get(address).status_code == 200
    assert "In der Preisliste des Werkskundendiensts fehlt" not in text_of(client.get(OPTIONS))
    for query in ("form=csv", "form=xlsx", "teil=vorgaenge&form=csv", "teil=vorgaenge&form=xlsx&zeitraum=x"):
        assert client.get(f"{LIST}?{query}").status_code == 200


def typed(**changed: str) -> dict[str, str]:
    figures = {name: str(value).replace(".", ",") for name, value in RATES.of(*RATE_NAMES).items()}
    return figures | {"valid_from": EARLIEST.isoformat(), "synergy_note": "Büro Nord"} | changed


def test_rates_are_entered_corrected_and_removed(dealing: Dealing, blatt: Client) -> None:
    answer = blatt.post(OWN_RATES, typed(), follow=True)

    assert "Der Vergleich rechnet jetzt mit Ihren Sätzen." in text_of(answer)
    row = DealerRates.objects.get(dealer=dealing.house.people.blatt)
    assert row.as_rates() == RATES
    page = blatt.get(OWN_RATES).content.decode()
    assert 'value="58"' in page
    assert 'value="0,45"' in page

    blatt.post(OWN_RATES, typed(hour="60", valid_from="2026-10-01"))
    assert DealerRates.objects.filter(dealer=dealing.house.people.blatt).count() == 2
    blatt.post(OWN_RATES, typed(hour="61,5", valid_from="2026-10-01"))
    newest = DealerRates.objects.filter(dealer=dealing.house.people.blatt).order_by("-valid_from")[0]
    assert newest.hour == Decimal("61.5")
    blatt.post(f"{OWN_RATES}{newest.pk}/entfernen/")
    assert DealerRates.objects.get(dealer=dealing.house.people.blatt).hour == 58


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hour": "viel"}, "Bitte geben Sie eine Zahl wie 58,50 ein."),
        ({"hour": "-1"}, "Bitte geben Sie eine Zahl von 0 bis 10.000.000 ein."),
        ({"synergy_percent": "101"}, "Bitte geben Sie eine Zahl von 0 bis 100 ein."),
        ({"stock": "99999999999"}, "Bitte geben Sie eine Zahl von 0 bis 10.000.000 ein."),
        (dict.fromkeys(RATE_NAMES, ""), "Bitte tragen Sie mindestens eine Zahl ein."),
        ({"valid_from": "2026-10-15"}, "valid_from"),
    ],
)
def test_refused_rates_change_nothing(
    dealing: Dealing, blatt: Client, changed: dict[str, str], said: str
) -> None:
    before = list(DealerRates.objects.values())

    answer = blatt.post(OWN_RATES, typed(**changed))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert list(DealerRates.objects.values()) == before


def test_who_may_enter_rates(full: Dealing, blatt: Client, britta: Client) -> None:
    people = full.house.people
    mine = DealerRates.objects.get(dealer=people.blatt)
    theirs = DealerRates.objects.get(dealer=people.fremd)
    before = list(DealerRates.objects.values())

    assert blatt.post(f"{OWN_RATES}{theirs.pk}/entfernen/").status_code == 404
    assert britta.get(OWN_RATES).status_code == 404
    assert britta.post(OWN_RATES, typed()).status_code == 404
    assert britta.post(f"{OWN_RATES}{mine.pk}/entfernen/").status_code == 404
    # whoever sees all cases but does not keep the house reads them
    Membership.objects.filter(pk=people.britta.membership_id).update(scope="company")
    page = text_of(britta.get(OWN_RATES))
    assert "Eintragen kann die Sätze, wer die Zugänge Ihres Hauses verwaltet." in page
    assert britta.post(OWN_RATES, typed(hour="1")).status_code == 403
    assert britta.post(f"{OWN_RATES}{mine.pk}/entfernen/").status_code == 403
    assert list(DealerRates.objects.values()) == before


def test_own_cases_only(full: Dealing, britta: Client) -> None:
    full.case("2026-05-20", created_by_membership_id=full.house.people.britta.membership_id)

    text = text_of(britta.get(COCKPIT))

    assert "Vorgänge 1 im Zeitraum davor: 0" in text
    assert "Gezählt sind Ihre eigenen Vorgänge." in text
    assert "€" not in text
    assert britta.get(OPTIONS).status_code == 404
    listed = read_table("a.csv", britta.get(f"{LIST}?teil=vorgaenge&form=csv").content)
    assert len(listed.rows) == 1
    assert "Selbst oder Werk" not in britta.get(f"{LIST}?form=csv").content.decode()


def test_to_take_away(full: Dealing, blatt: Client) -> None:
    book = load_workbook(io.BytesIO(blatt.get(f"{LIST}?form=xlsx").content))
    assert book.sheet_names == [
        "Kennzahlen", "Selbst oder Werk", "Monate", "Arten", "Kostenübernahme", "Ausführung",
        "Produktgruppen", "Artikel", "Fehler",
    ]  # fmt: skip
    assert ["Servicefälle", 9, 0, "Anzahl", ""] in book.get_sheet_by_name("Kennzahlen").to_python()
    options = book.get_sheet_by_name("Selbst oder Werk").to_python()
    assert ["Option B: Werkskundendienst", "Anfahrten", 8, "Einsätze", 632, "", ""] in options

    table = read_table("a.csv", blatt.get(f"{LIST}?teil=vorgaenge&form=csv").content)
    assert table.headings[:4] == ("Vorgang", "Ihr Zeichen", "Gemeldet am", "Art")
    assert len(table.rows) == 9
    assert table.rows[0].cells[7] == "100 Arve"


def test_nothing_of_another_dealer_on_any_page_or_list(full: Dealing, blatt: Client) -> None:
    answers = {
        address: blatt.get(address)
        for address in (
            COCKPIT, f"{COCKPIT}?zeitraum=24", OPTIONS, f"{OPTIONS}?garantie=selbst", OWN_RATES,
            f"{LIST}?form=csv", f"{LIST}?teil=vorgaenge&form=csv",
        )
    }  # fmt: skip
    texts = {address: text_of(answer) for address, answer in answers.items()}
    for part in ("zahlen", "vorgaenge"):
        book = load_workbook(io.BytesIO(blatt.get(f"{LIST}?teil={part}&form=xlsx").content))
        texts[f"{part}.xlsx"] = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    for address, text in texts.items():
        assert not [word for word in FOREIGN if word in text], address
    # the control: Fremd finds all of it
    fremd = client_of(full.house.people.fremd_house, full.house.people.tenant)
    theirs = "".join(text_of(fremd.get(address)) for address in (*answers, f"{LIST}?teil=vorgaenge&form=csv"))
    assert [word for word in FOREIGN if word not in theirs] == []


@pytest.mark.parametrize("address", [COCKPIT, OPTIONS, f"{LIST}?form=csv", f"{LIST}?teil=vorgaenge&form=csv"])
def test_statements_do_not_grow_with_the_cases(
    full: Dealing, blatt: Client, django_assert_max_num_queries: Any, address: str
) -> None:
    blatt.get(address)
    for n in range(40):
        full.report(full.case(f"2026-0{n % 9 + 1}-11", article=full.house.arve, kind="assembly"), rating=3)

    with django_assert_max_num_queries(36):
        blatt.get(address)


def test_nobody_else_comes_in(full: Dealing) -> None:
    people = full.house.people
    for actor in (people.lena, people.otto, people.tom):
        client = client_of(actor, people.tenant)
        for address in (COCKPIT, OPTIONS, OWN_RATES, LIST):
            assert client.get(address).status_code == 404
