"""A crew of several stays together when the customer chooses the time or moves it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kulanz.core import clock
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.models import Booking, Visit, VisitSlot
from kulanz.stages.execution.queries.appointments import free_slots, kept_crew, open_slots
from kulanz.stages.execution.queries.customers_appointments import slots_to_move_to
from kulanz.stages.execution.queries.suggestions import suggest
from kulanz.stages.execution.refusals_of_appointments import SlotGone
from kulanz.stages.execution.refusals_of_visits import NoSuchTechnician
from kulanz.workflows.appointments import (
    choose_slot,
    confirm_appointment,
    move_appointment,
    offer_slots,
    say_none_suits,
)
from kulanz.workflows.visits import take_off_plan
from tests.execution.conftest import SignedIn
from tests.execution.visits_world import AT, NINE, World

HOURS = timedelta(hours=1)


@pytest.fixture
def crew(world: World) -> list[Technician]:
    """Fritz leads, Felix comes along; both may."""
    world.certify(world.felix.person, world.spring)
    return [world.fritz, world.felix]


def offered_together(world: World, crew: list[Technician]) -> Visit:
    visit = world.planned(crew)
    return offer_slots(
        actor=world.people.anna,
        visit_id=visit.pk,
        slots=[(crew[0].pk, NINE), (crew[0].pk, NINE + 3 * HOURS)],
        together=[person.pk for person in crew],
        at=AT,
    )


def who_comes(visit: Visit) -> list[str]:
    rows = Booking.objects.filter(visit=visit).order_by("-leads", "pk")
    return list(rows.values_list("technician__name", flat=True))


def test_free_times_are_those_at_which_all_are_free(world: World, crew: list[Technician]) -> None:
    visit = world.planned(crew, NINE + 48 * HOURS)
    world.planned([world.felix], NINE - HOURS, ends_at=NINE + 9 * HOURS, case=world.harmless)
    tuesday = [slot for slot in free_slots(visit, at=AT, most=50) if slot.starts_at.date() == NINE.date()]
    assert {slot.technician for slot in tuesday} == {world.fritz}
    found = free_slots(visit, at=AT, together=crew, most=50)
    assert found
    assert NINE.date() not in {slot.starts_at.date() for slot in found}
    assert {tuple(slot.crew_ids) for slot in found} == {(world.fritz.pk, world.felix.pk)}
    others = Booking.objects.exclude(visit=visit)
    for slot in found:
        assert not others.filter(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at).exists()


def test_choosing_books_the_whole_crew(world: World, crew: list[Technician]) -> None:
    visit = offered_together(world, crew)
    assert kept_crew(visit) == crew
    assert not Booking.objects.exists()
    customer = world.people.customer_link(visit.case_id)
    visit = choose_slot(actor=customer, visit_id=visit.pk, starts_at=NINE, at=AT)
    assert (visit.state, who_comes(visit)) == ("confirmed", ["Fritz Fink", "Felix Fuchs"])


def test_who_is_busy_takes_the_time_away_from_all(
    world: World, crew: list[Technician], monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = offered_together(world, crew)
    stale = open_slots(visit, at=AT)
    world.planned([world.felix], NINE, case=world.harmless)
    assert [slot.starts_at for slot in open_slots(visit, at=AT)] == [NINE + 3 * HOURS]
    # also where somebody has looked before: the database decides
    monkeypatch.setattr("kulanz.workflows.appointments.open_slots", lambda _visit, *, at: stale)
    with pytest.raises(SlotGone):
        choose_slot(actor=world.people.customer_link(visit.case_id), visit_id=visit.pk, starts_at=NINE, at=AT)
    visit.refresh_from_db()
    assert (visit.state, who_comes(visit)) == ("offered", [])


def test_moving_and_wishing_keep_the_crew(world: World, crew: list[Technician]) -> None:
    visit = world.planned(crew, NINE + 240 * HOURS)
    customer = world.people.customer_link(visit.case_id)
    visit = confirm_appointment(actor=customer, visit_id=visit.pk, at=AT)
    slot = free_slots(visit, at=AT, together=crew)[0]
    visit = move_appointment(actor=customer, visit_id=visit.pk, starts_at=slot.starts_at, at=AT)
    assert (visit.starts_at, who_comes(visit)) == (slot.starts_at, ["Fritz Fink", "Felix Fuchs"])
    visit = offered_together(world, crew)
    visit = say_none_suits(
        actor=world.people.customer_link(visit.case_id), visit_id=visit.pk, wish="Freitag", at=AT
    )
    assert (visit.state, kept_crew(visit)) == ("to_plan", crew)


def test_times_are_offered_of_whom_the_suggestions_rank_first(world: World) -> None:
    """Dario is at home there, too, and before by his name; neither that nor who was planned once decides."""
    visit = world.planned([world.paula], NINE + 240 * HOURS)
    visit = take_off_plan(actor=world.people.anna, visit_id=visit.pk, reason="verschoben", at=AT)
    best = suggest(world.people.anna, visit, at=AT)[0].technician
    assert best == world.fritz
    found = free_slots(visit, at=AT, actor=world.people.anna, most=4)
    assert {slot.technician for slot in found} == {best}
    # moving keeps who is booked, as long as he is free
    visit = world.planned([world.dario], NINE + 240 * HOURS, visit=visit)
    assert {slot.technician for slot in slots_to_move_to(visit, at=AT)} == {world.dario}


def test_everybody_who_comes_must_be_allowed_and_known(world: World) -> None:
    visit = world.visit()
    given = {"actor": world.people.anna, "visit_id": visit.pk, "slots": [(world.fritz.pk, NINE)], "at": AT}
    with pytest.raises(NotCleared):
        offer_slots(**given, together=[world.fritz.pk, world.felix.pk])
    with pytest.raises(NoSuchTechnician):
        offer_slots(**given, together=[world.fritz.pk, 0])
    visit.refresh_from_db()
    assert visit.state == "to_plan"
    assert not VisitSlot.objects.exists()


def test_the_desk_offers_the_crew_or_one_of_it(
    world: World, crew: list[Technician], signed_in: SignedIn
) -> None:
    client = signed_in(world.people.anna)
    visit = world.planned(crew)
    path = f"/desk/einsatz/{visit.number}/termin/"
    with clock.frozen(AT):
        page = client.get(path).content.decode()
        assert "Es fahren zusammen: <strong>Fritz Fink, Felix Fuchs</strong>" in page
        together = re.findall(r'name="together" value="(\d+)"', page)
        slots = re.findall(r'name="slot" value="([^"]+)"', page)
        sent = client.post(f"{path}anbieten/", {"slot": slots[:2], "together": together})
        assert sent.status_code == 302
        page = client.get(path).content.decode()
        assert "(Fritz Fink, Felix Fuchs)" in page
        assert "Es fahren zusammen" in page
        alone = client.get(f"{path}?einzeln").content.decode()
        assert "kommt nur die genannte Person" in alone
        assert 'name="together"' not in alone
        slots = re.findall(r'name="slot" value="([^"]+)"', alone)
        assert client.post(f"{path}anbieten/", {"slot": slots[:1]}).status_code == 302
    assert VisitSlot.objects.get(withdrawn_at=None).others == []
