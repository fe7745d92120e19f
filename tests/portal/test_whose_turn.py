"""A case whose visit has no date waits for whoever plans it: the dealer his own, the office the factory's."""

from __future__ import annotations

import pytest

from kulanz.cases.models import Case
from kulanz.stages.execution.models import Visit
from tests.portal.sending import House

pytestmark = pytest.mark.django_db


def turn(house: House) -> str:
    return Case.objects.values_list("waits_for", flat=True).get(pk=house.case.pk)


def test_the_dealers_own_visit_waits_for_him_until_it_is_planned(house: House) -> None:
    visit = house.sent(starts_at="")
    assert turn(house) == "dealer"
    home = house.client().get("/portal/").content.decode()
    assert "Hier sind Sie dran" in home
    assert house.case.number in home.partition("Hier sind Sie dran")[2]
    address = f"/portal/einsaetze/{visit.number}/"
    stand = house.client().get(f"{house.page}berichte/?stand").content.decode()
    assert f'href="{address}"' in stand
    assert "Einsatz planen" in stand
    assert "auf Sie" in stand

    done = house.client().post(
        f"{address}planen/", {"crew": [house.world.dario.pk], "starts": "2026-11-17T09:00"}
    )
    assert done.status_code == 302, done.content.decode()
    assert turn(house) == "technician"
    stand = house.client().get(f"{house.page}berichte/?stand").content.decode()
    assert "Einsatz planen" not in stand

    house.client().post(f"{address}vom-plan/", {"reason": "Dario ist krank"})
    assert turn(house) == "dealer"


def test_a_refused_plan_leaves_the_turn_where_it_was(house: House) -> None:
    visit = house.sent(starts_at="")
    nothing = house.nothing_happened()
    strange = house.world.felix.pk
    answer = house.client().post(
        f"/portal/einsaetze/{visit.number}/planen/", {"crew": [strange], "starts": "2026-11-17T09:00"}
    )
    assert answer.status_code in (404, 409, 422)
    nothing()
    assert turn(house) == "dealer"


def test_given_to_the_factory_the_office_plans(house: House) -> None:
    house.sent(starts_at="")
    assert house.client().post(house.factory, {"reason": "keine Zeit"}).status_code == 302
    assert turn(house) == "us"
    assert Visit.objects.get().organisation == house.world.factory


def test_what_the_office_makes_for_the_factory_is_the_offices(house: House) -> None:
    Case.objects.filter(pk=house.case.pk).update(waits_for="technician", carried_out_by="factory")
    desk = house.client(house.world.people.anna)
    made = desk.post(
        f"/desk/vorgang/{house.case.number}/einsatz/",
        {
            "kind": "repair",
            "work_kinds": [house.world.spring.pk],
            "duration_minutes": "60",
            "organisation": house.world.factory.pk,
        },
    )
    assert made.status_code == 302, made.content.decode()
    assert turn(house) == "us"
    visit = Visit.objects.get()
    house.world.plan(visit, [house.world.fritz])
    assert turn(house) == "technician"
    # a second one that nobody has planned yet is the office's again
    house.world.visit(case=house.case, organisation=house.world.factory)
    assert desk.post(f"/desk/einsatz/{visit.number}/vom-plan/", {"reason": "krank"}).status_code == 302
    assert turn(house) == "us"


def test_who_was_asked_something_else_still_owes_the_answer(house: House) -> None:
    Case.objects.filter(pk=house.case.pk).update(waits_for="customer")
    house.sent(starts_at="")
    assert turn(house) == "customer"
