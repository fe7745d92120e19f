"""Photos come one by one, before the report or after it, and the document follows them."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from kulanz.cases.models import CaseFile
from kulanz.core.files.commands import read_file
from kulanz.core.files.models import StoredFile
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import ReportPhoto, ServiceReport
from kulanz.stages.execution.rules.report_limits import PHOTO_BYTES
from kulanz.workflows.report_documents import end_waiting
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.field.device import SOLVED, Device, picture
from tests.workflows.hearing import Heard, heard, work

LATER = NINE + HOUR


def mails(at: datetime = LATER) -> list[Heard]:
    return heard(at)


def named(*idents: str, signature: str = "") -> dict[str, object]:
    signed = {"name": "Karla Kunde", "photo": signature} if signature else {"refused": "nein"}
    photos = [{"id": ident, "caption": f"Bild {n}", "kind": "after"} for n, ident in enumerate(idents)]
    return {**SOLVED, "photos": photos, "signature": signed}


def test_a_photo_is_stored_once(world: World, fritz: Device) -> None:
    visit = world.planned()
    ident = str(uuid4())
    first = fritz.photo(visit.pk, ident)
    assert first.status_code == 200
    assert first.json() == {"id": ident, "bytes": len(picture())}
    assert fritz.photo(visit.pk, ident, b"anything").json() == first.json()
    row = ReportPhoto.objects.get()
    assert (row.file.audience, row.file.from_outside) == ("technician", True)
    assert row.file.name == "Foto E-2026-00001-1.jpg"


@pytest.mark.parametrize("first", ["photos", "report"])
def test_before_the_report_or_after_it(world: World, fritz: Device, first: str) -> None:
    visit = world.planned()
    one, two, pen, loose = (str(uuid4()) for _ in range(4))

    def send_photos() -> None:
        for ident in (one, two, loose):
            fritz.photo(visit.pk, ident)
        fritz.photo(visit.pk, pen, picture(form="PNG"), "image/png")

    if first == "photos":
        send_photos()
    fritz.tell(visit.pk, "report", named(one, two, signature=pen))
    if first == "report":
        work(LATER)
        assert ServiceReport.objects.get().document is not None
        send_photos()
    report = ServiceReport.objects.get()
    assert report.photos_named == 3
    kinds = {str(p.client_id): (p.report_id, p.kind, p.file.audience) for p in ReportPhoto.objects.all()}
    assert kinds == {
        one: (report.pk, "after", "all"),
        two: (report.pk, "after", "all"),
        pen: (report.pk, "signature", "internal"),
        loose: (None, "", "technician"),
    }
    assert report.signature is not None
    copies = [mail for mail in mails() if mail.kind == "report"]
    assert [mail.to for mail in copies] == ["karla@kundin.test"]
    drawn = ProtocolEntry.objects.filter(event="report.drawn").order_by("seq")
    assert [entry.facts["missing"] for entry in drawn] == ([0] if first == "photos" else [3, 0])
    report.refresh_from_db()
    assert (
        CaseFile.objects.filter(name__endswith="SB-2026-00001.pdf", removed_at=None).get() == report.document
    )


def test_photos_that_never_come_hold_up_nobody_for_ever(world: World, fritz: Device) -> None:
    visit = world.planned()
    here = str(uuid4())
    fritz.tell(visit.pk, "report", named(here, str(uuid4())))
    work(LATER)
    fritz.photo(visit.pk, here)
    work(LATER)
    assert not OutgoingMail.objects.filter(kind="report").exists()
    assert end_waiting(world.tenant.pk, LATER) == 0
    assert end_waiting(world.tenant.pk, NINE + 25 * HOUR) == 1
    assert OutgoingMail.objects.filter(kind="report").count() == 1
    assert end_waiting(world.tenant.pk, NINE + 26 * HOUR) == 0
    assert OutgoingMail.objects.filter(kind="report").count() == 1


def test_what_does_not_count_is_not_sent_by_itself(world: World, fritz: Device) -> None:
    visit = world.planned()
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    fritz.tell(visit.pk, "report", SOLVED)
    told = mails()
    assert not [mail for mail in told if mail.kind == "report"]
    document = ServiceReport.objects.get().document
    assert document is not None
    assert document.audience == "dealer"
    lead = [mail for mail in told if mail.to == "lena@nordlicht.test"]
    assert len(lead) == 1
    assert "ohne gültige Berechtigung" in lead[0].subject
    assert "entzogen" in lead[0].text
    dealer = [mail for mail in told if mail.to.endswith("blatt.nordlicht.test")]
    assert any("Servicebericht" in mail.subject for mail in dealer)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (picture()[:200], "image/jpeg", 422),
        (b"\xff\xd8\xff\xe0" + bytes(4000), "image/jpeg", 422),
        (b"%PDF-1.7 kein Foto", "image/jpeg", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", 422),
        (picture(form="GIF"), "image/jpeg", 422),
        (picture(), "text/html", 422),
        (b"", "image/jpeg", 422),
        (bytes(PHOTO_BYTES + 1), "image/jpeg", 413),
    ],
    ids=["cut", "hollow", "pdf", "svg", "gif", "type", "empty", "large"],
)
def test_what_is_no_photo_leaves_nothing(
    world: World, fritz: Device, folders: Path, content: bytes, kind: str, status: int
) -> None:
    visit = world.planned()

    def files() -> set[Path]:
        return {path for path in (folders / "files").rglob("*") if path.is_file()}

    before = files()
    answer = fritz.photo(visit.pk, str(uuid4()), content, kind)
    assert answer.status_code == status
    assert answer.json()["message"]
    assert not ReportPhoto.objects.exists()
    assert not StoredFile.objects.exists()
    assert files() == before


def test_a_picture_of_bearable_bytes_and_unbearable_size(world: World, fritz: Device) -> None:
    visit = world.planned()
    target = io.BytesIO()
    Image.new("1", (30_000, 20_000)).save(target, "PNG")
    assert fritz.photo(visit.pk, str(uuid4()), target.getvalue(), "image/png").status_code == 422


def test_a_photo_of_another_visit(world: World, fritz: Device) -> None:
    one, two = world.planned(), world.planned(starts_at=NINE + HOUR)
    ident = str(uuid4())
    fritz.photo(one.pk, ident)
    assert fritz.photo(two.pk, ident).status_code == 422
    assert fritz.photo(one.pk, "keine-kennung").status_code == 400


def test_the_document_tells_the_work_and_neither_rating_nor_price(world: World, fritz: Device) -> None:
    visit = world.planned()
    fritz.tell(visit.pk, "report", {**SOLVED, "rating": 2, "rating_note": "Wacholderwort", "values": []})
    work(LATER)
    document = ServiceReport.objects.get().document
    assert document is not None
    with read_file(document.stored) as content:
        pdf = content.read()
    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid" in pdf
