"""The office orders what the dealer's people have a visit for already: it is one visit, not two."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kulanz.cases.models import Case
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import Article, Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import WorkKind
from kulanz.stages.execution.models import Booking, Order, Visit
from kulanz.stages.execution.refusals_of_visits import OwnVisitUnderWay
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import Result, VisitKind
from kulanz.stages.solution.models import ServiceDetail, SparePart
from kulanz.workflows.orders import confirm_joined, move_order
from kulanz.workflows.visits import finish_visit, start_visit
from kulanz.workflows.visits_of_dealers import OwnVisit, make_own_visit
from tests.cases.people import People
from tests.contracts.houses import under_option_a
from tests.execution.placed import Placed, make_placed
from tests.execution.visits_world import AT, HOUR, NINE, World, make_world


@pytest.fixture
def placed(people: People) -> Placed:
    made = make_placed(people)
    under_option_a(people)
    Case.objects.filter(pk=made.case.pk).update(carried_out_by="dealer")
    made.case.refresh_from_db()
    return made


@pytest.fixture
def world(placed: Placed) -> World:
    return make_world(placed.people)


@pytest.fixture
def executor(placed: Placed) -> Executor:
    return Executor.objects.create(
        tenant=placed.people.tenant, kind=ExecutorKind.DEALER.value, name="Techniker des Händlers"
    )


def own(world: World, placed: Placed, *, planned: bool = True, **fields: object) -> Visit:
    """The dealer has made it himself: Dario on Tuesday at nine."""
    given: dict[str, object] = {
        "kind": VisitKind.REPAIR,
        "work_kind_ids": [world.spring.pk],
        "task": "Sitz wackelt",
        "technician_id": world.dario.pk if planned else None,
        "starts_at": NINE if planned else None,
        **fields,
    }
    return make_own_visit(
        actor=world.people.blatt_house,
        case_id=placed.case.pk,
        given=OwnVisit(**given),  # type: ignore[arg-type]  # the fields of a visit
        at=AT,
    )


def order_of(placed: Placed, executor: Executor) -> Order:
    return placed.service(executor=executor, text="Gasfeder tauschen")


def test_the_order_joins_what_he_made(world: World, placed: Placed, executor: Executor) -> None:
    visit = own(world, placed, planned=False)
    order = order_of(placed, executor)
    assert order.visits.get() == visit
    assert placed.case.visits.count() == 1
    visit.refresh_from_db()
    assert visit.task == "Sitz wackelt\n\nGasfeder tauschen"
    changed = ProtocolEntry.objects.get(event="visit.changed")
    assert changed.facts["fields"] == ["task", "order_id"]
    assert changed.actor_kind == "staff"


def test_one_that_has_its_time_confirms_the_order(world: World, placed: Placed, executor: Executor) -> None:
    visit = own(world, placed)
    order = order_of(placed, executor)
    confirm_joined(actor=world.people.anna, order=order, at=AT)
    order.refresh_from_db()
    assert (order.state, str(order.planned_on), str(order.planned_at)) == (
        OrderState.CONFIRMED,
        "2026-11-17",
        "09:00:00",
    )
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("planned", NINE)
    assert Booking.objects.get().technician == world.dario


def test_the_report_of_his_visit_ends_the_order(world: World, placed: Placed, executor: Executor) -> None:
    visit = own(world, placed)
    order = order_of(placed, executor)
    finish_visit(
        actor=world.dario_actor, visit_id=visit.pk, result=Result.SOLVED, authorised=True, at=NINE + HOUR
    )
    order.refresh_from_db()
    assert order.state == OrderState.DONE


def test_what_the_order_adds_is_taken_along(world: World, placed: Placed, executor: Executor) -> None:
    visit = own(world, placed)
    SparePart.objects.create(
        tenant=world.tenant, case=placed.case, name="Gleiter", quantity=Decimal(5), added_at=AT
    )
    ServiceDetail.objects.create(
        tenant=world.tenant, case=placed.case, work_kind=world.cleaning, changed_at=AT
    )
    world.certify(world.dario.person, world.cleaning)
    order_of(placed, executor)
    visit.refresh_from_db()
    assert visit.state == "planned"
    assert [(part.name, part.quantity) for part in visit.parts.all()] == [("Gleiter", Decimal(5))]
    assert {row.work_kind for row in visit.works.all()} == {world.spring, world.cleaning}


def test_who_may_not_do_what_the_order_adds_is_taken_off_the_plan(
    world: World, placed: Placed, executor: Executor
) -> None:
    visit = own(world, placed)
    electric = WorkKind.objects.create(tenant=world.tenant, code="EL", name="Elektrik", safety="given")
    part = Article.objects.create(
        tenant=world.tenant, number="NT-1", name="Netzteil", is_spare_part=True, safety="given",
        work_kind=electric,
    )  # fmt: skip
    SparePart.objects.create(
        tenant=world.tenant, case=placed.case, article=part, name="Netzteil", quantity=1, added_at=AT
    )
    order = order_of(placed, executor)
    visit.refresh_from_db()
    assert (visit.state, visit.order, visit.starts_at) == ("to_plan", order, None)
    assert "Kein Zertifikat für „Elektrik“" in visit.off_plan_reason
    assert not Booking.objects.exists()
    confirm_joined(actor=world.people.anna, order=order, at=AT)
    order.refresh_from_db()
    assert order.planned_on is None


def test_while_somebody_is_there_nothing_is_ordered(world: World, placed: Placed, executor: Executor) -> None:
    visit = own(world, placed)
    start_visit(actor=world.dario_actor, visit_id=visit.pk, at=NINE)
    before = ProtocolEntry.objects.filter(stream=placed.case.stream).count()
    with pytest.raises(OwnVisitUnderWay, match=visit.number):
        order_of(placed, executor)
    assert not Order.objects.exists()
    assert placed.case.visits.count() == 1
    assert ProtocolEntry.objects.filter(stream=placed.case.stream).count() == before
    visit.refresh_from_db()
    assert visit.order is None


@pytest.mark.parametrize("kind", [VisitKind.MAINTENANCE, VisitKind.INSPECTION, VisitKind.CLEANING])
def test_other_work_stays_a_visit_of_its_own(
    world: World, placed: Placed, executor: Executor, kind: VisitKind
) -> None:
    visit = own(world, placed, kind=kind)
    assert order_of(placed, executor).visits.get() != visit
    visit.refresh_from_db()
    assert visit.order is None


def test_an_order_to_the_factory_does_not_take_his_visit(world: World, placed: Placed) -> None:
    visit = own(world, placed)
    order = placed.service(executor=placed.factory)
    assert order.visits.get().organisation == world.factory
    visit.refresh_from_db()
    assert visit.order is None


def test_what_he_makes_for_an_order_that_waits_is_its_visit(
    world: World, placed: Placed, executor: Executor
) -> None:
    """The first visit came to nothing; the order is still open and nobody goes."""
    order = order_of(placed, executor)
    first = order.visits.get()
    first.works.create(tenant=world.tenant, work_kind=world.spring)
    world.plan(first, [world.dario], NINE)
    finish_visit(
        actor=world.dario_actor,
        visit_id=first.pk,
        result=Result.FUTILE,
        authorised=True,
        reason="Stuhl ist fort",
        at=NINE + HOUR,
    )
    again = own(world, placed, starts_at=NINE + 24 * HOUR)
    assert again.order == order
    order.refresh_from_db()
    assert (order.state, str(order.planned_on)) == (OrderState.CONFIRMED, "2026-11-18")


def test_an_order_placed_once_more_joins_as_well(world: World, placed: Placed, executor: Executor) -> None:
    anna = world.people.anna
    order = order_of(placed, executor)
    move_order(actor=anna, order_id=order.pk, state=OrderState.FAILED, reason="keine Zeit", at=AT)
    visit = own(world, placed)
    assert visit.order is None, "the order has ended"
    move_order(actor=anna, order_id=order.pk, state=OrderState.RECORDED, at=AT)
    order.refresh_from_db()
    visit.refresh_from_db()
    assert (visit.order, order.state, str(order.planned_on)) == (order, OrderState.CONFIRMED, "2026-11-17")
