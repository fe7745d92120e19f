"""A service order and its visits keep step, and what a report's result means for both."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kulanz.cases.rules import WaitsFor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.stages.execution.commands.visits.making import PartInput
from kulanz.stages.execution.models import Booking, Order, Visit
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import Result
from kulanz.workflows.orders import move_order
from kulanz.workflows.visits import cancel_visit, finish_visit, start_visit, take_off_plan
from tests.cases.people import People
from tests.execution.placed import Placed, make_placed
from tests.execution.visits_world import AT, HOUR, NINE, World, make_world

LATER = NINE + HOUR


@pytest.fixture
def placed(people: People) -> Placed:
    return make_placed(people)


@pytest.fixture
def world(placed: Placed) -> World:
    return make_world(placed.people)


@pytest.fixture
def order(world: World, placed: Placed) -> Order:
    return placed.service(executor=placed.factory)


def visit_of(order: Order, world: World) -> Visit:
    """The visit of the order, with the kind of work that planning needs."""
    visit = order.visits.get()
    visit.works.create(tenant=world.tenant, work_kind=world.spring)
    return visit


def finish(world: World, visit: Visit, result: Result, **fields: Any) -> Visit:
    given: dict[str, Any] = {"authorised": True, "at": LATER, **fields}
    return finish_visit(actor=world.fritz_actor, visit_id=visit.pk, result=result, **given)


def test_an_order_of_the_factory_is_a_visit_to_plan_at_once(world: World, order: Order) -> None:
    visit = order.visits.get()
    assert (visit.state, visit.task) == ("to_plan", "Gasfeder tauschen")
    assert (visit.name, visit.city, visit.contact) == ("Karla Kunde", "Augsburg", "Karla Kunde")
    assert visit.organisation == world.factory


def test_an_order_of_the_dealers_people_is_his_visit(world: World, placed: Placed) -> None:
    executor = Executor.objects.create(
        tenant=world.tenant, kind=ExecutorKind.DEALER.value, name="Techniker des Händlers"
    )
    assert placed.service(executor=executor).visits.get().organisation == world.people.blatt


def test_a_firm_gets_its_order_and_no_visit(world: World, placed: Placed) -> None:
    assert not placed.service().visits.exists()
    assert not placed.order().visits.exists()


def test_planning_confirms_the_order_for_that_day(world: World, order: Order) -> None:
    visit = visit_of(order, world)
    world.plan(visit, [world.fritz])
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED
    assert (str(order.planned_on), str(order.planned_at)) == ("2026-11-17", "09:00:00")
    world.plan(visit, [world.fritz], LATER)
    order.refresh_from_db()
    assert str(order.planned_at) == "10:00:00"
    take_off_plan(actor=world.people.anna, visit_id=visit.pk, reason="krank", at=AT)
    order.refresh_from_db()
    assert (order.state, order.planned_on) == (OrderState.CONFIRMED, None)


def test_the_dealer_plans_and_the_program_confirms(world: World, order: Order) -> None:
    visit = visit_of(order, world)
    visit.organisation = world.people.blatt
    visit.save(update_fields=["organisation"])
    Visit.objects.filter(pk=visit.pk).update(case=world.case)
    world.plan(visit, [world.dario], actor=world.people.blatt_house)
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED


def test_cancelling_one_cancels_the_other(world: World, order: Order, placed: Placed) -> None:
    visit = visit_of(order, world)
    cancel_visit(actor=world.people.anna, visit_id=visit.pk, reason="Kunde verreist", at=AT)
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    second = placed.service(executor=placed.factory)
    other = visit_of(second, world)
    world.plan(other, [world.fritz])
    move_order(
        actor=world.people.anna, order_id=second.pk, state=OrderState.CANCELLED, reason="doch nicht", at=AT
    )
    other.refresh_from_db()
    assert other.state == "cancelled"
    assert not Booking.objects.exists()


def test_a_failed_order_that_is_placed_again_has_a_new_visit(world: World, order: Order) -> None:
    anna = world.people.anna
    move_order(actor=anna, order_id=order.pk, state=OrderState.FAILED, reason="keine Zeit", at=AT)
    assert order.visits.get().state == "cancelled"
    move_order(actor=anna, order_id=order.pk, state=OrderState.RECORDED, at=AT)
    assert sorted(order.visits.values_list("state", flat=True)) == ["cancelled", "to_plan"]


def test_solved_means_done_and_frees_the_rest_of_the_hour(world: World, order: Order) -> None:
    visit = visit_of(order, world)
    world.plan(visit, [world.fritz], ends_at=NINE + 3 * HOUR)
    start_visit(actor=world.fritz_actor, visit_id=visit.pk, at=NINE)
    done = finish(world, visit, Result.SOLVED)
    order.refresh_from_db()
    assert (done.state, order.state) == ("done", OrderState.DONE)
    assert Booking.objects.get().ends_at == LATER
    assert order.visits.count() == 1
    # a second report of the same visit changes nothing of it
    assert finish(world, visit, Result.FUTILE).state == "done"


def test_a_missing_part_makes_the_next_visit_with_it(world: World, order: Order) -> None:
    visit = visit_of(order, world)
    world.plan(visit, [world.fritz])
    needed = [PartInput(article_id=world.chair.pk, quantity=Decimal(2))]
    finish(world, visit, Result.PART_NEEDED, needed=needed, reason="Gasfeder fehlt")
    order.refresh_from_db()
    after = order.visits.exclude(pk=visit.pk).get()
    assert (order.state, order.planned_on) == (OrderState.CONFIRMED, None)
    assert (after.state, after.follows, after.city) == ("to_plan", visit, "Augsburg")
    assert [part.article for part in after.parts.all()] == [world.chair]
    assert "Gasfeder fehlt" in after.task
    assert after.works.get().work_kind == world.spring
    order.case.refresh_from_db()
    assert order.case.waits_for == WaitsFor.US


def test_nobody_there_is_futile_and_somebody_goes_again(world: World, order: Order) -> None:
    visit = visit_of(order, world)
    world.plan(visit, [world.fritz])
    assert finish(world, visit, Result.NOBODY_THERE, reason="geschlossen").state == "futile"
    assert order.visits.filter(state="to_plan", follows=visit).count() == 1


def test_futile_waits_for_the_office(world: World, order: Order) -> None:
    visit = visit_of(order, world)
    world.plan(visit, [world.fritz])
    finish(world, visit, Result.FUTILE, reason="Stuhl ist fort")
    order.refresh_from_db()
    assert order.is_open
    assert order.visits.count() == 1


def test_unauthorised_work_is_not_solved_and_is_inspected_once(world: World, order: Order) -> None:
    visit = visit_of(order, world)
    world.plan(visit, [world.fritz])
    finish(world, visit, Result.SOLVED, authorised=False)
    finish(world, visit, Result.SOLVED, authorised=False)
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED
    inspection = order.visits.exclude(pk=visit.pk).get()
    assert (inspection.kind, inspection.state, inspection.follows) == ("inspection", "to_plan", visit)
    ended = ProtocolEntry.objects.get(event="visit.ended")
    assert ended.facts["authorised"] is False
    # found good by somebody who may: now it is done
    world.plan(inspection, [world.paula], NINE + 24 * HOUR)
    finish_visit(
        actor=world.paula_actor,
        visit_id=inspection.pk,
        result=Result.SOLVED,
        authorised=True,
        at=NINE + 25 * HOUR,
    )
    order.refresh_from_db()
    assert order.state == OrderState.DONE


def test_a_report_is_taken_in_although_the_visit_was_off_the_plan(world: World, order: Order) -> None:
    visit = visit_of(order, world)
    world.plan(visit, [world.fritz])
    take_off_plan(actor=world.people.anna, visit_id=visit.pk, reason="Zertifikat", at=AT)
    assert finish(world, visit, Result.SOLVED).state == "done"
    with pytest.raises(NotAllowed):
        finish_visit(actor=world.paula_actor, visit_id=visit.pk, result=Result.SOLVED, authorised=True, at=AT)


def test_what_must_not_be_used_leaves_its_order_open(world: World, order: Order) -> None:
    visit = visit_of(order, world)
    world.plan(visit, [world.fritz])
    finish(world, visit, Result.SOLVED, usable=False)
    visit.refresh_from_db()
    order.refresh_from_db()
    assert visit.state == "done"
    assert (order.state, order.planned_on) == (OrderState.CONFIRMED, None)
