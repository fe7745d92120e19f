"""A dealer's case from its report to its end, through the pages of dealer and office."""

from __future__ import annotations

import io
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from kulanz.cases.commands.messages import add_message
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience, WaitsFor
from kulanz.core import clock
from tests.cases.people import People
from tests.contracts.houses import certified, under_option_a
from tests.portal.filing_forms import TOKEN, file


def photo(name: str = "armlehne.jpg") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (80, 60), "navy").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def page(client: Client, case: Case) -> str:
    answer = client.get(reverse("portal:case", args=[case.number]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_report_to_end(people: People, sign_in: Callable[[str], Client]) -> None:
    britta, anna = sign_in("britta@blatt"), sign_in("anna@")
    case = file(britta, files=photo())
    assert case.dealer_id == people.blatt.pk
    assert case.created_by_name == "Britta Birke"
    assert case.kind == "complaint"
    assert case.customer is not None
    assert case.customer.name == "Karla Kunde"
    assert str(case.place_of_use) == "Deichstr. 3, 20459 Hamburg"
    (position,) = case.positions.all()
    assert (position.item_text, position.serial_number, position.quantity) == (
        "Drehstuhl Fjord",
        "FJ-4711",
        2,
    )
    (picture,) = CaseFile.objects.filter(case=case)
    assert (picture.audience, picture.name) == ("all", "armlehne.jpg")

    desk = anna.get(reverse("desk:case", args=[case.number])).content.decode()
    assert "Armlehne gebrochen" in desk
    assert "armlehne.jpg" in desk

    home = britta.get(reverse("portal:home")).content.decode()
    assert "Eingegangen, der Service prüft" in home
    assert "AB-77" in home

    at = clock.now()
    add_message(
        actor=people.anna,
        case_id=case.pk,
        body="Bitte die Rechnung schicken.",
        audience=Audience.DEALER,
        waits_for=WaitsFor.DEALER,
        at=at.replace(year=at.year - 1),
    )
    home = britta.get(reverse("portal:home")).content.decode()
    assert "Hier sind Sie dran" in home
    assert "Bitte die Rechnung schicken." in page(britta, case)

    answer = britta.post(
        reverse("portal:write", args=[case.number]),
        {"body": "Rechnung anbei.", "audience": "dealer", "files": photo("rechnung.jpg")},
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.waits_for == "us"
    assert "rechnung.jpg" in page(britta, case)

    answer = anna.post(
        reverse("desk:close", args=[case.number]),
        {"accepted": "yes", "solution": "Armlehne getauscht."},
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    shown = page(britta, case)
    assert "Erledigt" in shown
    assert "Armlehne getauscht." in shown
    assert "Abschlussbrief (PDF)" in shown
    letter = CaseFile.objects.get(case=case, copy_of__letter__isnull=False)
    download = britta.get(reverse("portal:file", args=[letter.pk]))
    assert download.status_code == 200
    assert b"".join(download.streaming_content).startswith(b"%PDF")
    ended = britta.get(reverse("portal:home"), {"liste": "beendet"}).content.decode()
    assert case.number in ended
    for state, there in (("erledigt", True), ("abgelehnt", False), ("bei_uns", False)):
        listed = britta.get(reverse("portal:home"), {"stand": state}).content.decode()
        assert (case.number in listed) is there, state

    britta.post(reverse("portal:write", args=[case.number]), {"body": "Danke!", "audience": "dealer"})
    assert Message.objects.filter(case=case, body="Danke!").exists(), "a note is possible after the end"


def test_sent_twice_gives_one_case(people: People, sign_in: Callable[[str], Client]) -> None:
    britta = sign_in("britta@blatt")
    first = file(britta)
    second = file(britta)
    assert first.pk == second.pk
    assert Case.objects.count() == 1
    answer = britta.get(reverse("portal:filing", args=[TOKEN]), {"art": "complaint"})
    assert answer["Location"] == reverse("portal:case", args=[first.number])


def test_withdraw_and_objection(people: People, sign_in: Callable[[str], Client]) -> None:
    britta, anna = sign_in("britta@blatt"), sign_in("anna@")
    case = file(britta)
    assert britta.post(reverse("portal:object", args=[case.number]), {"reason": "nein"}).status_code == 404
    anna.post(reverse("desk:close", args=[case.number]), {"accepted": "no", "reason": "Keine Garantie mehr."})
    shown = page(britta, case)
    assert "Abgelehnt" in shown
    assert "Keine Garantie mehr." in shown
    refused = britta.post(reverse("portal:object", args=[case.number]), {"reason": ""})
    assert refused.status_code == 422
    britta.post(reverse("portal:object", args=[case.number]), {"reason": "Doch, bis 2028."})
    case.refresh_from_db()
    assert (case.step, case.claim_status) == ("in_progress", "under_review")
    britta.post(reverse("portal:withdraw", args=[case.number]), {"reason": "hat sich erledigt"})
    case.refresh_from_db()
    assert case.step == "cancelled"


def test_own_people_record_the_solution(people: People, sign_in: Callable[[str], Client]) -> None:
    certified(people, under_option_a(people))
    britta = sign_in("britta@blatt")
    delegated = file(britta)
    assert britta.post(reverse("portal:solve", args=[delegated.number]), {"solution": "x"}).status_code == 404
    own = file(britta, token="b" * 20, carried_out_by="dealer")
    britta.post(
        reverse("portal:solve", args=[own.number]), {"solution": "Feder getauscht.", "worker": "nobody"}
    )
    own.refresh_from_db()
    assert (own.solution, own.solved_by_name, own.step) == ("Feder getauscht.", "Britta Birke", "recorded")


def test_two_change_the_own_sign_at_once(people: People, sign_in: Callable[[str], Client]) -> None:
    britta, house = sign_in("britta@blatt"), sign_in("haus@blatt")
    case = file(britta)
    url = reverse("portal:set_reference", args=[case.number])
    assert house.post(url, {"dealer_reference": "H-1", "base": "AB-77"}).status_code == 302
    answer = britta.post(url, {"dealer_reference": "B-1", "base": "AB-77"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "H-1" in shown
    assert "B-1" in shown
    britta.post(
        url,
        {"dealer_reference": "B-1", "base": "AB-77", "theirs": "H-1", "conflict_dealer_reference": "mine"},
    )
    case.refresh_from_db()
    assert case.dealer_reference == "B-1"
