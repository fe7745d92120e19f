"""The case page: answer, take back, decide, edit, close; and what is refused."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, CaseFile, Draft, Message, Task
from kulanz.cases.rules import Kind
from kulanz.core import clock
from kulanz.interfaces.desk.cases.editing import present
from kulanz.masterdata.parties.models import Party
from tests.cases.people import AT, People
from tests.desk.conftest import client_of


def complaint(people: People) -> Case:
    return record_case(
        actor=people.blatt_house,
        at=AT,
        case=NewCase(
            title="Gasfeder sinkt ab",
            kind=Kind.COMPLAINT,
            customer_id=people.karla.pk,
            positions=(NewPosition(item_text="Drehstuhl Arve"),),
        ),
    )


def url(case: Case, rest: str = "") -> str:
    return f"/desk/vorgang/{case.number}/{rest}"


def test_a_case_is_worked_and_closed(people: People, anna: Client) -> None:
    case = complaint(people)
    page = anna.get(url(case)).content.decode()
    assert "Niemand ist zuständig" in page
    assert anna.post(url(case, "uebernehmen/")).status_code == 302
    sent = anna.post(
        url(case, "nachricht/"), {"audience": "customer", "body": "Bitte ein Foto.", "waits_for": "customer"}
    )
    assert sent.status_code == 302
    case.refresh_from_db()
    assert (case.step, case.waits_for, case.owner_id) == (
        "in_progress",
        "customer",
        people.anna.membership_id,
    )
    assert "Zurücknehmen" in anna.get(url(case)).content.decode()

    undecided = anna.post(url(case, "beenden/"), {"solution": "Getauscht"})
    assert undecided.status_code == 422
    assert "berechtigt" in undecided.content.decode()
    assert "Getauscht" in undecided.content.decode()
    case.refresh_from_db()
    assert (case.step, case.solution) == ("in_progress", "")
    closed = anna.post(url(case, "beenden/"), {"solution": "Getauscht", "accepted": "yes"})
    assert closed.status_code == 302, closed.content
    case.refresh_from_db()
    assert (case.step, case.claim_status, case.solution) == ("closed", "accepted", "Getauscht")
    letters = CaseFile.objects.filter(case=case, stored__content_type="application/pdf")
    assert letters.filter(audience="customer").exists()


def test_a_message_is_taken_back_into_the_composer(people: People, anna: Client) -> None:
    case = complaint(people)
    anna.post(url(case, "nachricht/"), {"audience": "customer", "body": "Vorschnell"})
    message = Message.objects.get(body="Vorschnell")
    anna.post(url(case, f"nachricht/{message.pk}/zurueck/"))
    message.refresh_from_db()
    assert message.withdrawn_at is not None
    page = anna.get(url(case)).content.decode()
    assert "Vorschnell" in page  # in the text field again
    assert Draft.objects.get().payload["body"] == "Vorschnell"


def test_an_empty_message_and_a_bad_file_come_back_with_their_reason(people: People, anna: Client) -> None:
    case = complaint(people)
    before = Message.objects.count()
    assert anna.post(url(case, "nachricht/"), {"audience": "internal", "body": " "}).status_code == 422
    bad = SimpleUploadedFile("x.html", b"<html><script>alert(1)</script>")
    answer = anna.post(url(case, "nachricht/"), {"audience": "internal", "body": "Siehe Datei", "files": bad})
    assert answer.status_code == 422
    assert "Siehe Datei" in answer.content.decode()
    assert Message.objects.count() == before
    assert not CaseFile.objects.exists()


def test_addressees_are_shown_before_sending(people: People, anna: Client) -> None:
    case = complaint(people)
    for audience, expected in (
        ("customer", "karla@kundin.test"),
        ("dealer", "blatt.nordlicht.test"),
        ("internal", "Nur das Büro"),
        ("technician", "Niemand hinterlegt"),
    ):
        assert expected in anna.get(url(case, "adressaten/"), {"audience": audience}).content.decode()


def test_two_people_edit_and_see_both_versions(people: People, anna: Client, lena: Client) -> None:
    case = complaint(people)
    form = dict(anna.get(url(case, "bearbeiten/")).context["form"].initial)
    base = {f"base_{k}": "" if v is None else v for k, v in form.items() if k != "kind"}
    fields = {k: "" if v is None else v for k, v in form.items()}
    assert anna.post(url(case, "bearbeiten/"), {**fields, **base, "title": "Annas"}).status_code == 302
    conflict = lena.post(
        url(case, "bearbeiten/"), {**fields, **base, "title": "Lenas", "place_note": "3. OG"}
    )
    assert conflict.status_code == 409
    text = conflict.content.decode()
    assert "Annas" in text
    assert "Lenas" in text
    case.refresh_from_db()
    assert (case.title, case.place_note) == ("Annas", "")
    chosen = {"conflict_title": "mine", "theirs_title": "Annas"}
    lena.post(url(case, "bearbeiten/"), {**fields, **base, "title": "Lenas", "place_note": "3. OG", **chosen})
    case.refresh_from_db()
    assert (case.title, case.place_note) == ("Lenas", "3. OG")


def test_a_new_case_by_phone_with_a_new_customer(people: People, anna: Client) -> None:
    fields = {
        "channel": "phone",
        "title": "Tisch wackelt",
        "kind": "complaint",
        "safety": "yes",
        "severity": "minor",
        "new_name": "Frieda Frisch",
        "new_phone": "+49 5121 77",
        "new_email": "keine adresse",
        "item_text": "Tisch",
    }
    customers = Party.objects.count()
    refused = anna.post("/desk/neu/", fields)
    assert refused.status_code == 422
    assert "Tisch wackelt" in refused.content.decode()
    assert (Party.objects.count(), Case.objects.count()) == (customers, 0)
    saved = anna.post("/desk/neu/", {**fields, "new_email": "frieda@frisch.test", "take": "on"})
    assert saved.status_code == 302
    case = Case.objects.get()
    assert (case.channel, case.safety, case.customer.name) == ("phone", "yes", "Frieda Frisch")
    assert case.owner_id == people.anna.membership_id
    found = anna.get("/desk/finden/beteiligte/", {"q": "frisch", "role": "customer"}).json()["options"]
    assert [o["label"] for o in found] == ["Frieda Frisch"]
    hint = anna.get("/desk/neu/aehnliche/", {"customer": case.customer_id}).content.decode()
    assert case.number in hint


def test_drafts_survive_and_belong_to_one_person(people: People, anna: Client, lena: Client) -> None:
    case = complaint(people)
    key = f"case:{case.pk}:message"
    anna.post(f"/desk/entwurf/?key={key}", {"body": "Halb ge", "audience": "customer"})
    assert "Halb ge" in anna.get(url(case)).content.decode()
    assert "Halb ge" not in lena.get(url(case)).content.decode()
    assert anna.post("/desk/entwurf/?key=case:999999:message", {"body": "x"}).status_code == 404


def test_who_else_is_here(people: People, anna: Client, lena: Client) -> None:
    case = complaint(people)
    anna.get(url(case))
    assert "Anna Amsel" in lena.post(url(case, "anwesend/")).content.decode()


def test_tasks_and_follow_up(people: People, anna: Client) -> None:
    case = complaint(people)
    anna.post(url(case, "aufgabe/"), {"title": "Teil reservieren", "due_on": "2099-01-01"})
    task = Task.objects.get()
    anna.post(url(case, f"aufgabe/{task.pk}/"), {"done": "yes"})
    task.refresh_from_db()
    assert task.done_at is not None
    past = (clock.now() - timedelta(days=2)).date().isoformat()
    assert anna.post(url(case, "wiedervorlage/"), {"on": past}).status_code == 422
    assert anna.post(url(case, "wiedervorlage/"), {"on": "31.02.2027"}).status_code == 422
    case.refresh_from_db()
    assert case.follow_up_on is None


def test_files_reach_the_reader_and_nobody_else(people: People, anna: Client) -> None:
    case = complaint(people)
    upload = SimpleUploadedFile("notiz.txt", b"Nur intern")
    anna.post(url(case, "nachricht/"), {"audience": "internal", "body": "Anlage", "files": upload})
    row = CaseFile.objects.get()
    answer = anna.get(f"/desk/datei/{row.pk}/")
    assert b"".join(answer) == b"Nur intern"
    assert client_of(people.blatt_house, people.tenant).get(f"/desk/datei/{row.pk}/").status_code == 404
    assert anna.get(f"/desk/datei/{row.pk + 1}/").status_code == 404


def test_roles_without_the_right_see_no_buttons_and_are_refused(people: People) -> None:
    case = complaint(people)
    otto = client_of(people.otto, people.tenant)
    assert otto.get(url(case)).status_code == 200
    answer = otto.post(url(case, "stornieren/"), {"reason": "weg"})
    assert answer.status_code in (403, 422)
    case.refresh_from_db()
    assert case.step == "recorded"


def test_text_from_outside_is_text(people: People, anna: Client) -> None:
    case = record_case(
        actor=people.blatt_house,
        at=AT,
        case=NewCase(title="<img src=x onerror=alert(1)>", description="</div><script>alert(2)</script>"),
    )
    page = anna.get(url(case)).content.decode()
    assert "<img src=x" not in page
    assert "<script>alert(2)" not in page


def test_what_no_form_of_ours_sends_is_refused_at_its_field(people: People, anna: Client) -> None:
    case = complaint(people)
    shown = {name: "" if value is None else value for name, value in present(case).items()}
    given = {**shown, **{f"base_{name}": value for name, value in shown.items()}}
    for customer, said in (("", "Bitte füllen Sie dieses Feld aus."), ("987654", "nicht gültig")):
        answer = anna.post(url(case, "bearbeiten/"), {**given, "customer_id": customer})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    covered = {"coverage": "<script>", "coverage_base": case.coverage or ""}
    answer = anna.post(url(case, "massnahmen/deckung/"), covered)
    assert answer.status_code in (409, 422)
    assert "Dieser Wert ist nicht gültig." in answer.content.decode()
    before = case.coverage
    case.refresh_from_db()
    assert (case.customer_id, case.coverage) == (people.karla.pk, before)


def test_odd_numbers_name_nobody(people: People, anna: Client) -> None:
    case = complaint(people)
    for odd in ("9" * 5000, "\u00b2", "-1"):
        assert (
            anna.post("/desk/auswahl/", {"case": case.number, "action": "assign", "owner": odd}).status_code
            == 302
        )
        assert anna.post(f"/desk/entwurf/?key=case:{odd[:70]}", {"body": "x"}).status_code == 404
        assert anna.post("/desk/neu/", {"customer": odd, "article_id": odd}).status_code == 422
    case.refresh_from_db()
    assert case.owner_id is None
    assert not Draft.objects.exists()
