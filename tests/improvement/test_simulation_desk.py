"""The page of the simulation and the standing report, on the worked example of docs/simulation.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.protocol.working import work_once
from kulanz.core.tables.reading import read_table
from kulanz.core.tables.writing import write_csv
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.catalog.models import CostKind, Rate
from kulanz.masterdata.parties.actors import actor_of
from kulanz.stages.solution.models import Decision, Remedy
from tests.cases.people import People, make_member, make_people
from tests.conftest import make_tenant
from tests.desk.conftest import client_of
from tests.solution.deciding import decide
from tests.solution.scene import Scene, make_complaint, make_scene

PAGE = "/desk/auswertung/simulation/"
LIST = "/desk/auswertung/simulation/liste/"
REPORT = "/desk/auswertung/entscheidungen/"
IN_DECEMBER = datetime(2026, 12, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.frozen(IN_DECEMBER):
        yield


@pytest.fixture
def scene(people: People) -> Scene:
    return make_scene(people)


@pytest.fixture
def lena(scene: Scene) -> Client:
    return client_of(scene.people.lena, scene.tenant)


@pytest.fixture
def example(scene: Scene) -> list[Decision]:
    """A, B and C of the page."""
    decided = [
        decide(scene, make_complaint(scene, pieces=2), "exchange", dearer_reason="Stammkunde"),
        decide(scene, make_complaint(scene, pieces=1), "exchange", dearer_reason="Eilt"),
        decide(scene, make_complaint(scene, pieces=1), "pick_up_credit"),
    ]
    work_once(IN_DECEMBER, [scene.tenant.pk])
    return decided


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain.replace("&nbsp;", " "))


def listed(amount: str, line: str = "pick_up;DE") -> SimpleUploadedFile:
    """A list with one rate for pick-up that has begun long ago."""
    kind, country = line.split(";")
    content = write_csv(
        ["Kostenart", "Land", "Frachteinheit", "Gültig ab", "Betrag"],
        [[kind, country, "Palette", "2026-01-01", amount]],
    )
    return SimpleUploadedFile("saetze.csv", content, "text/csv")


def cell(remedy: str, kind: str) -> str:
    return f"zelle-{Remedy.objects.get(code=remedy).pk}-{CostKind.objects.get(code=kind).pk}"


def test_begins_with_the_question(scene: Scene, lena: Client) -> None:
    answer = lena.get(PAGE)

    assert answer.status_code == 200
    assert "Noch nichts gerechnet" in text_of(answer)


@pytest.mark.parametrize(
    ("query", "total", "difference"),
    [
        ({"regel": "cheapest"}, "564,00 €", "−128,00 €"),
        ({"regel": "within_benchmark"}, "564,00 €", "−128,00 €"),
        ({"plus-pick_up": "10"}, "706,40 €", "+14,40 €"),
    ],
)
def test_the_worked_example(
    example: list[Decision], lena: Client, query: dict[str, str], total: str, difference: str
) -> None:
    text = text_of(lena.get(PAGE, query))

    assert f"Differenz {difference}" in text
    assert "Entschieden 692,00 € 3 Entscheidungen" in text
    assert f"Simuliert {total}" in text
    assert "ST-100 Drehstuhl Kranich 3 692,00 €" in text


def test_the_worked_examples_matrix(example: list[Decision], lena: Client) -> None:
    less = text_of(lena.get(PAGE, {cell("exchange", "warehouse"): ""} | {"regel": "as_decided"}))
    assert "Simuliert 674,00 €" in less

    lacking = text_of(lena.get(PAGE, {cell("exchange", "disposal"): "required"}))
    assert "Simuliert 692,00 €" in lacking
    assert "Nicht neu zu rechnen: 2." in lacking
    assert "Entsorgungskosten: noch einzutragen: 2" in lacking


def test_the_worked_examples_list(example: list[Decision], scene: Scene, lena: Client) -> None:
    """The list is kept for its person alone; with it the address says everything."""
    before = list(Rate.objects.order_by("pk").values())
    asked = lena.post(PAGE, {"regel": "as_decided", "file": listed("30,00")})
    assert asked.status_code == 302
    where = asked["Location"]

    assert "Simuliert 638,00 €" in text_of(lena.get(where))
    assert "Simuliert 647,00 €" in text_of(lena.get(f"{where}&plus-pick_up=10"))
    assert list(Rate.objects.order_by("pk").values()) == before

    quirin = make_member(
        scene.tenant, "quirin@nordlicht.test", "Quirin Quandt", ActorKind.STAFF, roles=["quality"]
    )
    text = text_of(client_of(actor_of(quirin), scene.tenant).get(where))
    assert "Gerechnet ist nichts" in text
    assert "638,00" not in text


def test_the_cases_that_would_change(example: list[Decision], lena: Client) -> None:
    page = lena.get(PAGE, {"regel": "cheapest"}).content.decode()

    for decision in example[:2]:
        assert f'href="/desk/vorgang/{decision.case.number}/"' in page
    assert example[2].case.number not in page

    content = lena.get(LIST, {"regel": "cheapest", "form": "csv"}).content
    rows = read_table("l.csv", content).rows
    assert [row.cells[0] for row in rows] == [decision.case.number for decision in example[:2]]
    assert rows[0].cells[-2] == "-64,00"
    sheets = lena.get(LIST, {"regel": "cheapest", "form": "xlsx"})
    assert sheets.content.startswith(b"PK")
    assert read_table("l.xlsx", sheets.content).sheet == "Vorgabe"


def test_the_address_says_what_was_changed_and_nothing_else(example: list[Decision], lena: Client) -> None:
    wanted = {cell("exchange", "disposal"): "optional", cell("exchange", "pick_up"): "required"}
    asked = lena.post(PAGE, {"regel": "cheapest", "plus-pick_up": "+2,5 %", "plus-fixed": "", **wanted})

    disposal = cell("exchange", "disposal")
    assert asked["Location"] == f"{PAGE}?regel=cheapest&plus-pick_up=2%2C5&{disposal}=optional"
    assert lena.get(asked["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("zehn", "Zahl"),
        ("1e5", "Zahl"),
        ("NaN", "Zahl"),
        ("-101", "zwischen −100 und +1000 Prozent"),
        ("99999999999999999999", "zwischen −100 und +1000 Prozent"),
        ("1,234", "zwei Stellen"),
        ("1.234", "Fehler:"),
    ],
)
def test_a_bad_percentage(example: list[Decision], lena: Client, said: str, says: str) -> None:
    for answer in (lena.get(PAGE, {"plus-pick_up": said}), lena.post(PAGE, {"plus-pick_up": said})):
        assert answer.status_code == 422
        assert says in text_of(answer)
        assert "Simuliert" not in text_of(answer)
    assert lena.get(LIST, {"plus-pick_up": said}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"regel": "unsinn"},
        {"saetze": "gibt-es-nicht", "regel": "cheapest"},
        {"zelle-1-1": "x", "plus-unsinn": "5", "alle": "2"},
        {"regel": "\0"},
    ],
)
def test_nonsense_in_the_address(example: list[Decision], lena: Client, query: dict[str, str]) -> None:
    answer = lena.get(PAGE, query)

    assert answer.status_code in (200, 422)
    assert lena.get(LIST, query).status_code in (200, 404, 409)


def test_nothing_changed_is_not_calculated(example: list[Decision], lena: Client) -> None:
    assert "Es hätte dasselbe gekostet" in text_of(lena.get(PAGE, {"regel": "as_decided"}))


def test_nothing_decided(scene: Scene, lena: Client) -> None:
    assert "Keine Entscheidungen" in text_of(lena.get(PAGE, {"regel": "cheapest"}))
    assert "Keine Entscheidungen" in text_of(lena.get(REPORT))


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (listed("-5"), "2 Betrag"),
        (listed("abc"), "2 Betrag"),
        (listed("5,00", "umsonst;DE"), "diese Kostenart gibt es nicht umsonst"),
        (listed("5,00", "call_out;DE"), "2 "),
        (SimpleUploadedFile("x.xlsx", b"PK\x03\x04kaputt"), "Fehler:"),
        (SimpleUploadedFile("x.csv", b"Kostenart;Land\n"), "Fehler:"),
    ],
)
def test_a_bad_list(example: list[Decision], lena: Client, file: SimpleUploadedFile, says: str) -> None:
    file.seek(0)
    answer = lena.post(PAGE, {"regel": "as_decided", "file": file})

    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "Simuliert" not in text_of(answer)


def test_the_report(example: list[Decision], lena: Client) -> None:
    text = text_of(lena.get(REPORT))

    assert "Mehrkosten 128,00 € 2 teurere Entscheidungen" in text
    assert "Entschieden 692,00 €" in text
    assert "Günstigste 564,00 €" in text
    assert "Kostenloser Austausch 2 544,00 € 416,00 € +128,00 € 2 128,00 €" in text
    assert "Stammkunde Kostenloser Austausch 1 64,00 €" in text


def test_every_figure_of_the_report_leads_to_its_decisions(example: list[Decision], lena: Client) -> None:
    page = lena.get(REPORT).content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*vorgaenge/[^"]*)"', page)}
    assert len(links) == 6

    found = {link.partition("?")[2]: lena.get(link).content.count(b"data-row") for link in links}
    assert found == {
        "": 2,
        "auch=1": 3,
        "monat=2026-11-01": 2,
        "massnahme=exchange": 2,
        "massnahme=exchange&grund=Stammkunde": 1,
        "massnahme=exchange&grund=Eilt": 1,
    }
    rows = read_table("l.csv", lena.get(f"{REPORT}liste/?massnahme=exchange&grund=Eilt").content).rows
    assert [row.cells[0] for row in rows] == [example[1].case.number]
    sheets = lena.get(f"{REPORT}liste/?form=xlsx").content
    assert read_table("l.xlsx", sheets).sheet == "Monate"


@pytest.mark.parametrize(
    ("query", "status"),
    [("monat=x", 404), ("massnahme=%00&grund=%00", 200), ("cursor=x&ohne=1", 200), ("cursor=1", 200)],
)
def test_nonsense_behind_the_report(example: list[Decision], lena: Client, query: str, status: int) -> None:
    assert lena.get(f"{REPORT}vorgaenge/?{query}").status_code == status


@pytest.mark.parametrize("path", [PAGE, LIST, REPORT, f"{REPORT}vorgaenge/", f"{REPORT}liste/"])
def test_who_may(example: list[Decision], scene: Scene, path: str) -> None:
    people = scene.people
    for person, status in ((people.anna, 403), (people.otto, 403), (people.blatt_house, 404)):
        assert client_of(person, scene.tenant).get(path, {"regel": "cheapest"}).status_code == status


def test_another_tenant_sees_nothing_of_it(example: list[Decision]) -> None:
    other = make_tenant("suedwind", name="Südwind")
    with tenant_context(other.pk):
        lena = client_of(make_people(other, domain="suedwind.test").lena, other)
    for path in (PAGE, REPORT):
        text = text_of(lena.get(path, {"regel": "cheapest"}))
        assert "Keine Entscheidungen" in text
        assert "692,00" not in text
