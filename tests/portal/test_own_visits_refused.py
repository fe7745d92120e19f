"""What a dealer's form for his own visits refuses, and who does not get it at all: then nothing is made."""

from __future__ import annotations

import pytest
from django.test import Client

from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.models import Case
from kulanz.masterdata.parties.models import OptionPeriod, ServiceOption
from kulanz.masterdata.parties.rules.interlock import House as Kind
from kulanz.stages.execution.models import Visit
from tests.cases.people import AT as LONG_AGO
from tests.contracts.houses import under_option_a
from tests.execution.visits_world import AT, make_technician
from tests.portal.sending import House, second_technician


def test_a_time_needs_somebody(house: House) -> None:
    check = house.nothing_happened()
    answer = house.send(technician="")
    assert answer.status_code == 422
    assert "Bitte wählen, wer hinfährt." in answer.content.decode()
    check()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "war"}, 422),
        ({"duration_minutes": "3"}, 422),
        ({"duration_minutes": "9" * 30}, 422),
        ({"wanted_on": "2026-11-15"}, 422),
        ({"starts_at": "morgen"}, 422),
        ({"starts_at": "0001-01-01T00:00"}, 422),
        ({"starts_at": "9999-12-31T23:59"}, 409),
        ({"task": "x" * 4001}, 422),
        ({"work_kinds": ["999999"]}, 422),
        ({"technician": "999999"}, 422),
    ],
)
def test_nonsense_makes_no_visit(house: House, fields: dict[str, object], status: int) -> None:
    check = house.nothing_happened()
    assert house.send(**fields).status_code == status
    check()


def test_nobody_elses_technician(house: House) -> None:
    check = house.nothing_happened()
    for somebody in (house.world.fritz, house.world.paula):
        assert house.send(technician=somebody.pk).status_code == 422
    check()


def test_who_is_elsewhere_is_not_booked_twice(house: House) -> None:
    first = house.sent()
    check = house.nothing_happened()
    answer = house.send(seen=first.pk)
    assert answer.status_code == 409
    assert f"schon belegt: {first.number}" in answer.content.decode()
    check()


def test_what_a_colleague_made_meanwhile_is_shown_before_another_is_made(house: House) -> None:
    first = house.sent()
    check, client = house.nothing_happened(), house.client()
    later = house.given(starts_at="2026-11-18T09:00")
    answer = client.post(house.form, later)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"gibt es zu diesem Vorgang den Einsatz {first.number}" in page
    assert f'name="seen" value="{first.pk}"' in page
    check()
    assert client.post(house.form, {**later, "seen": first.pk}).status_code == 302
    assert Visit.objects.count() == 2


def test_under_option_b_there_is_no_such_page(house: House) -> None:
    OptionPeriod.objects.create(
        tenant=house.world.tenant, dealer=house.world.people.blatt, option=ServiceOption.FACTORY,
        valid_from=AT.date(), decided_at=LONG_AGO, decided_by_name="Lena Luchs", source="desk",
    )  # fmt: skip
    refused_everywhere(house, house.client())


@pytest.mark.parametrize("by", ["factory", "partner", ""])
def test_what_others_carry_out_is_not_his_to_send_for(house: House, by: str) -> None:
    Case.objects.filter(pk=house.case.pk).update(carried_out_by=by)
    refused_everywhere(house, house.client())
    check = house.nothing_happened()
    assert house.client().post(house.factory).status_code == 404
    check()


def test_another_dealer_does_not_know_the_case(house: House) -> None:
    under_option_a(house.world.people, house.world.people.fremd)
    client = house.client(house.world.people.fremd_house)
    refused_everywhere(house, client)
    check = house.nothing_happened()
    assert client.post(house.factory).status_code == 404
    check()


def test_a_technician_sends_nobody(house: House) -> None:
    house.sent()
    client = house.client(house.world.dario_actor)
    refused_everywhere(house, client)
    check = house.nothing_happened()
    assert client.post(house.factory).status_code == 404
    check()
    assert "Einsatz anlegen" not in client.get(house.page).content.decode()


def test_a_case_that_has_ended_gets_no_visit(house: House) -> None:
    cancel_case(actor=house.world.people.anna, case_id=house.case.pk, reason="doppelt", at=AT)
    check, client = house.nothing_happened(), house.client()
    for answer in (client.get(house.form), client.post(house.form, house.given())):
        assert (answer.status_code, answer["Location"]) == (302, house.page)
    page = client.get(house.page).content.decode()
    assert "Der Vorgang ist beendet" in page
    assert house.form not in page
    assert client.post(house.factory).status_code == 404
    check()


def test_an_inquiry_does_not_ask_to_send_anybody(house: House) -> None:
    Case.objects.filter(pk=house.case.pk).update(kind="inquiry")
    assert house.form not in house.client().get(house.page).content.decode()


def test_nothing_of_prices_or_other_houses_stands_on_the_page(house: House) -> None:
    strange = make_technician(house.world.tenant, "Egon Elster", house.world.people.fremd, Kind.DEALER)
    house.world.certify(strange.person, house.world.spring)
    dora = second_technician(house, certified=False)
    client = house.client()
    pages = [client.get(house.form), client.post(house.form, house.given(technician=dora.pk))]
    for page in pages:
        text = page.content.decode()
        assert "Egon" not in text
        assert "€" not in text


def refused_everywhere(house: House, client: Client) -> None:
    """No form, no button, no visit."""
    check = house.nothing_happened()
    assert client.get(house.form).status_code == 404
    assert client.post(house.form, house.given()).status_code == 404
    assert house.form not in client.get(house.page).content.decode()
    check()
