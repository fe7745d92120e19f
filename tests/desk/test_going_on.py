"""Working through a list: the next case follows, what is new is marked, nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from kulanz.cases.commands.joining import merge_cases
from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.people import add_task, assign_case, mark_spam
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Message
from kulanz.cases.rules import Audience, Kind, Safety
from kulanz.core import clock
from kulanz.core.files.uploads import append_chunk, begin_upload
from tests.cases.people import AT, People
from tests.desk.conftest import client_of


def inquiry(people: People, title: str, minutes: int = 0, *, mine: bool = True, **fields: object) -> Case:
    at = AT + timedelta(minutes=minutes)
    given = NewCase(title=title, kind=Kind.INQUIRY, customer_id=people.karla.pk, **fields)  # type: ignore[arg-type]  # fields by name
    case = record_case(actor=people.anna, at=at, case=given)
    if mine:
        assign_case(
            actor=people.anna, case_id=case.pk, owner_id=people.anna.membership_id, team_id=None, at=at
        )
    return case


def url(case: Case, rest: str = "") -> str:
    return f"/desk/vorgang/{case.number}/{rest}"


def test_the_next_case_follows_until_the_list_is_empty(people: People, anna: Client) -> None:
    cases = [inquiry(people, f"Frage {n}", n) for n in range(3)]  # the list shows the last one first
    anna.get("/desk/", {"view": "mine"})
    page = anna.get(url(cases[1])).content.decode()
    assert f'href="{url(cases[0])}" data-key="j"' in page
    assert f'href="{url(cases[2])}" data-key="k"' in page
    closed = anna.post(url(cases[1], "beenden/"), {"solution": "Erklärt"})
    assert closed["Location"] == url(cases[0])
    assert f"{cases[1].number} ist beendet." in anna.get(url(cases[0])).content.decode()
    assert anna.post(url(cases[0], "stornieren/"), {"reason": "doppelt"})["Location"] == url(cases[2])
    assert anna.post(url(cases[2], "spam/"), {"spam": "yes"})["Location"] == "/desk/?view=mine"


def test_the_list_somebody_came_from_stays_beside_the_case(people: People, anna: Client) -> None:
    free = inquiry(people, "Niemandes", mine=False)
    inquiry(people, "Meiner", 1)
    anna.get("/desk/", {"view": "unassigned"})
    around = anna.get(url(free)).context["around"]
    assert [row.title for row, _badge in around.rows] == ["Niemandes"]
    anna.get("/desk/", {"view": "spam"})
    assert anna.get(url(free)).context["around"].view == "open"


def test_what_is_new_is_marked_until_it_was_read(people: People, anna: Client) -> None:
    case = inquiry(people, "Frage")
    anna.get("/desk/", {"view": "mine"})
    add_message(actor=people.customer_link(case.pk), case_id=case.pk, body="Hallo?", at=clock.now())
    page = anna.get("/desk/", {"view": "mine"}).content.decode()
    assert "is-new" in page
    assert "Neue Nachricht" in page
    anna.get(url(case))
    page = anna.get("/desk/", {"view": "mine"}).content.decode()
    assert "is-new" not in page
    assert "wartet auf Antwort" in page
    add_message(actor=people.anna, case_id=case.pk, body="Ja", audience=Audience.CUSTOMER, at=clock.now())
    assert "wartet auf Antwort" not in anna.get("/desk/", {"view": "mine"}).content.decode()


def test_spam_comes_back_from_its_list(people: People, anna: Client) -> None:
    case = inquiry(people, "Gewinnspiel")
    mark_spam(actor=people.anna, case_id=case.pk, spam=True, at=AT)
    assert "Zurückholen" in anna.get("/desk/", {"view": "spam"}).content.decode()
    anna.post(url(case, "spam/"), {"spam": "no", "case": case.number})
    case.refresh_from_db()
    assert not case.is_spam


def test_a_mistyped_word_gets_a_suggestion(people: People, anna: Client) -> None:
    page = anna.get("/desk/suche/", {"q": "gasfedr"}).content.decode()
    assert "Meinten Sie" in page
    assert "q=gasfeder" in page.lower()


def test_small_changes_fold_and_the_order_is_that_of_the_protocol(people: People, anna: Client) -> None:
    case = inquiry(people, "Frage", mine=False)
    for n in range(5):
        add_task(actor=people.anna, case_id=case.pk, title=f"Aufgabe {n}", at=AT)
    add_message(actor=people.anna, case_id=case.pk, body="Danach", at=AT)
    items = anna.get(url(case)).context["timeline"]
    assert [item["kind"] for item in items] == ["event", "fold", "message"]
    titles = [item["line"].text for item in items[1]["items"]]
    assert titles == [f"Aufgabe: Aufgabe {n}" for n in range(5)]


def test_a_refused_message_keeps_everything(people: People, anna: Client) -> None:
    case = inquiry(people, "Frage")
    bound_to = f"user:{people.anna.user_id}"
    at = clock.now()
    token = begin_upload(tenant_id=people.tenant.pk, bound_to=bound_to, name="a.txt", size=5, at=at)
    append_chunk(tenant_id=people.tenant.pk, token=token, bound_to=bound_to, offset=0, chunk=b"hallo", at=at)
    fields = {
        "audience": "dealer",
        "body": "Siehe Anlage",
        "waits_for": "dealer",
        "uploads": [token, "unbekannt"],
    }
    refused = anna.post(url(case, "nachricht/"), fields)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Siehe Anlage" in page
    assert f'name="uploads" value="{token}"' in page
    assert 'value="dealer" selected' in page
    assert refused.context["audience"] == "dealer"
    sent = anna.post(url(case, "nachricht/"), fields | {"uploads": [token]})
    message = Message.objects.get(body="Siehe Anlage")
    assert sent["Location"].endswith(f"#m{message.pk}")
    assert message.files.count() == 1


def test_the_safety_answer_and_a_merge_cannot_be_missed(people: People, anna: Client) -> None:
    target = inquiry(people, "Ziel", safety=Safety.YES)
    source = inquiry(people, "Quelle")
    assert "Verletzungsgefahr gemeldet" in anna.get(url(target)).content.decode()
    merge_cases(actor=people.anna, source_id=source.pk, target_id=target.pk, at=AT)
    assert anna.get(url(source))["Location"] == url(target)
    alone = anna.get(url(source), {"allein": ""}).content.decode()
    assert "Dieser Vorgang ist Teil von" in alone
    assert url(source, "trennen/") in alone
    assert url(source, "trennen/") in anna.get(url(target)).content.decode()


def test_whoever_does_not_work_cases_is_told_so_and_changes_no_state(people: People) -> None:
    case = inquiry(people, "Frage")
    otto = client_of(people.otto, people.tenant)
    page = otto.get(url(case)).content.decode()
    assert "Sie lesen mit" in page
    assert 'name="waits_for"' not in page
    assert "close-dialog" not in page
    answer = otto.post(
        url(case, "nachricht/"), {"audience": "internal", "body": "Notiz", "waits_for": "supplier"}
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.waits_for == "us"
