"""Where a technician begins, and how those get to their tour who do other work besides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kulanz.cases.commands.messages import add_message
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.execution.models import FieldEntry, Visit
from tests.cases.people import make_member
from tests.execution.visits_world import AT, World
from tests.field.device import SOLVED, Device, later

Browser = Callable[[Actor], Client]
ENTRY = "Meine Tour"
START = "/konto/start/"


@pytest.fixture
def anna(world: World, now: None) -> Actor:
    """Anna of the office goes to customers herself: she is the technician Fritz's person."""
    Membership.objects.filter(pk=world.fritz_actor.membership_id).update(active=False)
    member = Membership.objects.get(pk=world.people.anna.membership_id)
    member.person = world.fritz.person
    member.save(update_fields=["person"])
    return actor_of(member)


def manager(world: World) -> Actor:
    """Dario's dealer lets him lead the house as well."""
    Membership.objects.filter(pk=world.dario_actor.membership_id).update(active=False)
    return actor_of(
        make_member(
            world.tenant,
            "leitung@blatt.nordlicht.test",
            "Dario Dorn",
            ActorKind.DEALER,
            organisation=world.people.blatt,
            person=world.dario.person,
            manages_house=True,
        )
    )


def test_whose_only_work_is_the_tour_begins_with_it(world: World, now: None, signed_in: Browser) -> None:
    answer = signed_in(world.fritz_actor).get(START)
    assert (answer.status_code, answer.url) == (302, "/feld/")  # type: ignore[attr-defined]  # a redirect


def test_a_partners_contact_without_a_tour_begins_with_the_cases(world: World, signed_in: Browser) -> None:
    tom = signed_in(world.people.tom)
    assert tom.get(START).url == "/portal/"  # type: ignore[attr-defined]  # a redirect
    assert ENTRY not in tom.get("/portal/").content.decode()


def test_who_no_longer_goes_on_tour_begins_with_the_cases(world: World, signed_in: Browser) -> None:
    world.fritz.active = False
    world.fritz.save(update_fields=["active"])
    assert signed_in(world.fritz_actor).get(START).url == "/portal/"  # type: ignore[attr-defined]  # a redirect


def test_the_office_and_a_dealers_manager_keep_their_first_page(
    world: World, anna: Actor, signed_in: Browser
) -> None:
    for actor, home in ((anna, "/desk/"), (manager(world), "/portal/")):
        browser = signed_in(actor)
        assert browser.get(START).url == home  # type: ignore[attr-defined]  # a redirect
        page = browser.get(home).content.decode()
        assert ENTRY in page
        assert 'href="/feld/"' in page
    for actor, home in ((world.people.lena, "/desk/"), (world.people.blatt_house, "/portal/")):
        assert ENTRY not in signed_in(actor).get(home, follow=True).content.decode()


def test_on_tour_somebody_of_the_office_reads_what_technicians_read(
    world: World, anna: Actor, signed_in: Browser
) -> None:
    visit = world.planned()
    world.planned([world.paula], case=world.harmless, work_kind_ids=[world.cleaning.pk])
    for audience, words in ((Audience.INTERNAL, "Wacholderwort"), (Audience.TECHNICIAN, "Eibenwort")):
        add_message(actor=anna, case_id=world.case.pk, body=words, audience=audience, at=AT)
    tablet = Device(signed_in(anna))
    assert tablet.client.get("/feld/").status_code == 200
    with later(60):
        day = tablet.day()
    assert [one["id"] for one in day["visits"]] == [visit.pk]
    assert [one["text"] for one in day["visits"][0]["messages"]] == ["Eibenwort"]
    told = tablet.tell(visit.pk, "report", SOLVED)
    assert told["outcome"] == "applied", told
    entry = FieldEntry.objects.get()
    assert (entry.membership_id, entry.kind) == (anna.membership_id, "report")
    assert Visit.objects.get(pk=visit.pk).state == "done"


def test_others_of_the_office_find_no_door(world: World, now: None, signed_in: Browser) -> None:
    visit = world.planned()
    for actor in (world.people.lena, world.people.blatt_house):
        stranger: Any = Device(signed_in(actor))
        assert stranger.client.get("/feld/").status_code == 404
        assert stranger.get("day").status_code == 404
        assert stranger.post("entries", b"{}", "application/json").status_code == 404
    assert not FieldEntry.objects.exists()
    assert Visit.objects.get(pk=visit.pk).state == "planned"
