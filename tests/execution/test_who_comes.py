"""In the dealer's name, by people of another house: who comes is said as it is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kulanz.core import clock
from kulanz.masterdata.parties.models import ContactPoint, HouseBrand, Writer
from kulanz.stages.execution.models import Visit
from kulanz.workflows.appointment_mails import send_appointment
from tests.cases.people import People
from tests.execution.test_appointment_page import browser, link_to
from tests.execution.test_appointments import offered
from tests.execution.visits_world import AT, World, make_world
from tests.workflows.hearing import heard

WRITES = Writer.OFFICE_FOR_DEALER.value


@pytest.fixture
def world(people: People) -> World:
    found = make_world(people)
    ContactPoint.objects.get_or_create(
        tenant=people.tenant,
        party=people.karla,
        kind="email",
        value="karla@kundin.test",
        defaults={"is_main": True},
    )
    HouseBrand.objects.create(
        tenant=people.tenant, organisation=people.blatt, sender_name="Blatt Büro", changed_at=AT
    )
    return found


def written_by(world: World, writer: str) -> None:
    world.case.writer = writer
    world.case.save(update_fields=["writer"])


def page(world: World, visit: Visit) -> str:
    with clock.frozen(AT):
        return " ".join(
            re.sub(r"<[^>]+>", " ", browser(world).get(link_to(world, visit)).content.decode()).split()
        )


def mail(world: World, visit: Visit) -> str:
    send_appointment(actor=world.people.anna, visit_id=visit.pk, at=AT)
    told = [mail.text for mail in heard() if mail.kind == "appointment"][-1]
    return " ".join(told.split())


def sent(world: World, who: str, **more: Any) -> Visit:
    return world.planned([getattr(world, who)], **more)


def test_the_factorys_people_in_the_dealers_name(world: World) -> None:
    written_by(world, WRITES)
    factory = world.factory.name
    assert f"{factory} kommt im Auftrag von Blatt Büro zu Ihnen." in page(world, offered(world))
    visit = sent(world, "fritz")
    told = page(world, visit)
    assert f"Es kommt Fritz Fink Von {factory} im Auftrag von Blatt Büro" in told
    text = mail(world, visit)
    assert f"{factory} kommt im Auftrag von Blatt Büro zu Ihnen: Dienstag" in text
    assert "wir kommen" not in text


def test_the_dealers_own_people_in_his_name(world: World) -> None:
    written_by(world, WRITES)
    visit = sent(world, "dario", organisation=world.people.blatt)
    told = page(world, visit)
    assert "Es kommt Dario" in told
    assert "Von Blatt Büro Wohin" in told
    assert "im Auftrag" not in told
    assert "wir kommen zu Ihnen: Dienstag" in mail(world, visit)


def test_a_partners_people_for_the_office(world: World) -> None:
    written_by(world, Writer.OFFICE.value)
    told = page(world, sent(world, "paula", organisation=world.partner))
    assert f"Von {world.partner.name} im Auftrag von {world.tenant.sender}" in told


def test_the_factorys_people_for_the_office(world: World) -> None:
    written_by(world, Writer.OFFICE.value)
    told = page(world, offered(world))
    assert f"{world.tenant.sender} kommt zu Ihnen. Bitte wählen" in told
    visit = sent(world, "fritz", case=world.another_case())
    assert "im Auftrag" not in page(world, visit)


def test_where_people_of_two_houses_are_offered_none_is_named(world: World) -> None:
    from kulanz.workflows.appointments import offer_slots
    from tests.execution.visits_world import HOUR, NINE

    written_by(world, WRITES)
    slots = [(world.fritz.pk, NINE), (world.dario.pk, NINE + 3 * HOUR)]
    visit = offer_slots(actor=world.people.anna, visit_id=world.visit().pk, slots=slots, at=AT)
    told = page(world, visit)
    assert "Bitte wählen Sie eine dieser Zeiten." in told
    assert "kommt zu Ihnen" not in told
