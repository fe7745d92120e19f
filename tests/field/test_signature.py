"""The customer's signature is read in the report's document and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kulanz.cases.indexing import search_texts
from kulanz.cases.models import CaseFile
from kulanz.cases.queries.case_page import case_files, get_file
from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import ReportPhoto, ServiceReport
from tests.execution.visits_world import HOUR, NINE, World
from tests.field.device import SOLVED, Device, picture
from tests.field.test_report_languages import words_in
from tests.workflows.hearing import work

LATER = NINE + HOUR
Browser = Callable[[Actor], Client]


def signed(pen: str, *photos: str) -> dict[str, object]:
    named = [{"id": ident, "caption": "", "kind": "after"} for ident in photos]
    return {**SOLVED, "photos": named, "signature": {"name": "Karla Kunde", "photo": pen}}


def pen_of(device: Device, visit: int, **headers: str) -> str:
    """Sends a signature as the app does, unless told otherwise."""
    ident = str(uuid4())
    told = {"X-Kulanz-Photo": ident, "X-Kulanz-Visit": str(visit), "X-Kulanz-Kind": "signature", **headers}
    answer = device.post("photos", picture(form="PNG"), "image/png", **told)
    assert answer.status_code == 200, answer.content
    return ident


@pytest.mark.parametrize("said", ["signature", "photo"], ids=["the device says so", "an older app"])
def test_it_is_a_file_of_its_own_kind(world: World, fritz: Device, said: str) -> None:
    visit = world.planned()
    shot = str(uuid4())
    fritz.photo(visit.pk, shot)
    pen = pen_of(fritz, visit.pk, **{"X-Kulanz-Kind": said})
    fritz.tell(visit.pk, "report", signed(pen, shot))
    file = ReportPhoto.objects.get(client_id=pen).file
    assert (file.kind, file.audience) == ("signature", "internal")
    assert ServiceReport.objects.get().signature == file
    for actor in (world.people.anna, world.people.blatt_house, world.fritz_actor):
        names = {one.pk for one in case_files(actor, world.case, at=LATER)}
        assert ReportPhoto.objects.get(client_id=shot).file_id in names
        assert file.pk not in names
        assert get_file(actor, file.pk, at=LATER) is None


def test_nobody_sees_it_before_the_report_either(world: World, fritz: Device) -> None:
    visit = world.planned()
    pen = pen_of(fritz, visit.pk)
    file = ReportPhoto.objects.get(client_id=pen).file
    assert (file.kind, file.audience) == ("signature", "internal")
    assert fritz.day()["visits"][0]["files"] == []
    assert fritz.client.get(f"/feld/datei/{file.pk}/").status_code == 404


def test_the_office_meets_it_on_no_page_and_in_no_search(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    visit = world.planned()
    shot = str(uuid4())
    fritz.photo(visit.pk, shot)
    fritz.tell(visit.pk, "report", signed(pen_of(fritz, visit.pk), shot))
    work(LATER)
    file = CaseFile.objects.get(kind="signature")
    anna: Any = signed_in(world.people.anna)
    number = ServiceReport.objects.get().number
    for page in (f"/desk/vorgang/{world.case.number}/", f"/desk/berichte/{number}/"):
        text = anna.get(page).content.decode()
        assert f"/desk/datei/{ReportPhoto.objects.get(client_id=shot).file_id}/" in text
        assert f"/desk/datei/{file.pk}/" not in text
    assert anna.get(f"/desk/datei/{file.pk}/").status_code == 404
    words = str(search_texts(world.case))
    assert "Foto E-2026" in words
    assert "Unterschrift" not in words


def test_it_is_in_the_document(world: World, fritz: Device) -> None:
    """The one with the signature is larger by its picture than the same one without."""
    with_it, without = world.planned(), world.planned(starts_at=NINE + HOUR, case=world.another_case())
    fritz.tell(with_it.pk, "report", signed(pen_of(fritz, with_it.pk)))
    fritz.tell(without.pk, "report", {**SOLVED, "signature": {"name": "Karla Kunde"}})
    work(LATER)
    sizes = {r.visit_id: r.document.stored.size for r in ServiceReport.objects.all() if r.document}
    assert sizes[with_it.pk] > sizes[without.pk]


@pytest.mark.parametrize("told", [True, False], ids=["told", "an older app"])
def test_the_time_of_signing_stands_in_the_document(world: World, fritz: Device, told: bool) -> None:
    visit = world.planned()
    pen = pen_of(fritz, visit.pk)
    when = {"at": NINE.isoformat(), "of": "5f-3a-120"} if told else {}
    said = {**signed(pen), "signature": {"name": "Karla Kunde", "photo": pen, **when}}
    assert fritz.tell(visit.pk, "report", said)["outcome"] == "applied"
    work(LATER)
    report = ServiceReport.objects.get()
    assert report.signed_at == (NINE if told else None)
    words = words_in(report.document)
    assert "Unterschrieben von Karla Kunde" in words
    assert ("Karla Kunde am 17. November 2026, 09:00" in words) is told


def test_a_time_of_signing_that_is_none_is_refused(world: World, fritz: Device) -> None:
    visit = world.planned()
    pen = pen_of(fritz, visit.pk)
    said = {**signed(pen), "signature": {"name": "Karla Kunde", "photo": pen, "at": "heute"}}
    answer = fritz.tell(visit.pk, "report", said)
    assert (answer["outcome"], answer["field"]) == ("refused", "signature")
    assert not ServiceReport.objects.exists()
