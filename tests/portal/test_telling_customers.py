"""The customer hears of visits of his dealer's own people: on his page always, by mail as the dealer says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kulanz.cases.models import Case
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.models import Visit
from kulanz.workflows.links import issue_case_link
from tests.execution.visits_world import AT
from tests.portal.sending import House, second_technician
from tests.workflows.hearing import LATER, heard

pytestmark = pytest.mark.django_db
TELL = {"notify": "1"}


def appointment_mails() -> list[tuple[str, str]]:
    return [(mail.to, mail.subject) for mail in heard(LATER) if mail.kind in ("appointment", "pass_on")]


def page(house: House) -> str:
    karla = house.world.people.karla
    url = issue_case_link(case=house.case, party_id=karla.pk, address="karla@kundin.test", at=AT)
    client = Client(headers={"host": house.world.tenant.host, "origin": "null"})
    return client.get("/f/" + url.rsplit("/f/", 1)[1]).content.decode()


def post(house: House, visit: Visit, what: str, **fields: Any) -> Any:
    answer = house.client().post(f"/portal/einsaetze/{visit.number}/{what}/", fields, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_his_page_says_day_time_and_who_comes(house: House) -> None:
    assert "Ihr Termin" not in page(house)
    visit = house.sent()
    shown = page(house)
    for words in ("Dienstag, 17. November 2026", "09:00 bis 10:00 Uhr", "Dario Dohle", "Bürohaus Blatt"):
        assert words in shown
    post(house, visit, "planen", crew=[house.world.dario.pk], starts="2026-11-18T13:00")
    shown = page(house)
    assert "Mittwoch, 18. November 2026" in shown
    assert "Dienstag, 17. November 2026" not in shown
    post(house, visit, "absagen", reason="Dario ist krank")
    assert "Ihr Termin" not in page(house)


def test_without_the_choice_nobody_is_written_to(house: House) -> None:
    visit = house.sent()
    post(house, visit, "planen", crew=[house.world.dario.pk], starts="2026-11-18T13:00")
    post(house, visit, "absagen", reason="Dario ist krank")
    assert appointment_mails() == []


def test_chosen_once_he_hears_of_every_change(house: House) -> None:
    visit = house.sent(**TELL)
    told = appointment_mails()
    assert [to for to, _subject in told] == ["karla@kundin.test"]
    offered = house.client().get(f"/portal/einsaetze/{visit.number}/").content.decode()
    assert "Der Kunde erfährt die Änderung von selbst per E-Mail." in offered
    assert 'name="notify"' not in offered
    post(house, visit, "planen", crew=[house.world.dario.pk], starts="2026-11-18T13:00", **TELL)
    assert len(appointment_mails()) == 2, "once, not twice"
    post(house, visit, "absagen", reason="Dario ist krank", **TELL)
    told = appointment_mails()
    assert len(told) == 3
    assert {to for to, _subject in told} == {"karla@kundin.test"}


@pytest.mark.parametrize("what", ["vom-plan", "absagen"])
def test_an_end_is_told_though_the_beginning_was_not(house: House, what: str) -> None:
    visit = house.sent()
    assert 'name="notify"' in house.client().get(f"/portal/einsaetze/{visit.number}/").content.decode()
    said = post(house, visit, what, reason="Dario ist krank", **TELL)
    assert "Der Kunde erfährt es per E-Mail." in said
    told = appointment_mails()
    assert [to for to, _subject in told] == ["karla@kundin.test"]
    assert "17. November" in told[0][1] or "17.11." in told[0][1]


def test_a_proposal_is_taken_with_the_same_choice(house: House) -> None:
    second_technician(house)
    visit = house.sent(starts_at="")
    post(house, visit, "planen", pick=f"{house.world.dario.pk} 2026-11-17T09:00", **TELL)
    visit.refresh_from_db()
    assert visit.state == "planned"
    assert [row.technician for row in visit.crew.all()] == [house.world.dario]
    assert len(appointment_mails()) == 1


def test_nobody_to_write_to_is_said_and_the_plan_stands(house: House) -> None:
    karla = Party.objects.get(pk=house.world.people.karla.pk)
    karla.contact_points.all().delete()
    said = house.client().post(house.form, house.given(**TELL), follow=True).content.decode()
    assert "Der Kunde hat keine E-Mail-Adresse." in said
    assert Visit.objects.get().state == "planned"
    assert appointment_mails() == []


def test_a_dealer_who_writes_himself_gets_it_to_pass_on(house: House) -> None:
    Case.objects.filter(pk=house.case.pk).update(writer="dealer")
    shown = house.client().get(house.form).content.decode()
    assert "Die Nachricht kommt an Ihr Haus, Sie geben sie weiter." in shown
    house.sent(**TELL)
    told = appointment_mails()
    assert told
    assert "karla@kundin.test" not in {to for to, _subject in told}
