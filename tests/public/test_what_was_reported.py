"""What a report changes on the customer's page and in his mails: the warning, and how far his case is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kulanz.cases.commands.closing import record_solution
from kulanz.cases.commands.state import set_waiting
from kulanz.cases.models import Case
from kulanz.cases.rules import Kind, WaitsFor
from kulanz.core import clock
from kulanz.stages.contact.models import OutgoingMail
from tests.cases.people import People
from tests.outgoing.writing import KARLA
from tests.public.conftest import AT
from tests.public.reported import report_on, visit_of
from tests.public.tracked import Tracked, track
from tests.workflows.hearing import heard, work

WARNING = "Bitte benutzen Sie das Produkt nicht."


def test_what_nobody_may_use_is_said_at_the_top_until_it_is_safe(tracked: Tracked) -> None:
    visit = visit_of(tracked.case, "done")
    report_on(visit, "not_judged")
    assert WARNING not in tracked.page()
    report_on(visit, "unsafe")
    page = tracked.page()
    assert WARNING in page
    assert page.index("</h1>") < page.index(WARNING) < page.index("track-now")
    report_on(visit, "safe", unproven=True)
    assert WARNING in tracked.page(), "what is not proven clears nothing"
    tracked.client.post(f"{tracked.path}sprache/", {"language": "en"}, headers={"origin": "null"})
    assert "Please do not use the product." in tracked.page()
    report_on(visit, "safe")
    assert "Please do not use the product." not in tracked.page()


@pytest.mark.parametrize("safety", ["unsafe", "safe"])
def test_his_mails_of_a_new_state_say_it_as_well(people: People, tracked: Tracked, safety: str) -> None:
    report_on(visit_of(tracked.case, "done"), safety)
    now = clock.now()
    work(now)
    OutgoingMail.objects.all().delete()
    set_waiting(actor=people.anna, case_id=tracked.case.pk, waits_for=WaitsFor.SUPPLIER, at=now)
    told = [mail for mail in heard(now + timedelta(minutes=1)) if mail.to == KARLA]
    assert [WARNING in mail.text for mail in told] == [safety == "unsafe"]


def steps(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'class="step step--(\w+)".*?class="step-title">([^<]+)', page, re.DOTALL)
    return [(title.strip(), state) for state, title in found]


@pytest.mark.parametrize("kind", [Kind.REPAIR, Kind.COMPLAINT])
def test_the_way_follows_what_was_done(people: People, tracked: Tracked, kind: Kind) -> None:
    """As in the portal: a repair is gone through once it is solved, a complaint once it is decided too."""
    one = track(people, tracked.client, kind)
    assert steps(one.page())[0] == ("Meldung eingegangen", "now")
    set_waiting(actor=people.anna, case_id=one.case.pk, waits_for=WaitsFor.TECHNICIAN, at=AT)
    assert steps(one.page())[1:3] == [("Wir prüfen Ihr Anliegen", "now"), ("Die Lösung läuft", "next")]
    if kind is Kind.COMPLAINT:
        Case.objects.filter(pk=one.case.pk).update(claim_status="accepted")
        assert steps(one.page())[1:3] == [("Wir prüfen Ihr Anliegen", "done"), ("Die Lösung läuft", "now")]
    record_solution(actor=people.anna, case_id=one.case.pk, solution="Vor Ort gelöst.", at=clock.now())
    assert steps(one.page()) == [
        ("Meldung eingegangen", "done"),
        ("Wir prüfen Ihr Anliegen", "done"),
        ("Die Lösung ist da", "done"),
        ("Abgeschlossen", "now"),
    ]


def test_a_rejected_complaint_has_no_solution_to_wait_for(tracked: Tracked) -> None:
    Case.objects.filter(pk=tracked.case.pk).update(step="in_progress", claim_status="rejected")
    assert steps(tracked.page())[1:] == [("Wir prüfen Ihr Anliegen", "done"), ("Abgeschlossen", "now")]
