"""Failure codes and executors at the desk: one by one, and as lists that are looked at first."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tables.writing import write_csv, write_xlsx
from kulanz.masterdata.catalog.failure_lists import HEADINGS
from kulanz.masterdata.catalog.models import Executor, FailureCode, ProductGroup
from kulanz.masterdata.parties.models import Party, PartyRole, PartyRoleKind
from tests.cases.people import People, make_party

URL = "/desk/stammdaten/fehlercodes/"
EXECUTORS = "/desk/stammdaten/ausfuehrende/"


@pytest.fixture
def group(people: People) -> ProductGroup:
    return ProductGroup.objects.create(tenant=people.tenant, code="STUHL", name="Stühle")


@pytest.fixture
def code(group: ProductGroup) -> FailureCode:
    return FailureCode.objects.create(
        tenant_id=group.tenant_id, product_group=group, code="F01", name="sinkt ab", name_en="sinks"
    )


def sent(rows: list[tuple[Any, ...]], form: str = "csv") -> dict[str, Any]:
    content = (write_xlsx if form == "xlsx" else write_csv)(HEADINGS, rows)
    return {"file": SimpleUploadedFile(f"codes.{form}", content)}


def test_one_code(lena: Client, group: ProductGroup) -> None:
    form = {"code": "F02", "product_group": group.pk, "name": "Rolle bricht", "active": "on"}
    assert lena.post(f"{URL}neu/", form).status_code == 302
    again = lena.post(f"{URL}neu/", form)
    assert again.status_code == 422
    assert "Den Fehlercode F02 gibt es" in again.content.decode()
    # The same code for all groups is another one.
    assert lena.post(f"{URL}neu/", {**form, "product_group": ""}).status_code == 302
    row = FailureCode.objects.get(product_group=group)
    changed = lena.post(f"{URL}{row.pk}/", {"name": "Rolle gebrochen", "code": "ANDERS"})
    assert changed.status_code == 302
    row.refresh_from_db()
    assert (row.code, row.name, row.active) == ("F02", "Rolle gebrochen", False)
    page = lena.get(f"{URL}?group={group.pk}&q=rolle").content.decode()
    assert "Rolle gebrochen" in page
    entries = ProtocolEntry.objects.filter(event="failure_code.saved")
    assert [entry.facts["text"] for entry in entries.order_by("pk")] == [
        "Rolle bricht", "Rolle bricht", "Rolle gebrochen",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_is_looked_at_and_then_taken(lena: Client, code: FailureCode, form: str) -> None:
    rows = [
        ("STUHL", "F01", "sinkt langsam ab", "sinks", True),
        ("Stühle", "F02", "Rolle bricht", "", True),
        ("", "ALL", "=Kratzer", "", False),
    ]
    entries = ProtocolEntry.objects.count()
    looked = lena.post(f"{URL}liste/", sent(rows, form))
    page = looked.content.decode()
    assert "2 neu, 1 geändert, 0 unverändert." in page
    assert FailureCode.objects.count() == 1
    assert ProtocolEntry.objects.count() == entries
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    assert lena.post(f"{URL}liste/uebernehmen/", {"token": token}).status_code == 302
    code.refresh_from_db()
    assert (code.name, code.name_en) == ("sinkt langsam ab", "sinks")
    assert FailureCode.objects.get(code="ALL").active is False
    # Taken once: the kept file is gone.
    assert lena.post(f"{URL}liste/uebernehmen/", {"token": token}).headers["Location"] == f"{URL}liste/"
    back = lena.get(f"{URL}liste/laden/?format=csv").content.decode("utf-8-sig")
    assert back.splitlines()[0] == ";".join(HEADINGS)
    assert "STUHL;F01;sinkt langsam ab;sinks;ja" in back


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([("STUHL", "", "x", "", True)], "Zeile 3, Fehlercode: der Wert fehlt"),
        ([("STUHL", "F9", "x" * 121, "", True)], "Zeile 3, Bezeichnung: der Wert ist zu lang"),
        ([("WEG", "F9", "x", "", True)], "Zeile 3, Produktgruppe: diese Produktgruppe gibt es nicht"),
        ([("STUHL", "F9", "x", "", "vielleicht")], "Zeile 3, in Gebrauch: hier steht weder ja noch nein"),
        (
            [("STUHL", "F9", "x", "", True), ("stuhl", "f9", "y", "", True)],
            "Zeile 4, Fehlercode: dieser Code steht schon",
        ),
    ],
)
def test_a_faulty_list_changes_nothing(
    lena: Client, code: FailureCode, rows: list[tuple[Any, ...]], fault: str
) -> None:
    before = list(FailureCode.objects.values())
    answer = lena.post(f"{URL}liste/", sent([("STUHL", "F05", "gut", "", True), *rows]))
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert list(FailureCode.objects.values()) == before


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"Farbe;Form\nrot;rund\n"])
def test_no_list_at_all(lena: Client, code: FailureCode, content: bytes) -> None:
    before = list(FailureCode.objects.values())
    assert lena.post(f"{URL}liste/", {"file": SimpleUploadedFile("x.csv", content)}).status_code == 422
    assert lena.post(f"{URL}liste/", {}).status_code == 422
    assert list(FailureCode.objects.values()) == before


def test_a_firm_that_is_known_and_one_that_is_new(lena: Client, people: People) -> None:
    known = make_party(people.tenant, "Montage Nord", role=PartyRoleKind.SERVICE_PARTNER)
    form = {"kind": "firm", "party": known.pk, "name": "", "call_out": "89,50", "active": "on"}
    assert lena.post(f"{EXECUTORS}neu/", form).status_code == 302
    row = Executor.objects.get(party=known)
    assert (row.name, str(row.call_out), row.material) == ("Montage Nord", "89.50", None)
    new = {"kind": "firm", "firm_name": "Technik Süd", "firm_email": "dispo@sued.test", "name": "Süd"}
    assert lena.post(f"{EXECUTORS}neu/", {**new, "active": "on"}).status_code == 302
    party = Party.objects.get(name="Technik Süd")
    assert PartyRole.objects.filter(party=party, role=PartyRoleKind.SERVICE_PARTNER).exists()
    assert Executor.objects.get(name="Süd").party == party
    own = {"kind": "factory", "name": "Werkskundendienst", "party": known.pk, "active": "on"}
    assert lena.post(f"{EXECUTORS}neu/", own).status_code == 302
    assert Executor.objects.get(kind="factory").party is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"party": "", "name": "Nord"}, "Bitte eine Firma wählen oder eine neue anlegen."),
        ({"call_out": "-1"}, "mindestens 0"),
        ({"call_out": "1.234"}, "zweideutig"),
        ({"currency": "€€€"}, "Bitte eine Währung wie EUR angeben."),
    ],
)
def test_executors_refused(lena: Client, people: People, changes: dict[str, str], words: str) -> None:
    known = make_party(people.tenant, "Montage Nord", role=PartyRoleKind.SERVICE_PARTNER)
    parties, entries = Party.objects.count(), ProtocolEntry.objects.count()
    form = {"kind": "firm", "party": str(known.pk), "name": "Nord", "active": "on"} | changes
    answer = lena.post(f"{EXECUTORS}neu/", form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Executor.objects.exists()
    assert (Party.objects.count(), ProtocolEntry.objects.count()) == (parties, entries)


def test_a_customer_is_no_service_partner(lena: Client, people: People) -> None:
    form = {"kind": "firm", "party": str(people.karla.pk), "name": "Karla", "active": "on"}
    answer = lena.post(f"{EXECUTORS}neu/", form)
    assert "hat nicht die Rolle Servicepartner" in answer.content.decode()
    assert not Executor.objects.exists()


def test_prices_are_changed_and_told(lena: Client, people: People) -> None:
    row = Executor.objects.create(tenant=people.tenant, kind="factory", name="Werk", call_out=50)
    form = {"name": "Werk", "call_out": "60", "material": "", "note": "nur Nord", "active": "on"}
    assert lena.post(f"{EXECUTORS}{row.pk}/", form).status_code == 302
    entry = ProtocolEntry.objects.get(event="executor.changed")
    assert entry.facts["before"] == {"call_out": "50.00", "note": ""}
    assert entry.facts["after"] == {"call_out": "60", "note": "nur Nord"}
