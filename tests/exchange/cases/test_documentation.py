"""The examples of the documentation are valid, do what it says, and stand there as they lie in the folder."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.test import Client
from lxml import etree

from kulanz.cases.models import Case, CaseFile, Message
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.cases_results import results_bytes
from kulanz.interfaces.exchange.schema import CASES
from kulanz.stages.contact.models import Partner, PartnerFile
from tests.cases.people import People
from tests.exchange.cases.conftest import Take, make_partner
from tests.exchange.cases.files import valid

DOCS = Path(__file__).parents[3] / "docs"
FOLDER = DOCS / "examples" / "exchange-cases"
NAMES = ("records.xml", "mistakes.xml.result.xml", "export.xml")


def example(name: str) -> bytes:
    """As it lies there, but to the tenant that tests have."""
    return (FOLDER / name).read_bytes().replace(b'"nordbruck"', b'"nordlicht"')


@pytest.fixture
def raumwerk(people: People) -> Partner:
    return make_partner(people, code="raumwerk")


@pytest.fixture
def partner(raumwerk: Partner) -> Partner:
    return raumwerk


def test_the_page_shows_the_files_as_they_are() -> None:
    page = (DOCS / "exchange-cases.md").read_text()
    shown = re.findall(r"```xml\n(.*?)```", page, re.DOTALL)
    assert shown == [(FOLDER / name).read_text() for name in NAMES]
    assert {path.name for path in FOLDER.iterdir()} == {*NAMES, "mistakes.xml"}
    for path in FOLDER.iterdir():
        assert f"(examples/exchange-cases/{path.name})" in page


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_are_valid_by_the_published_schema(name: str) -> None:
    assert valid(example(name)).tag in (CASES.tag("cases"), CASES.tag("results"))


def test_every_kind_of_record_is_taken(take: Take) -> None:
    file = take(example("records.xml"))
    assert (file.state, file.taken, file.records) == ("taken", 5, 5), list(file.results.values("problems"))
    kinds = list(file.results.order_by("position").values_list("kind", flat=True))
    assert kinds == ["newCase", "note", "file", "stateQuestion", "case"]
    assert [c.title for c in Case.objects.order_by("pk")] == ["Drehstuhl sinkt ab", "Stuhl steht schief"]
    assert [m.body for m in Message.objects.order_by("pk")] == [
        "Die Kanzlei braucht die Stühle bis Freitag.", "Das Fußkreuz ist gerissen.",
    ]  # fmt: skip
    assert sorted(CaseFile.objects.values_list("name", flat=True)) == ["lieferschein.txt", "notiz.txt"]


def test_mistakes_are_answered_as_the_result_file_says(take: Take) -> None:
    file = take(example("mistakes.xml"), name="mistakes.xml")
    assert (file.state, file.taken, file.refused) == ("partly", 2, 2)
    assert Case.objects.count() == 1
    given = etree.fromstring((FOLDER / "mistakes.xml.result.xml").read_bytes())
    assert given.get("sha256") == hashlib.sha256((FOLDER / "mistakes.xml").read_bytes()).hexdigest()
    assert said(results_of(file)) == said(given)


def results_of(file: PartnerFile) -> etree._Element:
    return etree.fromstring(results_bytes(file))


def said(root: etree._Element) -> list[tuple[str, dict[str, str], str]]:
    """Everything but what differs from one installation and day to the next."""
    left_out = {"sha256", "receivedAt", "number"}
    return [
        (
            etree.QName(element).localname,
            {str(k): str(v) for k, v in element.attrib.items() if k not in left_out},
            (element.text or "").strip() if element.tag != CASES.tag("nextNewsOn") else "",
        )
        for element in root.iter()
    ]


def test_our_own_example_is_understood(take: Take) -> None:
    """Turned round, as another installation would read it."""
    exported = (FOLDER / "export.xml").read_bytes()
    turned = exported.replace(b'from="nordbruck" to="raumwerk"', b'from="raumwerk" to="nordlicht"')
    file = take(re.sub(rb' yourNumber="[^"]*"', b"", turned))
    assert (file.state, file.taken) == ("taken", 1), list(file.results.values("problems"))
    assert [m.body for m in Message.objects.all()] == ["Der Techniker kommt am Mittwoch."]
    assert [f.name for f in CaseFile.objects.all()] == ["termin.txt"]


def test_the_schema_is_published(tenant: Tenant) -> None:
    answer = Client(headers={"host": tenant.host}).get("/schema/kulanz-cases-1.xsd")
    assert (answer.status_code, answer.content) == (200, CASES.content())
    assert answer.headers["Content-Type"].startswith("application/xml")
