"""A visit is made, planned, moved, taken off the plan and called off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.models import Participant
from kulanz.cases.refusals import CaseEnded, ReasonMissing
from kulanz.cases.rules import WaitsFor
from kulanz.core.protocol.models import ProtocolEntry, Transmission
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.commands.visits.absences import note_absence, remove_absence
from kulanz.stages.execution.commands.visits.making import PartInput
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.permissions_of_visits import visits_visible_to
from kulanz.stages.execution.refusals_of_visits import (
    CrewMissing,
    NoSuchWorkKind,
    NotOwnTechnician,
    TechnicianTaken,
    VisitChangedMeanwhile,
    VisitStepNotPossible,
)
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.workflows.visit_endings import call_off_visits
from kulanz.workflows.visits import cancel_visit, start_visit, take_off_plan
from tests.execution.visits_world import AT, HOUR, NINE, World


def events(world: World) -> list[str]:
    entries = ProtocolEntry.objects.filter(stream=world.case.stream, event__regex=r"^(visit|interlock)\.")
    return list(entries.order_by("pk").values_list("event", flat=True))


def test_a_visit_knows_where_it_goes_and_what_it_needs(world: World) -> None:
    visit = world.visit(part_inputs=[PartInput(article_id=world.cushion.pk)])
    assert visit.number == "E-2026-00001"
    assert (visit.state, visit.duration_minutes, visit.version) == ("to_plan", 60, 1)
    assert (visit.name, visit.street, visit.postcode) == ("Karla Kunde", "Lange Gasse 7", "86150")
    assert (visit.phone, visit.place_note) == ("0821 4711", "2. Stock")
    assert visit.material_relevance == "assumed"
    assert visit.parts.get().name == "Sitzkissen"
    assert events(world) == ["visit.made"]


def test_a_part_that_comes_with_its_number_in_its_name_is_numbered_once(world: World) -> None:
    name = f"{world.cushion.number} Sitzkissen"
    visit = world.visit(part_inputs=[PartInput(article_id=world.cushion.pk, name=name)])
    assert visit.parts.get().name == "Sitzkissen"


def test_an_unknown_kind_of_work_makes_no_visit(world: World) -> None:
    with pytest.raises(NoSuchWorkKind):
        world.visit(work_kind_ids=[world.spring.pk, 999_999])
    assert not Visit.objects.exists()


def test_no_visit_for_a_case_that_has_ended(world: World) -> None:
    world.case.step = "cancelled"
    world.case.save(update_fields=["step"])
    with pytest.raises(CaseEnded):
        world.visit()
    assert not Visit.objects.exists()


def test_planning_books_the_crew_and_lets_them_see_the_case(world: World) -> None:
    visit = world.planned([world.fritz, world.paula])
    assert (visit.state, visit.starts_at, visit.ends_at) == ("planned", NINE, NINE + HOUR)
    crew = list(visit.crew.order_by("-leads").values_list("technician__name", "leads"))
    assert crew == [("Fritz Fink", True), ("Paula Pirol", False)]
    assert Participant.objects.filter(case=world.case, party=world.fritz.person, role="technician").exists()
    world.case.refresh_from_db()
    assert world.case.waits_for == WaitsFor.TECHNICIAN
    assert events(world) == ["visit.made", "visit.planned"]


def test_the_same_plan_again_changes_nothing(world: World) -> None:
    visit = world.planned()
    version = visit.version
    again = world.plan(visit, [world.fritz])
    assert again.version == version
    assert events(world) == ["visit.made", "visit.planned"]


def test_moving_takes_crew_and_time_along(world: World) -> None:
    visit = world.planned()
    moved = world.plan(visit, [world.paula], NINE + 3 * HOUR)
    assert (moved.state, moved.starts_at) == ("planned", NINE + 3 * HOUR)
    assert moved.ends_at == NINE + 4 * HOUR
    assert [b.technician for b in Booking.objects.all()] == [world.paula]
    assert not Participant.objects.filter(case=world.case, party=world.fritz.person).exists()
    assert events(world)[-1] == "visit.moved"


def test_another_time_is_not_what_the_customer_confirmed(world: World) -> None:
    visit = world.planned()
    Visit.objects.update(state="confirmed")
    assert world.plan(visit, [world.fritz, world.paula]).state == "confirmed"
    assert world.plan(visit, [world.fritz], NINE + HOUR).state == "planned"


def test_who_is_taken_cannot_be_booked_and_is_told_by_what(world: World) -> None:
    first = world.planned()
    second = world.visit()
    with pytest.raises(TechnicianTaken) as refused:
        world.plan(second, [world.fritz], NINE + timedelta(minutes=30))
    assert first.number in str(refused.value)
    assert "Fritz Fink" in str(refused.value)
    second.refresh_from_db()
    assert (second.state, second.starts_at, second.crew.count()) == ("to_plan", None, 0)
    # end to end is no overlap
    assert world.plan(second, [world.fritz], NINE + HOUR).state == "planned"


def test_an_absence_stands_in_the_way_until_it_is_removed(world: World) -> None:
    absence = note_absence(
        actor=world.people.anna,
        technician_id=world.fritz.pk,
        what="Urlaub",
        starts_at=NINE - HOUR,
        ends_at=NINE + 8 * HOUR,
        at=AT,
    )
    visit = world.visit()
    with pytest.raises(TechnicianTaken) as refused:
        world.plan(visit, [world.fritz])
    assert "Urlaub" in str(refused.value)
    remove_absence(actor=world.people.anna, booking_id=absence.pk, at=AT)
    assert world.plan(visit, [world.fritz]).state == "planned"


def test_an_absence_does_not_go_over_a_visit(world: World) -> None:
    world.planned()
    with pytest.raises(TechnicianTaken):
        note_absence(
            actor=world.people.anna,
            technician_id=world.fritz.pk,
            what="Urlaub",
            starts_at=NINE,
            ends_at=NINE + 8 * HOUR,
            at=AT,
        )
    assert Booking.objects.count() == 1


def test_nobody_without_certificate_is_planned_and_the_refusal_is_kept(world: World) -> None:
    visit = world.visit()
    with pytest.raises(NotCleared) as refused:
        world.plan(visit, [world.frieda])
    could = {candidate.technician.name for candidate in refused.value.could}
    assert could == {"Fritz Fink", "Dario Dohle", "Paula Pirol"}
    visit.refresh_from_db()
    assert (visit.state, visit.version, visit.crew.count()) == ("to_plan", 1, 0)
    assert not Participant.objects.filter(case=world.case).exists()
    assert events(world) == ["visit.made", "interlock.refused"]


def test_work_that_is_not_safety_relevant_anybody_does(world: World) -> None:
    visit = world.visit(case=world.harmless, work_kind_ids=[world.cleaning.pk])
    assert world.plan(visit, [world.felix]).state == "planned"


def test_a_certificate_must_hold_on_the_last_day_too(world: World) -> None:
    certificate = world.fritz.person.certificates.get()
    certificate.valid_until = NINE.date()
    certificate.save()
    visit = world.visit()
    with pytest.raises(NotCleared):
        world.plan(visit, [world.fritz], ends_at=NINE + timedelta(days=1))
    assert world.plan(visit, [world.fritz]).state == "planned"


def test_taken_off_the_plan_it_waits_for_the_office_and_says_why(world: World) -> None:
    visit = world.planned()
    off = take_off_plan(actor=world.people.anna, visit_id=visit.pk, reason="Zertifikat endet", at=AT)
    assert (off.state, off.starts_at, off.off_plan_reason) == ("to_plan", None, "Zertifikat endet")
    assert not Booking.objects.exists()
    assert not Participant.objects.filter(case=world.case).exists()
    world.case.refresh_from_db()
    assert world.case.waits_for == WaitsFor.US
    assert events(world)[-1] == "visit.off_plan"
    # who was on the crew may still report what he did nevertheless
    assert visits_visible_to(world.fritz_actor).get() == visit
    assert not visits_visible_to(world.paula_actor).exists()


def test_cancelling_needs_a_reason_and_frees_the_crew(world: World) -> None:
    visit = world.planned()
    with pytest.raises(ReasonMissing):
        cancel_visit(actor=world.people.anna, visit_id=visit.pk, reason=" ", at=AT)
    visit.refresh_from_db()
    assert visit.state == "planned"
    assert Booking.objects.exists()
    cancelled = cancel_visit(actor=world.people.anna, visit_id=visit.pk, reason="Kunde verreist", at=AT)
    assert cancelled.state == "cancelled"
    assert not Booking.objects.exists()
    with pytest.raises(VisitStepNotPossible):
        world.plan(visit, [world.fritz])


def test_who_looked_at_an_older_version_is_refused(world: World) -> None:
    visit = world.planned()
    with pytest.raises(VisitChangedMeanwhile):
        world.plan(visit, [world.fritz], NINE + HOUR, expected_version=1)
    visit.refresh_from_db()
    assert visit.starts_at == NINE
    world.plan(visit, [world.fritz], NINE + HOUR, expected_version=visit.version)


def test_a_crew_is_needed(world: World) -> None:
    visit = world.visit()
    with pytest.raises(CrewMissing):
        world.plan(visit, [])
    assert not Booking.objects.exists()


def test_starting_asks_the_interlock_again(world: World) -> None:
    visit = world.planned()
    certificate = world.fritz.person.certificates.get()
    certificate.valid_until = AT.date() - timedelta(days=1)
    certificate.save()
    with pytest.raises(NotCleared):
        start_visit(actor=world.fritz_actor, visit_id=visit.pk, at=NINE)
    visit.refresh_from_db()
    assert (visit.state, visit.started_at) == ("planned", None)
    assert events(world)[-1] == "interlock.refused"
    certificate.valid_until = NINE.date()
    certificate.save()
    assert start_visit(actor=world.fritz_actor, visit_id=visit.pk, at=NINE).state == "under_way"


def test_a_technician_starts_only_his_own(world: World) -> None:
    visit = world.planned()
    with pytest.raises(NotAllowed):
        start_visit(actor=world.paula_actor, visit_id=visit.pk, at=NINE)
    visit.refresh_from_db()
    assert visit.state == "planned"


def test_a_dealer_plans_own_people_for_his_own_visits(world: World) -> None:
    house = world.people.blatt_house
    theirs = world.visit()
    with pytest.raises(NotAllowed):
        world.plan(theirs, [world.dario], actor=house)
    own = world.visit(organisation=world.people.blatt)
    with pytest.raises(NotOwnTechnician):
        world.plan(own, [world.fritz], actor=house)
    assert not Booking.objects.exists()
    assert world.plan(own, [world.dario], actor=house).state == "planned"
    with pytest.raises(NotAllowed):
        world.plan(own, [world.dario], NINE + HOUR, actor=world.people.fremd_house)
    own.refresh_from_db()
    assert own.starts_at == NINE


def test_who_sees_which_visit(world: World) -> None:
    visit = world.planned()
    people = world.people
    seeing = [people.anna, people.otto, people.blatt_house, world.fritz_actor]
    assert all(visits_visible_to(actor).get() == visit for actor in seeing)
    blind = [people.fremd_house, people.tom, world.paula_actor, people.customer_link(world.case.pk)]
    assert not any(visits_visible_to(actor).exists() for actor in blind)


def test_a_cancelled_case_sends_nobody_any_more(world: World) -> None:
    planned, waiting = world.planned(), world.visit()
    inspection = world.visit(kind=VisitKind.INSPECTION)
    elsewhere = world.visit(case=world.another_case())
    cancel_case(actor=world.people.anna, case_id=world.case.pk, reason="doch nicht", at=AT)
    told = Transmission.objects.get(consumer="visits")
    call_off_visits(told, AT)
    call_off_visits(told, AT)
    states = dict(Visit.objects.values_list("pk", "state"))
    assert states[planned.pk] == states[waiting.pk] == "cancelled"
    assert states[inspection.pk] == states[elsewhere.pk] == "to_plan"
    assert not Booking.objects.exists()
