"""The house that carries a visit out sends its own people: suggested, offered instead, and planned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Party, Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.commands.visits.making import VisitInput
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.queries.appointments import free_slots
from kulanz.stages.execution.queries.suggestions import suggest
from kulanz.stages.execution.refusals_of_visits import NoSuchTechnician, OtherHouse
from kulanz.workflows.visits import edit_visit
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.visits_world import AT, HOUR, NINE, World, make_technician

BOARD = "/desk/einsatzplan/planen/"
WHEN = "2026-11-17T09:00"


@pytest.fixture
def anna(world: World, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(world.people.anna)


def carried_out_by(world: World, by: str) -> Case:
    world.case.carried_out_by = by
    world.case.save(update_fields=["carried_out_by"])
    return world.case


def suggested(world: World, visit: Visit) -> set[str]:
    found = {one.technician.name for one in suggest(world.people.anna, visit, at=AT)}
    assert {slot.technician.name for slot in free_slots(visit, at=AT, most=50)} <= found
    return found


def offered_instead(world: World, visit: Visit, barred: Technician) -> list[str]:
    with pytest.raises(NotCleared) as refused:
        world.plan(visit, [barred])
    return [one.technician.name for one in refused.value.could]


def untouched(visit: Visit, house: Party | None) -> None:
    version = visit.version
    visit.refresh_from_db()
    assert (visit.state, visit.version, visit.organisation) == ("to_plan", version, house)
    assert not Booking.objects.filter(visit=visit).exists()
    assert not ProtocolEntry.objects.filter(event__in=("visit.planned", "visit.changed")).exists()


def test_the_house_it_is_given_to_sends_its_own(world: World) -> None:
    visit = world.visit(organisation=world.factory)
    assert suggested(world, visit) == {"Fritz Fink"}
    assert offered_instead(world, visit, world.frieda) == ["Fritz Fink"]
    partners = world.visit(organisation=world.partner)
    assert suggested(world, partners) == {"Paula Pirol"}


@pytest.mark.parametrize(
    ("by", "who"), [("factory", "Fritz Fink"), ("dealer", "Dario Dohle"), ("partner", "Paula Pirol")]
)
def test_without_one_the_case_says_whose_people_go(world: World, by: str, who: str) -> None:
    visit = world.visit(case=carried_out_by(world, by))
    assert suggested(world, visit) == {who}
    for technician in (world.fritz, world.dario, world.paula):
        if technician.name == who:
            continue
        with pytest.raises(OtherHouse, match=technician.name):
            world.plan(visit, [technician])
    untouched(visit, None)


def test_while_it_is_open_our_own_people_come_first(world: World, anna: Client) -> None:
    """Also where a dealer's is at home in that region; and each stands there with his house."""
    visit = world.visit()
    far = make_technician(world.tenant, "Zoe Zeisig", world.factory, House.FACTORY, prefix="1")
    world.certify(far.person, world.spring)
    found = [one.technician.name for one in suggest(world.people.anna, visit, at=AT)]
    assert set(found[:2]) == {"Fritz Fink", "Zoe Zeisig"}
    assert set(found[2:]) == {"Dario Dohle", "Paula Pirol"}
    assert offered_instead(world, visit, world.frieda)[:2] == ["Fritz Fink", "Zoe Zeisig"]
    page = anna.get(f"/desk/einsatz/{visit.number}/").content.decode()
    assert "<strong>Dario Dohle</strong> (Bürohaus Blatt)" in page
    asked = {"visit": visit.pk, "crew": world.frieda.pk, "starts": WHEN}
    assert "Paula Pirol (Montage Möwe)" in anna.post(BOARD, asked).content.decode()


def test_what_does_not_count_is_looked_at_by_whomever_the_office_sends(world: World) -> None:
    visit = world.visit(case=carried_out_by(world, "dealer"))
    visit.reinspects = True
    visit.save(update_fields=["reinspects"])
    assert suggested(world, visit) == {"Fritz Fink", "Dario Dohle", "Paula Pirol"}


def test_an_outsider_is_refused_and_nothing_changes(world: World) -> None:
    visit = world.visit(organisation=world.factory)
    with pytest.raises(OtherHouse) as refused:
        world.plan(visit, [world.fritz, world.paula])
    assert str(refused.value) == (
        "Diesen Einsatz führt aus: Nordlicht Werkskundendienst. Dort arbeitet nicht: Paula Pirol."
    )
    untouched(visit, world.factory)


@pytest.mark.parametrize("board", [True, False])
def test_the_office_gives_it_to_the_other_house_on_purpose(world: World, anna: Client, board: bool) -> None:
    visit = world.visit(organisation=world.factory)
    address = BOARD if board else f"/desk/einsatz/{visit.number}/planen/"
    asked: dict[str, Any] = {
        "visit": visit.pk, "version": visit.version, "crew": world.paula.pk, "starts": WHEN,
    }  # fmt: skip
    refused = anna.post(address, asked)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Dort arbeitet nicht: Paula Pirol." in page
    assert "An Montage Möwe geben und so planen" in page
    assert f'name="house" value="{world.partner.pk}"' in page
    untouched(visit, world.factory)
    assert anna.post(address, asked | {"house": world.partner.pk}).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.organisation) == ("planned", world.partner)
    assert [row.technician for row in visit.crew.all()] == [world.paula]
    assert ProtocolEntry.objects.filter(event="visit.changed").count() == 1


def test_the_change_of_house_is_the_offices_and_must_fit(world: World) -> None:
    visit = world.visit(case=carried_out_by(world, "dealer"), organisation=world.people.blatt)
    with pytest.raises(NotAllowed):
        world.plan(visit, [world.dario], actor=world.people.blatt_house, house_id=world.people.blatt.pk)
    strange = make_technician(world.tenant, "Egon Elster", world.people.fremd, House.DEALER)
    with pytest.raises(NoSuchTechnician):
        world.plan(visit, [strange], house_id=world.people.fremd.pk)
    with pytest.raises(OtherHouse):
        world.plan(visit, [world.paula], house_id=world.factory.pk)
    untouched(visit, world.people.blatt)


def test_a_planned_visit_goes_to_no_house_its_crew_is_not_of(world: World) -> None:
    visit = world.planned([world.fritz], organisation=world.factory)
    given = VisitInput(organisation_id=world.partner.pk)
    with pytest.raises(OtherHouse, match="Montage Möwe"):
        edit_visit(actor=world.people.anna, visit_id=visit.pk, given=given, at=AT)
    visit.refresh_from_db()
    assert visit.organisation == world.factory
    # who goes already may be moved in time, whatever house the visit was given to before
    Visit.objects.filter(pk=visit.pk).update(organisation=world.partner)
    assert world.plan(visit, [world.fritz], NINE + HOUR).starts_at == NINE + HOUR
