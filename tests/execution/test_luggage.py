"""What a visit needs and its crew would not have with them is said where it is planned."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import Stock, Tool, Vehicle, Visit, VisitPart, VisitTool
from kulanz.stages.execution.visit_words import luggage_words, plan_warnings
from tests.cases.people import People
from tests.execution.visits_world import AT, HOUR, NINE, World, make_world

PLAN = "/desk/einsatzplan/planen/"
WITH_PAULA = "Das Spezialwerkzeug Gasfederpresse (SW-101) liegt bei Paula Pirol."


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


def press(world: World, visit: Visit, **where: object) -> Tool:
    tool = Tool.objects.create(tenant=world.tenant, name="Gasfederpresse", number="SW-101", **where)
    VisitTool.objects.create(tenant=world.tenant, visit=visit, tool=tool)
    return tool


def van(world: World, **of: object) -> Vehicle:
    return Vehicle.objects.create(tenant=world.tenant, name="Sprinter 1", **of)


def needs(world: World, visit: Visit, quantity: str) -> None:
    VisitPart.objects.create(
        tenant=world.tenant, visit=visit, article=world.cushion, name="Kissen", quantity=Decimal(quantity)
    )


def test_a_tool_is_with_one_of_the_crew_or_it_is_said_with_whom(world: World) -> None:
    visit = world.planned()
    tool = press(world, visit, technician=world.paula)
    assert luggage_words(visit, [world.fritz]) == [WITH_PAULA]
    assert luggage_words(visit, [world.fritz, world.paula]) == []
    driven = van(world, technician=world.paula)
    Tool.objects.filter(pk=tool.pk).update(technician=None, vehicle=driven)
    assert luggage_words(visit, [world.fritz]) == [WITH_PAULA]
    Vehicle.objects.update(technician=None)
    assert luggage_words(visit, [world.fritz]) == [
        "Das Spezialwerkzeug Gasfederpresse (SW-101) liegt im Fahrzeug Sprinter 1."
    ]
    Vehicle.objects.update(technician=world.fritz)
    assert luggage_words(visit, [world.fritz]) == []
    Tool.objects.filter(pk=tool.pk).update(vehicle=None, place="Lager")
    assert luggage_words(visit, [world.fritz]) == [], "it is fetched there"


def test_two_visits_that_need_it_at_once(world: World) -> None:
    one = world.planned()
    tool = press(world, one, place="Lager")
    other = world.planned([world.paula], NINE + HOUR / 2, case=world.another_case())
    VisitTool.objects.create(tenant=world.tenant, visit=other, tool=tool)
    clash = f"Gasfederpresse (SW-101) wird gleichzeitig für {other.number} gebraucht."
    assert plan_warnings(world.tenant, one, [world.fritz], at=AT) == [clash]


def test_parts_that_lie_in_none_of_their_vehicles(world: World) -> None:
    visit = world.planned()
    needs(world, visit, "2.5")
    assert luggage_words(visit, [world.fritz]) == [], "without a vehicle nobody knows what he has"
    mine = van(world, technician=world.fritz)
    assert luggage_words(visit, [world.fritz]) == ["Nicht im Fahrzeug: 2,50 × KI-10 Sitzkissen."]
    lying = Stock.objects.create(
        tenant=world.tenant, vehicle=mine, article=world.cushion, quantity=Decimal(1)
    )
    assert luggage_words(visit, [world.fritz]) == ["Nicht im Fahrzeug: 1,50 × KI-10 Sitzkissen."]
    Stock.objects.filter(pk=lying.pk).update(quantity=Decimal(-4))
    assert luggage_words(visit, [world.fritz]) == ["Nicht im Fahrzeug: 2,50 × KI-10 Sitzkissen."]
    Stock.objects.filter(pk=lying.pk).update(quantity=Decimal(3))
    assert luggage_words(visit, [world.fritz]) == []


def test_it_is_said_on_the_board_and_on_the_page(world: World, signed_in: Callable[[Actor], Client]) -> None:
    anna = signed_in(world.people.anna)
    visit = world.visit()
    press(world, visit, technician=world.paula)
    sent = {"visit": visit.pk, "version": visit.version, "crew": world.fritz.pk, "starts": "2026-11-17T09:00"}
    page = anna.post(PLAN, sent, headers={"hx-request": "true"}).content.decode()
    assert f"{visit.number} ist geplant" in page
    assert WITH_PAULA in page
    assert anna.get(f"/desk/einsatz/{visit.number}/").content.decode().count(WITH_PAULA) == 1


def test_a_dealer_learns_nothing_of_others(world: World, signed_in: Callable[[Actor], Client]) -> None:
    own = world.planned([world.dario], organisation=world.people.blatt)
    tool = press(world, own, technician=world.fritz)
    other = world.planned([world.paula], case=world.another_case())
    VisitTool.objects.create(tenant=world.tenant, visit=other, tool=tool)
    house = world.people.blatt.pk
    words = luggage_words(own, [world.dario], house=house)
    assert words == [
        "Das Spezialwerkzeug Gasfederpresse (SW-101) liegt bei jemand anderem.",
        "Gasfederpresse (SW-101) wird gleichzeitig anderswo gebraucht.",
    ]
    page = signed_in(world.people.blatt_house).get(f"/portal/einsaetze/{own.number}/").content.decode()
    assert "liegt bei jemand anderem" in page
    assert "Fritz" not in page
    assert other.number not in page
