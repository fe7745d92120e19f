"""A case that the dealer's own people carry out waits for him from the moment he files it, until they were
there; what the office has to judge or to look at stays the office's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.models import Case
from kulanz.cases.queries.worklist import Filters, View, list_cases
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.execution.rules.visits import Result
from kulanz.workflows.visits import finish_visit
from tests.execution.visits_world import AT
from tests.portal.filing_forms import TOKEN, file
from tests.portal.sending import House
from tests.workflows.hearing import heard, work

pytestmark = pytest.mark.django_db
SEND = "Schicken Sie gleich jemanden hin."


def filed(house: House, token: str = TOKEN, **changes: Any) -> Case:
    """An ordered repair for Blatt's own people, with a file beside it."""
    given = {
        "kind": "repair",
        "safety": "no",
        "carried_out_by": "dealer",
        "technician": house.world.dario.person_id,
        "dealer_part": "principal",
        "files": SimpleUploadedFile("notiz.txt", b"links", "text/plain"),
        **changes,
    }
    house.case = file(house.client(), token, **given)
    return house.case


def turn(house: House) -> str:
    return Case.objects.values_list("waits_for", flat=True).get(pk=house.case.pk)


def to_do(house: House) -> dict[str, bool]:
    """Where the office meets it: in the list nobody has taken yet, and in the one that waits for others."""
    desk = house.client(house.world.people.anna)
    return {
        view: house.case.number in desk.get("/desk/", {"view": view}).content.decode()
        for view in ("unassigned", "waiting")
    }


def is_his_turn(house: House) -> bool:
    home = house.client().get("/portal/").content.decode().partition("Hier sind Sie dran")[2]
    return house.case.number in home.partition("</section>")[0]


def test_it_is_his_until_his_people_were_there(house: House) -> None:
    case = filed(house)
    assert (case.carried_out_by, case.step, case.waits_for) == ("dealer", "in_progress", "dealer")
    assert case.files.count() == 1
    assert is_his_turn(house)
    stand = house.client().get(f"{house.page}berichte/?stand").content.decode()
    assert "Wartet auf Sie" in stand
    assert SEND in stand
    assert f'href="{house.form}"' in stand
    assert house.client().get(house.page).content.decode().count(SEND) == 1
    assert to_do(house) == {"unassigned": False, "waiting": True}
    desk = house.client(house.world.people.anna).get(f"/desk/vorgang/{case.number}/").content.decode()
    assert "Niemand ist zuständig" not in desk
    assert "Der Fachhandelspartner schickt eigene Leute" in desk

    visit = house.sent()
    assert turn(house) == "technician"
    assert to_do(house) == {"unassigned": False, "waiting": True}
    assert SEND not in house.client().get(house.page).content.decode()

    answer = house.client().post(f"/portal/einsaetze/{visit.number}/absagen/", {"reason": "Dario ist krank"})
    assert answer.status_code == 302
    assert turn(house) == "dealer", "nobody was there yet"

    visit = house.sent(seen=str(visit.pk))
    finish_visit(
        actor=house.world.dario_actor, visit_id=visit.pk, result=Result.SOLVED, authorised=True, at=AT
    )
    assert turn(house) == "us"
    assert to_do(house) == {"unassigned": True, "waiting": False}
    assert not is_his_turn(house)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"carried_out_by": "factory", "technician": None}, "the factory service goes"),
        ({"safety": "yes"}, "somebody could get hurt"),
        ({"kind": "complaint"}, "a claim is the office's to judge"),
    ],
)
def test_what_else_is_open_stays_the_offices(house: House, changes: dict[str, Any], why: str) -> None:
    case = filed(house, **changes)
    assert (case.step, case.waits_for) == ("recorded", "us"), why
    assert to_do(house) == {"unassigned": True, "waiting": False}
    assert not is_his_turn(house)
    assert not ProtocolEntry.objects.filter(stream=case.stream, event="case.state_changed").exists()


def test_a_complaint_is_judged_first_and_his_page_says_so(house: House) -> None:
    """What the page asks of him and whose turn it is are one."""
    case = filed(house, kind="complaint")
    assert (case.waits_for, case.claim_status) == ("us", "under_review")
    page = house.client().get(house.page).content.decode()
    assert SEND not in page
    assert "Das Servicebüro prüft die Meldung zuerst" in page
    visit = house.sent()
    assert turn(house) == "technician"
    house.client().post(f"/portal/einsaetze/{visit.number}/absagen/", {"reason": "Dario ist krank"})
    assert turn(house) == "us"


def test_a_question_to_the_office_is_the_offices(house: House) -> None:
    filed(house)
    note = {"body": "Welche Gasfeder passt?", "audience": "dealer"}
    assert house.client().post(f"{house.page}nachricht/", note).status_code == 302
    assert turn(house) == "us"


def test_the_factory_takes_over(house: House) -> None:
    filed(house)
    assert house.client().post(house.factory, {"reason": "keine Zeit"}).status_code == 302
    assert turn(house) == "us"
    assert to_do(house)["unassigned"]


def test_another_dealer_does_not_owe_what_the_one_before_did(house: House) -> None:
    people, case = house.world.people, filed(house)
    edit_fields(
        actor=people.anna,
        case_id=case.pk,
        values={"dealer_id": people.fremd.pk},
        base={"dealer_id": people.blatt.pk},
        at=AT,
    )
    work(AT)
    assert turn(house) == "us", "Fremd works under option B"


def test_the_customer_hears_of_it_once(house: House) -> None:
    filed(house)
    mails = [mail for mail in heard(AT) if mail.to == "karla.neu@kundin.test"]
    assert [mail.kind for mail in mails] == ["acknowledgement"]
    assert "Ihr Händler kümmert sich darum" in mails[0].text


def test_a_late_one_comes_up_all_the_same(house: House) -> None:
    case = filed(house)
    anna = house.world.people.anna
    overdue = Filters(view=View.OVERDUE)
    assert case.next_news_on is not None
    late = case.next_news_on + timedelta(days=1)
    for day, found in ((case.next_news_on, False), (late, True)):
        rows = list_cases(anna, overdue, today=day).rows
        assert (case.number in [row.number for row in rows]) is found, day
