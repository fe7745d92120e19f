"""The pages: figures as on paper, the cases behind them, lists to take away, lists taken in."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kulanz.core import clock
from kulanz.core.tables.reading import read_table
from kulanz.core.tables.writing import write_csv
from kulanz.stages.improvement.commands.totals import total_up
from kulanz.stages.improvement.models import SalesFigure
from tests.desk.conftest import client_of
from tests.improvement.house import AT, House, month

RATE = "/desk/auswertung/quote/"
SALES = "/desk/auswertung/verkaufszahlen/"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen(AT):
        yield


@pytest.fixture
def lena(house: House) -> Client:
    return client_of(house.people.lena, house.people.tenant)


@pytest.fixture
def full(house: House) -> House:
    """Eight complaints about Arve, one of them about Tanne too; 640 chairs and 20 tables sold."""
    for n in range(7):
        house.complaint(f"2026-10-{n + 1:02d}", {"article": house.arve, "failure_code": "GF"})
    house.complaint(
        "2026-02-01", {"article": house.arve, "claim_status": "accepted"}, {"article": house.tanne}
    )
    for article, units in ((house.arve, 640), (house.tanne, 20)):
        SalesFigure.objects.create(
            tenant=house.people.tenant, month=month("2026-10"), article=article, country="DE", quantity=units
        )
    total_up(tenant_id=house.people.tenant.pk, months=[month("2026-10")])
    house.told()
    return house


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_says_what_was_counted(full: House, lena: Client) -> None:
    text = text_of(lena.get(RATE))

    assert "November 2025 – Oktober 2026, verglichen mit November 2024 – Oktober 2025" in text
    assert "1,21 %" in text  # 8 of 660
    assert "8 Reklamationen" in text
    assert "100 Arve 8 640 1,25 %" in text
    assert "300 Tanne 1 20 5,00 % kleine Zahl" in text


def test_counted_otherwise(full: House, lena: Client) -> None:
    text = text_of(lena.get(RATE, {"zaehlung": "accepted", "liste": "group"}))

    assert "Stühle 1 640 0,16 %" in text


@pytest.mark.parametrize(
    ("query", "first"),
    [("", "300 Tanne"), ("sortierung=counted", "100 Arve"), ("sortierung=name", "100 Arve")],
)
def test_sorted(full: House, lena: Client, query: str, first: str) -> None:
    page = lena.get(f"{RATE}?{query}").content.decode()

    assert page.index(f'row">{first}') < page.index('row">', page.index(f'row">{first}') + 5)
    names = re.findall(r'<th scope="row">(\d00 \w+)</th>', page)
    assert names[0] == first


def test_every_row_leads_to_its_cases(full: House, lena: Client) -> None:
    page = lena.get(RATE).content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*vorgaenge/[^"]*)"', page)}
    assert links

    for link in links:
        answer = lena.get(link)
        assert answer.status_code == 200
        assert "gezählte" in text_of(answer)
    arve = lena.get(f"{RATE}vorgaenge/?liste=article&zeile={full.arve.pk}")
    assert "8 gezählte Vorgänge" in text_of(arve)
    assert arve.content.count(b"data-row") == 8


@pytest.mark.parametrize("liste", ["supplier", "dealer", "country", "failure_code", "remedy", "delivered"])
def test_every_list_opens(full: House, lena: Client, liste: str) -> None:
    answer = lena.get(RATE, {"liste": liste})

    assert answer.status_code == 200
    for link in re.findall(r'href="([^"]*vorgaenge/[^"]*)"', answer.content.decode()):
        assert lena.get(link.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("zeile=x", 404),
        ("monat=2026", 404),
        ("liste=delivered&zeile=gestern", 404),
        ("zeile=99999999", 200),
        ("liste=unsinn&zaehlung=unsinn&gruppe=x&land=12&cursor=x", 200),
    ],
)
def test_nonsense_in_the_address(full: House, lena: Client, query: str, status: int) -> None:
    assert lena.get(f"{RATE}vorgaenge/?{query}").status_code == status
    assert lena.get(f"{RATE}?{query}").status_code == 200


def test_typed_filters_work_without_scripts(full: House, lena: Client) -> None:
    page = text_of(lena.get(RATE, {"artikel_text": "300", "haendler_text": ""}))
    assert "1 Reklamationen · 20 Stück" in page
    unknown = text_of(lena.get(RATE, {"artikel_text": "777"}))
    assert "Den Artikel „777“ kennen wir nicht." in unknown


def test_to_take_away(full: House, lena: Client) -> None:
    answer = lena.get(f"{RATE}liste/", {"form": "csv", "liste": "article"})
    table = read_table("a.csv", answer.content)
    assert table.headings[:2] == ("Artikel", "Reklamationen")
    assert [row.cells[:6] for row in table.rows] == [
        ("100 Arve", "8", "8", "1", "640", "1,25"),
        ("300 Tanne", "1", "1", "0", "20", "5,00"),
    ]

    book = lena.get(f"{RATE}liste/", {"form": "xlsx"})
    from python_calamine import load_workbook

    names = load_workbook(io.BytesIO(book.content)).sheet_names
    assert names == [
        "Monate", "Artikel", "Produktgruppe", "Lieferant", "Händler", "Land", "Fehlercode", "Maßnahme",
        "Liefermonat",
    ]  # fmt: skip


def test_without_sales_it_says_what_to_do(house: House, lena: Client) -> None:
    house.complaint("2026-10-15", {"article": house.arve})
    house.told()

    text = text_of(lena.get(RATE))

    assert "Noch sind keine Verkaufszahlen eingespielt." in text
    assert "Verkaufszahlen einspielen" in text
    assert "100 Arve 1 0 –" in text


def test_statements_do_not_grow_with_the_rows(
    full: House, lena: Client, django_assert_max_num_queries: Any
) -> None:
    lena.get(RATE)
    for n in range(30):
        full.complaint("2026-10-15", {"article": full.arve, "failure_code": f"X{n}"})
    full.told()

    with django_assert_max_num_queries(32):
        lena.get(RATE, {"liste": "failure_code"})


def listed(content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("zahlen.csv", content, content_type="text/csv")}


HEADINGS = ["Monat", "Artikelnummer", "Händlernummer", "Land", "Menge"]


def hidden(response: Any, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def test_a_list_is_looked_at_and_then_taken_over(house: House, lena: Client) -> None:
    content = write_csv(HEADINGS, [["2026-10", "100", "", "DE", 40], ["2026-09", "300", "", "DE", 5]])

    looked = lena.post(SALES, listed(content))

    assert "September 2026 – Oktober 2026, 45 Stück. Noch ist nichts übernommen." in text_of(looked)
    assert not SalesFigure.objects.exists()
    token, digest = (hidden(looked, name) for name in ("token", "digest"))
    taken = lena.post(f"{SALES}uebernehmen/", {"token": token, "digest": digest}, follow=True)
    assert "Übernommen: 2 neu, 0 geändert, 0 unverändert." in text_of(taken)
    assert "Oktober 2026 1 40" in text_of(taken)
    again = lena.post(f"{SALES}uebernehmen/", {"token": token, "digest": digest}, follow=True)
    assert "Die Liste liegt nicht mehr vor." in text_of(again)
    assert SalesFigure.objects.count() == 2


def test_errors_by_line(house: House, lena: Client) -> None:
    content = write_csv(HEADINGS, [["2026-10", "100", "", "DE", 40], ["2026-10", "999", "", "DE", 5]])

    answer = lena.post(SALES, listed(content))

    assert answer.status_code == 422
    assert "3 Artikelnummer 999 diesen Artikel gibt es nicht" in text_of(answer)
    assert lena.post(SALES, {}).status_code == 422
    assert lena.post(SALES, listed(b"\x00\x01")).status_code == 422


def test_the_template_can_be_filled_in(house: House, lena: Client) -> None:
    answer = lena.get(f"{SALES}vorlage/", {"form": "csv"})

    table = read_table("a.csv", answer.content)
    assert list(table.headings) == HEADINGS


def test_who_may_open_what(full: House) -> None:
    people, tenant = full.people, full.people.tenant
    anna, otto, blatt = (client_of(p, tenant) for p in (people.anna, people.otto, people.blatt_house))
    assert anna.get(RATE).status_code == 200
    assert anna.get(SALES).status_code == 403
    assert otto.get(RATE).status_code == 403
    assert otto.get(SALES).status_code == 200
    for address in (RATE, SALES, f"{RATE}vorgaenge/", f"{RATE}liste/"):
        assert blatt.get(address).status_code == 404
    assert reverse("desk:complaint_rate") in anna.get("/desk/").content.decode()
    assert reverse("desk:sales") not in anna.get("/desk/").content.decode()
