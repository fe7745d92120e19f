"""A visit that goes to another house takes its order along: both name the same people from then on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.commands.commissioning import send_order_link
from kulanz.stages.execution.commands.visits.making import VisitInput
from kulanz.stages.execution.models import Booking, Order, Visit
from kulanz.stages.execution.queries.clearance_of_orders import planned_people
from kulanz.stages.execution.queries.clearance_of_plan import promised_orders
from kulanz.stages.execution.refusals_of_visits import OrderDoneAlready
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import Result
from kulanz.workflows.visits import edit_visit, finish_visit
from tests.cases.people import People
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.placed import Placed, make_placed, set_state
from tests.execution.visits_world import AT, HOUR, NINE, World, make_world

WHEN = "2026-11-17T09:00"
EVENT = "order.executor_changed"


@pytest.fixture
def placed(people: People) -> Placed:
    return make_placed(people)


@pytest.fixture
def world(placed: Placed) -> World:
    """The firm is the house of Paula."""
    world = make_world(placed.people)
    placed.firm.party = world.partner
    placed.firm.save(update_fields=["party"])
    return world


@pytest.fixture
def visit(world: World, placed: Placed) -> Visit:
    found = placed.service(executor=placed.factory).visits.get()
    found.works.create(tenant=world.tenant, work_kind=world.spring)
    return found


def order_of(visit: Visit) -> Order:
    return Order.objects.select_related("executor", "case").get(visits=visit)


def test_the_office_gives_it_to_another_house_and_the_order_goes_along(
    world: World, placed: Placed, visit: Visit, signed_in: Callable[[Actor], Client]
) -> None:
    document = order_of(visit).document_id
    desk = signed_in(world.people.anna)
    asked = {"version": visit.version, "crew": world.paula.pk, "starts": WHEN, "house": world.partner.pk}
    assert desk.post(f"/desk/einsatz/{visit.number}/planen/", asked).status_code == 302
    order = order_of(visit)
    assert (order.executor, order.state) == (placed.firm, OrderState.CONFIRMED)
    assert order.document_id != document
    assert planned_people(order) == [world.paula.pk]
    # the plan judges its visit; nobody takes the firm's date for one it gave by its link
    assert not promised_orders(world.tenant.pk).exists()
    entry = ProtocolEntry.objects.get(event=EVENT)
    assert (entry.facts["executor_before_id"], entry.facts["executor_id"]) == (
        placed.factory.pk,
        placed.firm.pk,
    )
    page = desk.get(f"/desk/auftraege/{order.number}/").content.decode()
    assert f"Auftrag {order.number} geht mit {visit.number} an Montage Möwe" in page
    assert "vorher Werkskundendienst" in page


def test_back_again_and_to_the_dealer(world: World, placed: Placed, visit: Visit) -> None:
    dealers = Executor.objects.create(
        tenant=world.tenant, kind=ExecutorKind.DEALER.value, name="Techniker des Händlers"
    )
    for house, executor in (
        (world.people.blatt, dealers),
        (world.factory, placed.factory),
        (world.partner, placed.firm),
    ):
        given = VisitInput(organisation_id=house.pk)
        edit_visit(actor=world.people.anna, visit_id=visit.pk, given=given, at=AT)
        assert order_of(visit).executor == executor
    assert ProtocolEntry.objects.filter(event=EVENT).count() == 3
    edit_visit(actor=world.people.anna, visit_id=visit.pk, given=VisitInput(task="Rollen"), at=AT)
    assert ProtocolEntry.objects.filter(event=EVENT).count() == 3


def test_a_house_that_is_no_executor_leaves_the_order_without_one(
    world: World, placed: Placed, visit: Visit
) -> None:
    Executor.objects.filter(pk=placed.firm.pk).update(active=False)
    world.plan(visit, [world.paula], house_id=world.partner.pk)
    order = order_of(visit)
    assert (order.executor, order.state) == (None, OrderState.CONFIRMED)
    assert planned_people(order) == [world.paula.pk]


def test_the_firm_that_had_it_hears_that_it_need_not_come(world: World, visit: Visit, placed: Placed) -> None:
    own = visit.organisation
    assert own is not None
    edit_visit(
        actor=world.people.anna,
        visit_id=visit.pk,
        given=VisitInput(organisation_id=world.partner.pk),
        at=AT,
    )
    world.partner.contact_points.create(
        tenant=world.tenant, kind="email", value="dienst@moewe.test", normalized="dienst@moewe.test",
        is_main=True,
    )  # fmt: skip
    send_order_link(actor=world.people.anna, order_id=order_of(visit).pk, at=AT)
    edit_visit(
        actor=world.people.anna, visit_id=visit.pk, given=VisitInput(organisation_id=own.pk), at=AT + HOUR
    )
    order = order_of(visit)
    assert (order.executor, order.token_id) == (placed.factory, None)
    last = OutgoingMail.objects.filter(kind="order").order_by("pk").last()
    assert last is not None
    assert last.recipient == "dienst@moewe.test"
    assert "cancelled" in last.key


def test_what_is_done_already_goes_to_nobody_else(world: World, placed: Placed, visit: Visit) -> None:
    set_state(order_of(visit), OrderState.DONE)
    version = visit.version
    with pytest.raises(OrderDoneAlready) as refused:
        world.plan(visit, [world.paula], house_id=world.partner.pk)
    number = order_of(visit).number
    assert str(refused.value) == (
        f"Der Auftrag {number} ist schon erledigt und geht an niemand anderen mehr. "
        "Bitte für Montage Möwe einen eigenen Einsatz anlegen."
    )
    visit.refresh_from_db()
    assert (visit.state, visit.version, visit.organisation) == ("to_plan", version, world.factory)
    assert order_of(visit).executor == placed.factory
    assert not Booking.objects.filter(visit=visit).exists()
    assert not ProtocolEntry.objects.filter(event__in=("visit.planned", "visit.changed", EVENT)).exists()


def test_who_has_begun_it_keeps_it(world: World, placed: Placed, visit: Visit) -> None:
    """The first visit was made; the next one goes to others, and the order tells who did the first part."""
    world.plan(visit, [world.fritz])
    finish_visit(
        actor=world.fritz_actor,
        visit_id=visit.pk,
        result=Result.SECOND_VISIT,
        authorised=True,
        reason="noch nicht fertig",
        at=NINE + HOUR,
    )
    following = visit.followed_by.get()
    later = NINE + 24 * HOUR
    world.plan(following, [world.paula], later, house_id=world.partner.pk)
    following.refresh_from_db()
    assert (following.state, following.organisation) == ("planned", world.partner)
    assert order_of(visit).executor == placed.factory
    assert not ProtocolEntry.objects.filter(event=EVENT).exists()
