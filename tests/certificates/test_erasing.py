"""A technician who asks for his data, and one who asks to be forgotten."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kulanz.core.files.models import StoredFile
from kulanz.masterdata.parties.commands.certifying import Evidence, issue_certificate
from kulanz.masterdata.parties.commands.editing_erasure_skills import erase_skills
from kulanz.masterdata.parties.commands.technicians import TechnicianFields, change_technician
from kulanz.masterdata.parties.models import Certificate
from kulanz.workflows.privacy_export_skills import skills_of_person
from tests.cases.people import AT
from tests.certificates.conftest import Crew


@pytest.fixture
def certified(crew: Crew, settings: Any, tmp_path: Path) -> Crew:
    settings.MEDIA_ROOT = tmp_path
    change_technician(
        actor=crew.people.lena,
        technician_id=crew.bea.pk,
        fields=TechnicianFields(regions="89", note="fährt nicht gern"),
        at=AT,
    )
    issue_certificate(
        actor=crew.people.lena,
        holder_id=crew.bea.person_id,
        work_kind_id=crew.spring.pk,
        issued_on=date(2026, 1, 1),
        number="Z-9",
        evidence=Evidence(b"bestanden", "bea.txt"),
        at=AT,
    )
    return crew


def test_everything_is_told(certified: Crew) -> None:
    told = skills_of_person(certified.bea.person)
    (place,) = told["places"]
    assert (place["organisation"], place["note"], place["regions"]) == (
        "Bürohaus Blatt", "fährt nicht gern", ["DE 89"],
    )  # fmt: skip
    (row,) = told["certificates"]
    assert (row["for"], row["number"], row["evidence"]) == ("Gasfederwechsel", "Z-9", "bea.txt")


def test_forgotten_at_once_and_for_good(certified: Crew, django_capture_on_commit_callbacks: Any) -> None:
    erase_skills(certified.bea.person, name="Gelöschte Person", for_good=False, at=AT)
    certified.bea.refresh_from_db()
    assert (certified.bea.active, certified.bea.name, certified.bea.note) == (False, "Bea Birke", "")
    assert not certified.bea.regions.exists()
    assert Certificate.objects.get().number == "Z-9"
    with django_capture_on_commit_callbacks(execute=True):
        erase_skills(certified.bea.person, name="Gelöschte Person", for_good=True, at=AT)
    certified.bea.refresh_from_db()
    assert certified.bea.name == "Gelöschte Person"
    row = Certificate.objects.get()
    # that somebody was certified stays, who it was does not
    assert (row.number, row.work_kind_id, row.valid_until) == ("", certified.spring.pk, date(2027, 12, 31))
    assert StoredFile.objects.get().state == StoredFile.State.ERASED
