"""The worklist: views, filters, pages, search, several at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.people import assign_case, mark_spam
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, SavedView
from kulanz.cases.rules import Kind, Severity
from kulanz.core import clock
from tests.cases.people import AT, People


def record(people: People, title: str, minutes: int = 0, **fields: object) -> Case:
    given = {"title": title, "customer_id": people.karla.pk, **fields}
    return record_case(actor=people.anna, at=AT + timedelta(minutes=minutes), case=NewCase(**given))  # type: ignore[arg-type]  # fields by name


def shown(client: Client, **query: str) -> str:
    answer = client.get("/desk/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_views_show_what_they_say(people: People, anna: Client) -> None:
    mine = record(people, "Meiner")
    record(people, "Niemandes")
    spam = record(people, "Gewinnspiel")
    assign_case(actor=people.anna, case_id=mine.pk, owner_id=people.anna.membership_id, team_id=None, at=AT)
    mark_spam(actor=people.anna, case_id=spam.pk, spam=True, at=AT)
    expected = {
        "mine": {"Meiner"},
        "unassigned": {"Niemandes"},
        "open": {"Meiner", "Niemandes"},
        "spam": {"Gewinnspiel"},
        "ended": set(),
    }
    for view, titles in expected.items():
        page = shown(anna, view=view)
        assert {t for t in ("Meiner", "Niemandes", "Gewinnspiel") if t in page} == titles, view


def test_filters_narrow_and_nonsense_is_ignored(people: People, anna: Client) -> None:
    record(people, "Dringend", severity=Severity.PREVENTS_OPERATION, kind=Kind.REPAIR)
    record(people, "Gemütlich")
    assert "Gemütlich" not in shown(anna, view="open", severity="prevents_operation")
    assert "Dringend" not in shown(anna, view="open", kind="inquiry")
    page = shown(anna, view="quatsch", sort="'; drop", owner_id="9" * 40, cursor="gefälscht", kind="")
    assert "Dringend" in page
    assert "Gemütlich" in page


def test_pages_follow_each_other_by_cursor(people: People, anna: Client) -> None:
    for n in range(53):
        record(people, f"Fall-{n:02d}", minutes=n)
    first = anna.get("/desk/", {"view": "open"})
    more = first.context["more_url"]
    second = anna.get(f"/desk/{more}", headers={"HX-Request": "true"}).content.decode()
    assert "Fall-03" in first.content.decode()
    assert all(f"Fall-{n:02d}" in second for n in range(3))
    assert "Fall-03" not in second
    assert "<html" not in second


def test_the_number_of_queries_does_not_grow(
    people: People, anna: Client, django_assert_max_num_queries: object
) -> None:
    from django.db import connection

    record(people, "Eins")
    anna.get("/desk/", {"view": "open"})
    with CaptureQueriesContext(connection) as few:
        anna.get("/desk/", {"view": "open"})
    for n in range(20):
        case = record(people, f"Weiter {n}", minutes=n)
        add_message(actor=people.anna, case_id=case.pk, body="Notiz", at=AT)
    with CaptureQueriesContext(connection) as many:
        anna.get("/desk/", {"view": "open"})
    assert len(many) == len(few)


def test_search_jumps_to_numbers_and_finds_words(people: People, anna: Client) -> None:
    case = record(people, "Drehstuhlgasfeder defekt")
    for text in (case.number, case.number.lower().replace("-", ""), "1", "2026-1"):
        answer = anna.get("/desk/suche/", {"q": text})
        assert answer.status_code == 302, text
        assert answer["Location"] == f"/desk/vorgang/{case.number}/"
    for text in ("gasfeder", "GASFEDER defekt", "stuhl", "karla", "kundin.test"):
        assert case.number in anna.get("/desk/suche/", {"q": text}).content.decode(), text
    assert case.number not in anna.get("/desk/suche/", {"q": "fahrrad"}).content.decode()
    hostile = anna.get("/desk/suche/", {"q": "<script>alert(1)</script>\x00"}).content.decode()
    assert "<script>alert" not in hostile


def test_news_without_reloading(people: People, anna: Client) -> None:
    before = clock.now()
    quiet = anna.get("/desk/neues/", {"view": "open", "since": before.isoformat()})
    assert quiet.status_code == 204
    record_case(actor=people.blatt_house, at=clock.now(), case=NewCase(title="Frisch"))
    assert (
        "1 Vorgang"
        in anna.get("/desk/neues/", {"view": "open", "since": before.isoformat()}).content.decode()
    )
    assert anna.get("/desk/neues/", {"view": "open", "since": "gestern"}).status_code == 204


def test_several_at_once(people: People, anna: Client) -> None:
    cases = [record(people, f"Nr {n}") for n in range(3)]
    numbers = [c.number for c in cases[:2]]
    answer = anna.post("/desk/auswahl/", {"case": numbers, "action": "take", "back": "/desk/?view=open"})
    assert answer["Location"] == "/desk/?view=open"
    owned = set(Case.objects.filter(owner_id=people.anna.membership_id).values_list("number", flat=True))
    assert owned == set(numbers)
    anna.post("/desk/auswahl/", {"case": numbers, "action": "spam", "back": "https://böse.test/"})
    assert Case.objects.filter(is_spam=True).count() == 2
    anna.post("/desk/auswahl/", {"case": numbers, "action": "follow_up", "on": "gestern"})
    assert not Case.objects.filter(follow_up_on__isnull=False).exists()


def test_views_are_kept_and_shared(people: People, anna: Client, lena: Client) -> None:
    fields = {"name": "Dringende", "view": "open", "severity": "prevents_operation", "shared": "1"}
    anna.post("/desk/ansicht/", fields)
    anna.post("/desk/ansicht/", fields)  # the same name again is refused
    view = SavedView.objects.get()
    assert "Dringende" in shown(lena, view="open")
    assert lena.post(f"/desk/ansicht/{view.pk}/entfernen/").status_code == 403
    assert SavedView.objects.exists()
    anna.post(f"/desk/ansicht/{view.pk}/entfernen/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("path", ["/desk/", "/desk/suche/?q=x", "/desk/neu/", "/desk/vorgang/NO-2026-00001/"])
def test_strangers_are_sent_to_the_login(people: People, path: str) -> None:
    answer = Client(headers={"host": people.tenant.host}).get(path)
    assert answer.status_code == 302
    assert "anmelden" in answer["Location"]
