"""A dealer with own technicians plans the visits that are given to his house, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import Booking, Visit
from tests.cases.people import make_people
from tests.execution.visits_world import NINE, World, make_world

pytestmark = pytest.mark.usefixtures("now")
PAGE = "/portal/einsaetze/"


@pytest.fixture
def world(tenant: Tenant) -> World:
    return make_world(make_people(tenant))


@pytest.fixture
def as_(tenant: Tenant) -> Callable[[Actor], Client]:
    def make(actor: Actor) -> Client:
        client = Client(headers={"host": tenant.host})
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return make


@pytest.fixture
def own(world: World) -> Visit:
    return world.visit(organisation=world.people.blatt)


def test_the_house_sees_what_is_given_to_it(world: World, own: Visit, as_: Callable[[Actor], Client]) -> None:
    factory = world.visit(organisation=world.factory)
    page = as_(world.people.blatt_house).get(PAGE).content.decode()
    assert own.number in page
    assert factory.number not in page
    assert own.number not in as_(world.people.fremd_house).get(PAGE).content.decode()
    assert as_(world.people.fremd_house).get(f"{PAGE}{own.number}/").status_code == 404


def test_what_is_over_and_not_reported_stays_in_sight(
    world: World, own: Visit, as_: Callable[[Actor], Client]
) -> None:
    client = as_(world.people.blatt_house)
    assert "noch ohne Bericht" not in client.get(PAGE).content.decode()
    world.plan(own, [world.dario], NINE - timedelta(days=4), at=NINE - timedelta(days=5))
    page = client.get(PAGE).content.decode()
    assert own.number in page.split("noch ohne Bericht")[1]
    assert own.number not in page.split("noch ohne Bericht")[0]
    Visit.objects.filter(pk=own.pk).update(state="done")
    assert own.number not in client.get(PAGE).content.decode()


def test_it_plans_its_own_people_by_a_suggestion(
    world: World, own: Visit, as_: Callable[[Actor], Client]
) -> None:
    client = as_(world.people.blatt_house)
    page = client.get(f"{PAGE}{own.number}/").content.decode()
    assert "Dario Dohle" in page
    assert "Fritz Fink" not in page
    given = {"crew": [world.dario.pk], "starts": "2026-11-17T09:00", "version": own.version}
    assert client.post(f"{PAGE}{own.number}/planen/", given).status_code == 302
    own.refresh_from_db()
    assert own.starts_at == NINE
    assert "Dario Dohle" in client.get(f"{PAGE}{own.number}/").content.decode()


def test_nobody_elses_people(world: World, own: Visit, as_: Callable[[Actor], Client]) -> None:
    client = as_(world.people.blatt_house)
    given = {"crew": [world.fritz.pk], "starts": "2026-11-17T09:00"}
    answer = client.post(f"{PAGE}{own.number}/planen/", given)
    assert answer.status_code == 409
    assert "nur seine eigenen Techniker" in answer.content.decode()
    assert not Booking.objects.exists()


def test_the_interlock_holds_here_too_and_names_nobody_elses_people(
    world: World, own: Visit, as_: Callable[[Actor], Client]
) -> None:
    world.dario.person.certificates.all().delete()
    given = {"crew": [world.dario.pk], "starts": "2026-11-17T09:00"}
    answer = as_(world.people.blatt_house).post(f"{PAGE}{own.number}/planen/", given)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Kein Zertifikat" in text
    assert "Fritz" not in text
    assert ProtocolEntry.objects.filter(event="interlock.refused").count() == 1
    own.refresh_from_db()
    assert own.state == "to_plan"
