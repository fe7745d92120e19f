"""Planning a visit of one's own people: every fault at once, and a question before a very long one."""

from __future__ import annotations

import html

import pytest

from kulanz.stages.execution.models import Visit
from tests.portal.sending import House, second_technician

pytestmark = pytest.mark.django_db
LONG = "länger als ein Arbeitstag (10 Stunden)"


def test_every_fault_is_named_at_once(house: House) -> None:
    dora = second_technician(house, certified=False)
    check = house.nothing_happened()
    faults = {"work_kinds": [], "starts_at": "2026-11-10T09:00", "wanted_on": "2026-11-09"}
    answer = house.send(technician=dora.pk, duration_minutes="5000", **faults)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    for words in (
        "Bitte die Arbeitsart nennen",
        "Dieser Tag ist schon vorbei.",
        "Der Wunschtag ist schon vorbei.",
        "Dora Drossel: ",
        LONG,
    ):
        assert words in page, words
    check()
    answer = house.send(starts_at="2026-11-10T09:00", technician=dora.pk)
    page = html.unescape(answer.content.decode())
    assert "Dora Drossel: Kein Zertifikat für „Gasfeder tauschen“." in page
    assert "Bitte die Arbeitsart nennen" not in page
    check()


def test_a_time_without_anybody_is_said_at_the_name(house: House) -> None:
    check = house.nothing_happened()
    answer = house.send(technician="", starts_at="2026-11-10T09:00")
    page = html.unescape(answer.content.decode())
    assert "Bitte wählen, wer hinfährt." in page
    assert "Dieser Tag ist schon vorbei." in page
    check()


def test_more_than_a_working_day_is_confirmed(house: House) -> None:
    assert 'name="long_ok"' not in house.client().get(house.form).content.decode()
    check = house.nothing_happened()
    answer = house.send(duration_minutes="5000")
    assert answer.status_code == 422
    assert LONG in answer.content.decode()
    assert 'name="long_ok"' in answer.content.decode()
    check()
    assert house.send(duration_minutes="5000", long_ok="on").status_code == 302
    assert Visit.objects.get().duration_minutes == 5000


def test_moving_it_to_last_longer_is_confirmed_as_well(house: House) -> None:
    visit = house.sent(duration_minutes="600")
    address = f"/portal/einsaetze/{visit.number}/planen/"
    given = {"crew": [house.world.dario.pk], "starts": "2026-11-17T09:00", "ends": "2026-11-19T09:00"}
    check = house.nothing_happened()
    answer = house.client().post(address, given)
    assert answer.status_code == 422
    assert LONG in answer.content.decode()
    assert 'name="long_ok"' in answer.content.decode()
    check()
    assert house.client().post(address, {**given, "long_ok": "1"}).status_code == 302
    assert Visit.objects.get().duration_minutes == 2 * 24 * 60
