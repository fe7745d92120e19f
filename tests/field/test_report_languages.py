"""The customer reads his report in his language, the office and the dealer theirs in the office's."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pypdf import PdfReader

from kulanz.cases.models import CaseFile
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import AccessToken
from kulanz.core.files.commands import read_file
from kulanz.masterdata.parties.models import Certificate, Party
from kulanz.stages.execution.models import ServiceReport
from kulanz.workflows.links import actor_for_link
from kulanz.workflows.report_documents import end_waiting, send_report
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.field.device import SOLVED, Device, body_of
from tests.outgoing.writing import parsed
from tests.workflows.hearing import Heard, heard, work

LATER = NINE + HOUR
UNSAFE = {**SOLVED, "safety": "unsafe", "work": "Gasfeder geprüft 👍", "safety_note": "Stift gebrochen"}


def english(world: World) -> None:
    Party.objects.filter(pk=world.case.customer_id).update(language="en")


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def words_in(file: CaseFile | None) -> str:
    assert file is not None
    with read_file(file.stored) as content:
        pdf = content.read()
    assert b"pdfaid" in pdf
    return words_of(pdf)


def copies(at: Any = LATER) -> list[Heard]:
    return [mail for mail in heard(at) if mail.kind == "report"]


def test_an_english_customer_gets_his_own_and_the_office_keeps_its(
    world: World, fritz: Device, signed_in: Callable[[Actor], Client]
) -> None:
    english(world)
    visit = world.planned()
    fritz.tell(visit.pk, "report", UNSAFE)
    (mail,) = copies()
    report = ServiceReport.objects.get()
    ours, his = words_in(report.document), words_in(report.customers_copy)
    assert "Das Produkt darf nicht benutzt werden." in ours
    assert "The product must not be used." in his
    assert "Sicherheit" not in his
    for words in (ours, his):
        assert "Gasfeder geprüft" in words  # as it was typed
        assert "Stift gebrochen" in words
        assert "□" not in words
    files = {file.name: file.audience for file in CaseFile.objects.filter(removed_at=None)}
    assert files[f"Servicebericht {report.number}.pdf"] == "dealer"
    assert files[f"Service report {report.number}.pdf"] == "all"
    (attached,) = [part for part in mail_parts(mail) if part.get_filename()]
    assert attached.get_filename() == f"Service report {report.number}.pdf"
    assert "The product must not be used." in words_of(attached.get_payload(decode=True))
    # each address serves each reader his own
    dealers = signed_in(world.people.blatt_house).get(f"/portal/berichte/{report.number}/pdf/")
    assert "Das Produkt darf nicht benutzt werden." in words_of(body_of(dealers))
    technicians = signed_in(world.fritz_actor).get(f"/portal/berichte/{report.number}/pdf/")
    assert "The product must not be used." in words_of(body_of(technicians))


def mail_parts(mail: Heard) -> list[Any]:
    return list(parsed(mail.mail).walk())


def test_one_language_is_one_document(world: World, fritz: Device) -> None:
    visit = world.planned()
    fritz.tell(visit.pk, "report", SOLVED)
    work(LATER)
    report = ServiceReport.objects.get()
    assert report.document is not None
    assert (report.customers_copy, report.document.audience) == (None, "all")


def test_both_are_drawn_anew_with_the_photos_and_old_addresses_lead_to_the_new(
    world: World, fritz: Device, signed_in: Callable[[Actor], Client]
) -> None:
    english(world)
    visit, photo = world.planned(), str(uuid4())
    fritz.tell(visit.pk, "report", {**SOLVED, "photos": [{"id": photo, "caption": "", "kind": "after"}]})
    work(LATER)
    before = ServiceReport.objects.get()
    assert before.customers_copy_id is not None
    assert not copies()
    fritz.photo(visit.pk, photo)
    assert len(copies()) == 1
    after = ServiceReport.objects.get()
    assert {before.document_id, before.customers_copy_id}.isdisjoint(
        {after.document_id, after.customers_copy_id}
    )
    assert CaseFile.objects.filter(name__endswith=f"{after.number}.pdf", removed_at=None).count() == 2
    anna: Any = signed_in(world.people.anna)
    for old, new in (
        (before.document_id, after.document_id),
        (before.customers_copy_id, after.customers_copy_id),
    ):
        assert body_of(anna.get(f"/desk/datei/{old}/")) == body_of(anna.get(f"/desk/datei/{new}/"))


def test_what_does_not_count_reaches_the_customer_by_hand_alone(world: World, fritz: Device) -> None:
    english(world)
    visit = world.planned()
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    fritz.tell(visit.pk, "report", SOLVED)
    assert copies() == []
    report = ServiceReport.objects.get()
    assert report.document is not None
    assert report.customers_copy is not None
    assert {report.document.audience, report.customers_copy.audience} == {"dealer"}
    send_report(actor=world.people.anna, report_id=report.pk, at=LATER)
    (mail,) = copies()
    assert "does not count as done" in mail.text.replace("\n", " ")
    report = ServiceReport.objects.get()
    assert report.document is not None
    assert report.customers_copy is not None
    assert (report.document.audience, report.customers_copy.audience) == ("dealer", "all")


@pytest.mark.parametrize(
    ("language", "first", "after"),
    [
        ("de", "Bitte benutzen Sie das Produkt nicht.", "melden uns wegen des nächsten Termins"),
        ("en", "Please do not use the product.", "contact you about the next appointment"),
    ],
)
def test_the_mail_says_first_that_nobody_may_use_it_and_what_comes_next(
    world: World, fritz: Device, language: str, first: str, after: str
) -> None:
    Party.objects.filter(pk=world.case.customer_id).update(language=language)
    visit = world.planned()
    needed = [{"article_id": None, "name": "Gasfeder", "quantity": 1}]
    data = {**UNSAFE, "result": "part_needed", "needed_parts": needed}
    fritz.tell(visit.pk, "report", data)
    (mail,) = copies()
    text = " ".join(mail.text.split())
    assert first in text
    assert after in text
    assert text.index(first) < text.index(world.fritz.name) < text.index(after)
    assert "unser Techniker" not in text
    assert "Our technician" not in text
    assert mail.subject.startswith(("Bitte nicht benutzen", "Please do not use it"))
    found = re.search(r"/f/(\w+)/", text)
    assert found is not None
    reader = actor_for_link(secret=found[1], at=LATER)
    assert reader is not None
    assert reader.case_id == world.case.pk


def test_a_copy_that_went_out_makes_no_further_link(world: World, fritz: Device) -> None:
    """The photo never comes: a day later the report goes out without it, once."""
    visit = world.planned()
    photo = {"id": str(uuid4()), "caption": "", "kind": "after"}
    fritz.tell(visit.pk, "report", {**SOLVED, "photos": [photo]})
    assert copies() == []
    links = AccessToken.objects.filter(case_id=world.case.pk)
    before = links.count()
    for hours in (25, 26, 50):
        end_waiting(world.tenant.pk, LATER + hours * HOUR)
        assert links.count() == before + 1
    assert len(copies(LATER + 51 * HOUR)) == 1


def test_a_part_ordered_on_the_spot_reads_ordered(
    world: World, fritz: Device, signed_in: Callable[[Actor], Client]
) -> None:
    visit = world.planned()
    entry = fritz.entry(visit.pk, "order_part", {"parts": [{"name": "Armlehne", "quantity": 1}]})
    fritz.send(entry)
    needed = [
        {"article_id": None, "number": "", "name": "Armlehne", "quantity": 1, "ordered": entry["id"]},
        {"article_id": None, "number": "", "name": "Rolle", "quantity": 1},
    ]
    fritz.tell(visit.pk, "report", {**SOLVED, "result": "part_needed", "needed_parts": needed})
    work(LATER)
    report = ServiceReport.objects.get()
    assert {part.name: part.ordered for part in report.parts.all()} == {"Armlehne": True, "Rolle": False}
    words = words_in(report.document)
    assert words.count("bestellt)") == 1
    assert "Armlehne (kein bekanntes Originalteil) (bestellt)" in words
    page = signed_in(world.people.anna).get(f"/desk/berichte/{report.number}/").content.decode()
    assert page.count(">bestellt<") == 1
    assert page.count(">noch benötigt<") == 1
