"""The desk's screens of technicians, certificates, courses, kinds of work and safety."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kulanz.masterdata.parties.models import Certificate, Course, Technician, WorkKind
from kulanz.stages.execution.models import ChecklistItem
from tests.cases.people import AT
from tests.certificates.conftest import Crew
from tests.certificates.desk_pages import HERE, certify, page, sent
from tests.own_folders import folders  # noqa: F401  # each test has its own

LISTS = ("techniker/", "zertifikate/", "betriebe/", "arbeitsarten/", "schulungen/", "postleitzahlen/")


def test_everybody_in_the_office_looks_and_few_change(crew: Crew, anna: Client) -> None:
    row = certify(crew, crew.tom.person, crew.spring, date(2027, 1, 1))
    for path in (*LISTS, f"zertifikate/{row.pk}/"):
        text = page(anna, path)
        assert "Zertifikat ausstellen" not in text
        assert "Kostenarten" not in text
        assert "btn-danger" not in text
    for path in ("techniker/neu/", "zertifikate/neu/", "arbeitsarten/neu/", "schulungen/neu/", "einstufung/"):
        page(anna, path, status=403)
    before = Certificate.objects.get(pk=row.pk).revoked_on
    assert anna.post(f"{HERE}zertifikate/{row.pk}/entziehen/", {"reason": "x"}).status_code == 403
    assert Certificate.objects.get(pk=row.pk).revoked_on == before


def test_a_technician_with_a_new_person(crew: Crew, lena: Client) -> None:
    form = {
        "organisation": crew.people.blatt.pk,
        "person_name": "Nora Neu",
        "person_email": "nora@blatt.test",
        "regions": "Ulm",
        "day_start": "07:30",
        "day_end": "16:00",
        "active": "on",
    }
    refused = sent(lena, "techniker/neu/", form, status=422)
    assert "„Ulm“ ist kein Anfang einer Postleitzahl" in refused
    assert "Nora Neu" in refused
    assert Technician.objects.count() == 3
    sent(lena, "techniker/neu/", {**form, "regions": "89, AT 6"})
    row = Technician.objects.get(name="Nora Neu")
    text = page(lena, f"techniker/{row.pk}/")
    assert "89, AT 6" in text
    assert "07:30" in text
    sent(
        lena,
        f"techniker/{row.pk}/",
        {"name": "Nora N.", "regions": "89", "day_start": "08:00", "day_end": "12:00"},
    )
    row.refresh_from_db()
    assert (row.name, row.active) == ("Nora N.", False)
    assert "Nora N." not in page(lena, "techniker/")
    assert "Nora N." in page(lena, "techniker/?all=1")


def test_a_certificate_from_its_issue_to_its_end(crew: Crew, lena: Client) -> None:
    paper = SimpleUploadedFile("zertifikat.txt", b"bestanden")
    form = {
        "holder": crew.tom.person_id,
        "work_kind": crew.spring.pk,
        "issued_on": "2026-11-15",
        "number": "Z-7",
        "evidence": paper,
    }
    assert "Bitte wählen Sie die Person" in sent(lena, "zertifikate/neu/", {**form, "holder": ""}, status=422)
    paper.seek(0)
    sent(lena, "zertifikate/neu/", form)
    row = Certificate.objects.get()
    assert row.valid_until == date(2028, 11, 14)
    text = page(lena, f"zertifikate/{row.pk}/")
    assert "Tom Trieb" in text
    assert "gültig" in text
    proof = lena.get(f"{HERE}zertifikate/{row.pk}/nachweis/")
    assert b"".join(proof) == b"bestanden"
    page(lena, f"zertifikate/{row.pk}/erneuern/")
    typed = {"issued_on": "2027-11-16", "number": "Z-8"}
    refused = sent(lena, f"zertifikate/{row.pk}/erneuern/", typed, status=422)
    assert "Dieser Tag kommt erst." in refused
    assert 'value="Z-8"' in refused
    assert Certificate.objects.count() == 1
    sent(lena, f"zertifikate/{row.pk}/erneuern/", {"issued_on": "2026-11-16"})
    later = Certificate.objects.get(renews=row)
    assert "erneuert" in page(lena, f"zertifikate/{row.pk}/")
    refused = sent(lena, f"zertifikate/{row.pk}/erneuern/", {"issued_on": "2026-11-16"}, status=422)
    assert "schon erneuert, am 16.11.2026" in refused
    assert f'href="{HERE}zertifikate/{later.pk}/"' in refused
    assert Certificate.objects.count() == 2
    refused = sent(lena, f"zertifikate/{later.pk}/entziehen/", {"reason": ""}, status=422)
    assert "Dieses Feld" in refused or "Bitte" in refused
    sent(lena, f"zertifikate/{later.pk}/entziehen/", {"reason": "Prüfung verfehlt"})
    later.refresh_from_db()
    assert later.revoked_on == date(2026, 11, 16)
    assert "Prüfung verfehlt" in page(lena, f"zertifikate/{later.pk}/")
    sent(
        lena,
        f"zertifikate/{later.pk}/nachweis/ablegen/",
        {"evidence": SimpleUploadedFile("foto.txt", b"Foto")},
    )
    later.refresh_from_db()
    assert later.evidence_id is not None


def test_the_list_shows_what_is_asked_for(crew: Crew, lena: Client) -> None:
    today = date(2026, 11, 16)
    certify(crew, crew.tom.person, crew.spring, today - timedelta(days=1))
    certify(crew, crew.bea.person, crew.spring, today + timedelta(days=90))
    certify(crew, crew.fritz.person, crew.sewing, today + timedelta(days=400))
    certify(crew, crew.people.blatt, None, today + timedelta(days=400))

    def listed(query: str) -> list[str]:
        body = page(lena, f"zertifikate/{query}").split("<tbody>")[-1]
        names = ("Tom Trieb", "Bea Birke", "Fritz Fremd", "Bürohaus Blatt")
        return [name for name in names if f"data-open>{name}" in body]

    assert listed("") == ["Tom Trieb", "Bea Birke", "Fritz Fremd", "Bürohaus Blatt"]
    assert listed("?show=ending") == ["Bea Birke"]
    assert listed("?show=ended") == ["Tom Trieb"]
    assert listed("?show=revoked") == []
    assert listed(f"?kind={crew.sewing.pk}") == ["Fritz Fremd"]
    assert listed("?q=blatt") == ["Bea Birke", "Bürohaus Blatt"]
    text = page(lena, "zertifikate/")
    assert "abgelaufen" in text
    assert "endet in 90 Tagen" in text
    houses = page(lena, "betriebe/")
    assert "Bürohaus Blatt" in houses
    assert "nicht zertifiziert" in houses


def test_page_by_page(crew: Crew, lena: Client) -> None:
    for number in range(60):
        Certificate.objects.create(
            tenant=crew.people.tenant,
            holder=crew.tom.person,
            work_kind=WorkKind.objects.create(
                tenant=crew.people.tenant, code=f"K{number}", name=f"K{number}"
            ),
            issued_on=date(2026, 1, 1),
            valid_until=date(2027, 12, 31),
            created_at=AT,
        )
    first = page(lena, "zertifikate/")
    last = Certificate.objects.order_by("pk")[49]
    assert f"cursor=2027-12-31_{last.pk}" in first
    assert page(lena, f"zertifikate/?cursor=2027-12-31_{last.pk}").count("<tr data-row>") == 10


def test_a_kind_of_work_with_its_checklist(crew: Crew, lena: Client) -> None:
    form = {"code": "KLEIN", "name": "Kleinteile", "safety": "none", "duration_minutes": "20", "active": "on"}
    sent(lena, "arbeitsarten/neu/", form)
    row = WorkKind.objects.get(code="KLEIN")
    lines: dict[str, Any] = {"lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "0"}
    for number, (place, text, kind, unit) in enumerate(
        (
            ("2", "Höhe messen", "value", "mm"),
            ("1", "Sitzt die Rolle fest?", "check", ""),
            ("", "", "check", ""),
        )
    ):
        lines |= {
            f"lines-{number}-place": place,
            f"lines-{number}-text": text,
            f"lines-{number}-kind": kind,
            f"lines-{number}-unit": unit,
            f"lines-{number}-required": "on",
        }
    sent(lena, f"arbeitsarten/{row.pk}/pruefliste/", lines)
    items = ChecklistItem.objects.filter(work_kind=row)
    assert list(items.values_list("text", "kind", "unit", "required")) == [
        ("Sitzt die Rolle fest?", "check", "", True),
        ("Höhe messen", "value", "mm", True),
    ]
    kept = {f"lines-{i}-item_id": item.pk for i, item in enumerate(items)}
    text = page(lena, f"arbeitsarten/{row.pk}/")
    assert "Sitzt die Rolle fest?" in text
    again = {
        **lines,
        **kept,
        "lines-0-text": "Sitzt die Rolle?",
        "lines-0-kind": "check",
        "lines-1-drop": "on",
    }
    sent(lena, f"arbeitsarten/{row.pk}/pruefliste/", again)
    assert list(items.values_list("text", flat=True)) == ["Sitzt die Rolle?"]
    assert "Kleinteile" in page(lena, "arbeitsarten/")


def test_a_course(crew: Crew, lena: Client) -> None:
    form = {"name": "Gasfedern", "work_kind": crew.spring.pk, "validity_months": "24", "active": "on"}
    sent(lena, "schulungen/neu/", form)
    assert "gibt es schon" in sent(lena, "schulungen/neu/", form, status=422)
    row = Course.objects.get()
    sent(lena, f"schulungen/{row.pk}/", {"name": "Gasfedern II", "validity_months": "12", "active": "on"})
    assert "Gasfedern II" in page(lena, "schulungen/")
