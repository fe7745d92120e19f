"""The corrected version of a report's document, beside the signed original."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from pypdf import PdfReader

from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.models import CaseFile
from kulanz.core.access.actor import Actor
from kulanz.core.files.commands import read_file
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.models import ReportCorrection, ServiceReport
from kulanz.workflows.report_documents import send_report
from tests.execution.visits_world import World
from tests.field.correcting import CLAIMED, LATER, REASON, TRAVEL, TYPED, reported, send
from tests.field.device import SOLVED, Device, body_of
from tests.outgoing.writing import parsed
from tests.workflows.hearing import heard, work

Browser = Callable[[Actor], Client]
AFTER = LATER + timedelta(minutes=5)
SIGNED = {"signature": {"name": "Karla Kunde"}}


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def content_of(file: CaseFile | None) -> bytes:
    assert file is not None
    with read_file(file.stored) as content:
        return content.read()


def attached(mail: Any) -> list[str]:
    return [str(part.get_filename()) for part in parsed(mail).walk() if part.get_filename()]


def corrected(world: World, fritz: Device, signed_in: Browser, **form: str) -> ServiceReport:
    report = reported(world, fritz, **SIGNED)
    assert send(signed_in(world.people.anna), report, **form).status_code == 302
    work(AFTER)
    return ServiceReport.objects.get()


def test_the_corrected_version_says_what_why_and_that_the_original_is_signed(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    report = reported(world, fritz, **SIGNED)
    before = content_of(report.document)
    send(signed_in(world.people.anna), report)
    # until it is drawn, a page that asks again
    house: Any = signed_in(world.people.blatt_house)
    link = f"/portal/berichte/{report.number}/pdf/"
    assert house.get(f"{link}?berichtigt")["Refresh"] == "3"
    work(AFTER)
    after = ServiceReport.objects.get()
    assert after.document_id == report.document_id
    assert content_of(after.document) == before
    assert words_of(body_of(house.get(link))) == words_of(before)
    pdf = body_of(house.get(f"{link}?berichtigt"))
    assert b"pdfaid" in pdf
    words = words_of(pdf)
    for said in (
        f"Servicebericht {report.number}, berichtigte Fassung",
        "Unser Servicebüro hat diesen Bericht berichtigt.",
        "Ankunft: 17.11.26, 08:10 (im Original: 16.11.26, 18:10)",
        "Fahrstrecke: 12,5 km (im Original: 120 km)",
        f"Berichtigt am 17. November 2026: {REASON}",
        "Unterschrieben ist das Original, von Karla Kunde.",
        "Diese berichtigte Fassung ist nicht unterschrieben.",
    ):
        assert said in words, said
    assert "Unterschrieben von Karla Kunde" not in words
    assert "Anna Amsel" not in words
    original = words_of(before)
    assert "berichtigt" not in original
    assert "Unterschrieben von Karla Kunde" in original
    assert "18:10" in original
    names = CaseFile.objects.filter(removed_at=None, name__contains=report.number).order_by("pk")
    assert [(file.name, file.audience) for file in names] == [
        (f"Servicebericht {report.number}.pdf", "all"),
        (f"Servicebericht {report.number} berichtigte Fassung 1.pdf", "all"),
    ]


def test_a_second_correction_takes_the_place_of_the_first_and_names_both(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    report = corrected(world, fritz, signed_in)
    old = ReportCorrection.objects.get().document
    assert old is not None
    anna: Any = signed_in(world.people.anna)
    back = {"arrived_at": TYPED["arrived_at"], "reason": "Doch am Vorabend"}
    assert send(anna, report, version=1, **back).status_code == 302
    work(AFTER)
    newest = ServiceReport.objects.get().correction
    assert newest is not None
    words = words_of(content_of(newest.document))
    assert "Ankunft: 16.11.26, 18:10" in words
    assert REASON in words
    assert "Doch am Vorabend" in words
    assert CaseFile.objects.filter(name__contains="berichtigte", removed_at=None).count() == 1
    # the page that is still open leads to the newest
    assert words_of(body_of(anna.get(f"/desk/datei/{old.pk}/"))) == words


def test_photos_that_come_later_are_in_both(world: World, fritz: Device, signed_in: Browser) -> None:
    photo = str(uuid4())
    report = reported(world, fritz, photos=[{"id": photo, "caption": "Hülse", "kind": "after"}])
    send(signed_in(world.people.anna), report)
    work(AFTER)
    assert "Ein Foto folgt." in words_of(content_of(ReportCorrection.objects.get().document))
    fritz.photo(report.visit_id, photo)
    work(AFTER)
    for file in (ServiceReport.objects.get().document, ReportCorrection.objects.get().document):
        words = words_of(content_of(file))
        assert "Hülse" in words
        assert "Ein Foto folgt." not in words
    # the copy that goes out by itself now is the one that counts
    (mail,) = [mail for mail in heard(AFTER) if mail.kind == "report"]
    assert attached(mail.mail) == [f"Servicebericht {report.number} berichtigte Fassung 1.pdf"]


def test_sent_again_the_customer_gets_the_corrected_version_in_his_language(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    Party.objects.filter(pk=world.case.customer_id).update(language="en")
    report = corrected(world, fritz, signed_in)
    before = [mail for mail in heard(AFTER) if mail.kind == "report"]
    assert attached(before[0].mail) == [f"Service report {report.number}.pdf"]
    send_report(actor=world.people.anna, report_id=report.pk, at=AFTER)
    mail = [mail for mail in heard(AFTER) if mail.kind == "report"][-1]
    assert "Our service office has corrected details of the report." in " ".join(mail.text.split())
    assert attached(mail.mail) == [f"Service report {report.number} corrected version 1.pdf"]
    newest = ReportCorrection.objects.get()
    words = words_of(content_of(newest.customers_copy))
    assert "Distance travelled: 12.5 km (in the original: 120 km)" in words
    assert "Travel time" not in words  # untouched
    assert newest.document is not None
    assert newest.customers_copy is not None
    assert (newest.document.audience, newest.customers_copy.audience) == ("dealer", "all")


def test_of_a_report_that_does_not_count_the_customer_reads_neither(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    report = reported(world, fritz, revoked=True)
    assert not report.counts
    send(signed_in(world.people.anna), report)
    work(AFTER)
    file = ReportCorrection.objects.get().document
    assert file is not None
    assert file.audience == "dealer"


def test_strangers_find_no_corrected_version(world: World, fritz: Device, signed_in: Browser) -> None:
    report = corrected(world, fritz, signed_in)
    stranger = signed_in(world.people.fremd_house)
    assert stranger.get(f"/portal/berichte/{report.number}/pdf/?berichtigt").status_code == 404
    file = ReportCorrection.objects.get().document_id
    assert stranger.get(f"/portal/datei/{file}/").status_code == 404


def test_without_a_correction_there_is_no_corrected_version(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    report = reported(world, fritz)
    anna = signed_in(world.people.anna)
    assert anna.get(f"/desk/berichte/{report.number}/pdf/?berichtigt").status_code == 404


def test_the_next_dealer_of_the_case_does_not_read_what_the_one_before_did(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    dario = Device(signed_in(world.dario_actor))
    visit = world.planned([world.dario], organisation=world.people.blatt)
    assert dario.tell(visit.pk, "report", {**SOLVED, **CLAIMED, **TRAVEL})["outcome"] == "applied"
    work(LATER)
    report = ServiceReport.objects.get()
    assert send(signed_in(world.people.anna), report).status_code == 302
    work(AFTER)
    file = ReportCorrection.objects.get().document_id
    assert signed_in(world.people.blatt_house).get(f"/portal/datei/{file}/").status_code == 200
    edit_fields(
        actor=world.people.anna,
        case_id=world.case.pk,
        values={"dealer_id": world.people.fremd.pk},
        base={"dealer_id": world.people.blatt.pk},
        at=AFTER,
    )
    work(AFTER)
    fremd = signed_in(world.people.fremd_house)
    assert fremd.get(f"/portal/vorgang/{world.case.number}/").status_code == 200
    assert fremd.get(f"/portal/datei/{file}/").status_code == 404
    assert fremd.get(f"/portal/berichte/{report.number}/pdf/?berichtigt").status_code == 404
    assert signed_in(world.people.anna).get(f"/desk/datei/{file}/").status_code == 200
