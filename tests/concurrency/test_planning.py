"""Several planners book one technician into one hour at the same moment: one of them does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError

from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.commands.visits.absences import note_absence
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.refusals_of_visits import (
    TechnicianTaken,
    VisitChangedMeanwhile,
    VisitsInTheWay,
)
from kulanz.workflows.absences import Absent, enter_absence
from kulanz.workflows.visits import plan_visit
from tests.cases.people import People
from tests.cluster import urls_of
from tests.concurrency.conftest import AtOnce
from tests.execution.visits_world import AT, HOUR, NINE, World, make_world

PLANNERS = 4


@pytest.fixture
def world(people: People) -> World:
    with tenant_context(people.tenant.pk):
        return make_world(people)


@pytest.fixture
def visits(world: World) -> list[Visit]:
    """One visit for each planner, each of a case of its own: no lock of a case keeps them apart."""
    with tenant_context(world.tenant.pk):
        return [world.visit(case=world.another_case(f"Stuhl {n}")) for n in range(PLANNERS)]


def planning(world: World, visit: Visit, *crew: Technician, minutes: int = 0) -> Callable[[], Any]:
    return lambda: plan_visit(
        actor=world.people.anna,
        visit_id=visit.pk,
        crew=[person.pk for person in crew],
        starts_at=NINE + timedelta(minutes=minutes),
        at=AT,
    )


def booked(world: World) -> list[Booking]:
    with tenant_context(world.tenant.pk):
        return list(Booking.objects.filter(technician=world.fritz))


def test_one_hour_of_one_technician_is_booked_once(
    world: World, visits: list[Visit], at_once: AtOnce
) -> None:
    results = at_once(*(planning(world, v, world.fritz, minutes=15 * n) for n, v in enumerate(visits)))
    # 9:00, 9:15, 9:30 and 9:45 for an hour each: whoever came first, the others run into it
    assert sum(isinstance(found, TechnicianTaken) for found in results) == PLANNERS - 1
    won = next(found for found in results if isinstance(found, Visit))
    assert all(won.number in str(found) for found in results if isinstance(found, TechnicianTaken))
    assert [row.visit_id for row in booked(world)] == [won.pk]
    with tenant_context(world.tenant.pk):
        assert Visit.objects.filter(state="planned").count() == 1


def test_without_the_constraint_he_would_be_booked_by_all(
    committed_db: str, world: World, visits: list[Visit], at_once: AtOnce
) -> None:
    """The control: nothing but the database's own rule keeps them apart."""
    with psycopg.connect(urls_of(committed_db).owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE execution_booking DROP CONSTRAINT booking_one_at_a_time")
    results = at_once(*(planning(world, v, world.fritz, minutes=15 * n) for n, v in enumerate(visits)))
    assert all(isinstance(found, Visit) for found in results)
    assert len(booked(world)) == PLANNERS


def test_crews_that_cross_do_not_wait_for_each_other(
    world: World, visits: list[Visit], at_once: AtOnce
) -> None:
    first, second = visits[:2]
    results = at_once(
        planning(world, first, world.fritz, world.paula), planning(world, second, world.paula, world.fritz)
    )
    kinds = {type(found) for found in results}
    assert kinds == {Visit, TechnicianTaken}


def test_an_absence_and_a_visit_at_once(world: World, visits: list[Visit], at_once: AtOnce) -> None:
    def away() -> Booking:
        return note_absence(
            actor=world.people.lena,
            technician_id=world.fritz.pk,
            what="Urlaub",
            starts_at=NINE - HOUR,
            ends_at=NINE + 8 * HOUR,
            at=AT,
        )

    results = at_once(away, planning(world, visits[0], world.fritz))
    assert sum(isinstance(found, TechnicianTaken) for found in results) == 1
    assert len(booked(world)) == 1


def test_making_room_for_an_absence_while_others_plan(
    world: World, visits: list[Visit], at_once: AtOnce
) -> None:
    """Planners run into the hours that become free just then: nobody waits for ever; he is booked once."""
    first, second, third, fourth = visits
    with tenant_context(world.tenant.pk):
        for visit, hour in ((first, 0), (second, 2)):
            world.plan(visit, [world.fritz], NINE + hour * HOUR)

    def away() -> Absent:
        return enter_absence(
            actor=world.people.lena,
            technician_id=world.fritz.pk,
            what="Krankheit",
            starts_at=NINE - HOUR,
            ends_at=NINE + 8 * HOUR,
            visits=[first.pk, second.pk],
            at=AT,
        )

    results = at_once(
        away,
        planning(world, third, world.fritz),
        planning(world, fourth, world.paula, world.fritz, minutes=240),
    )
    assert not [found for found in results if isinstance(found, OperationalError)]
    rows = booked(world)
    if isinstance(results[0], Absent):
        # who planned into them came too late
        assert all(isinstance(found, TechnicianTaken) for found in results[1:])
        assert [row.absence for row in rows] == ["Krankheit"]
    else:
        # the fourth was on the plan before: it was not among those that were to make room
        assert isinstance(results[0], VisitsInTheWay)
        assert {row.visit_id for row in rows} == {first.pk, second.pk, fourth.pk}


def test_one_visit_moved_by_two_goes_to_the_first(world: World, visits: list[Visit], at_once: AtOnce) -> None:
    visit = visits[0]

    def move(hours: int) -> Callable[[], Any]:
        return lambda: plan_visit(
            actor=world.people.anna,
            visit_id=visit.pk,
            crew=[world.fritz.pk],
            starts_at=NINE + hours * HOUR,
            expected_version=visit.version,
            at=AT,
        )

    results = at_once(*(move(hours) for hours in range(PLANNERS)))
    assert sum(isinstance(found, VisitChangedMeanwhile) for found in results) == PLANNERS - 1
    assert len(booked(world)) == 1
