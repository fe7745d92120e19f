"""What stands on the plan comes off it when it may no longer be done so, whatever has changed since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.positions import add_position
from kulanz.cases.commands.recording import NewPosition
from kulanz.cases.models import Task
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.working import work_once
from kulanz.masterdata.catalog.commands.classifying import classify_articles
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.commands.technicians import TechnicianFields, change_technician
from kulanz.masterdata.parties.commands.work_kinds import classify_work_kinds
from kulanz.masterdata.parties.models import Certificate, Party, PartyRoleKind
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.commands.figures import plan_service
from kulanz.workflows.certificates import revoke, take_ended_off_plan
from kulanz.workflows.plan_rechecks import INTERLOCK
from kulanz.workflows.privacy import erase_person
from kulanz.workflows.visits import start_visit
from tests.cases.people import make_party
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.interlock.conftest import Scene

SOON = AT + timedelta(minutes=1)


def recheck(world: World, at: datetime = SOON) -> None:
    """The worker, as far as the interlock listens."""
    work_once(at, [world.tenant.pk], consumers=[INTERLOCK])


def state(visit: Visit) -> tuple[str, bool]:
    """Its state, and whether anybody is booked."""
    row = Visit.objects.get(pk=visit.pk)
    return row.state, Booking.objects.filter(visit=row).exists()


ON, OFF = ("planned", True), ("to_plan", False)


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


@pytest.fixture
def harmless(world: World) -> Visit:
    """Felix, who holds no certificate, cleans a cushion."""
    return world.planned([world.felix], case=world.harmless, work_kind_ids=[world.cleaning.pk])


def revoke_fritz(world: World, at: datetime) -> None:
    held = Certificate.objects.get(holder=world.fritz.person)
    revoke(actor=world.people.lena, certificate_id=held.pk, reason="Prüfung", at=at)


def test_revoked_after_the_planned_start_nobody_has_begun(world: World) -> None:
    visit = world.planned()
    revoke_fritz(world, NINE + HOUR / 2)
    assert state(visit) == OFF
    row = Visit.objects.get(pk=visit.pk)
    assert "entzogen" in row.off_plan_reason
    assert Task.objects.filter(case=visit.case, title__contains=visit.number).exists()
    assert OutgoingMail.objects.filter(kind="staff", subject__contains=visit.number).exists()


def test_revoked_days_after_a_visit_that_nobody_began(world: World) -> None:
    """It could only be begun today, and today he may not."""
    visit = world.planned()
    revoke_fritz(world, NINE + timedelta(days=3))
    assert state(visit) == OFF


def test_ended_after_a_visit_that_nobody_began(world: World) -> None:
    visit = world.planned()
    Certificate.objects.filter(holder=world.fritz.person).update(valid_until=date(2026, 11, 17))
    assert take_ended_off_plan(world.tenant.pk, NINE + HOUR) == []
    assert state(visit) == ON
    taken = take_ended_off_plan(world.tenant.pk, NINE + timedelta(days=1))
    assert [one.number for one in taken] == [visit.number]
    assert state(visit) == OFF


def test_what_is_under_way_goes_on(world: World) -> None:
    """Its report is taken in, and judged by that day."""
    visit = world.planned()
    start_visit(actor=world.fritz_actor, visit_id=visit.pk, at=NINE)
    revoke_fritz(world, NINE + HOUR / 2)
    assert state(visit) == ("under_way", True)
    assert take_ended_off_plan(world.tenant.pk, NINE + HOUR) == []


def classify_the_cushion(world: World) -> None:
    classify_articles(actor=world.people.otto, article_ids=[world.cushion.pk], safety="given", at=AT)


def classify_the_work(world: World) -> None:
    classify_work_kinds(actor=world.people.otto, work_kind_ids=[world.cleaning.pk], safety="given", at=AT)


def say_it_is_dangerous(world: World) -> None:
    case = world.harmless
    edit_fields(
        actor=world.people.anna,
        case_id=case.pk,
        values={"safety": "yes"},
        base={"safety": case.safety},
        at=AT,
    )


def add_a_chair(world: World) -> None:
    position = NewPosition(article_id=world.chair.pk)
    add_position(actor=world.people.anna, case_id=world.harmless.pk, position=position, at=AT)


@pytest.mark.parametrize(
    "change", [classify_the_cushion, classify_the_work, say_it_is_dangerous, add_a_chair]
)
def test_what_becomes_relevant_after_planning(
    world: World, harmless: Visit, change: Callable[[World], None]
) -> None:
    certified = world.planned()
    change(world)
    recheck(world)
    assert (state(harmless), state(certified)) == (OFF, ON)
    reason = Visit.objects.get(pk=harmless.pk).off_plan_reason
    assert reason.startswith("Felix Fuchs darf diese Arbeit am 17.11.2026 nicht ausführen.")
    task = Task.objects.get(case=world.harmless)
    assert "keine gültige Berechtigung" in task.title
    mail = OutgoingMail.objects.filter(kind="staff").latest("pk")
    assert mail.subject == f"{harmless.number} vom Plan genommen: keine gültige Berechtigung"
    entries = ProtocolEntry.objects.count()
    recheck(world, SOON + HOUR)
    take_ended_off_plan(world.tenant.pk, SOON + HOUR)
    assert ProtocolEntry.objects.count() == entries


def test_what_becomes_harmless_stays(world: World) -> None:
    visit = world.planned()
    classify_articles(actor=world.people.otto, article_ids=[world.chair.pk], safety="none", at=AT)
    recheck(world)
    assert state(visit) == ON


def test_a_technician_who_leaves(world: World, harmless: Visit) -> None:
    visit = world.planned()
    change_technician(
        actor=world.people.otto,
        technician_id=world.fritz.pk,
        fields=TechnicianFields(name="Fritz Fink", active=False),
        at=AT,
    )
    recheck(world)
    assert (state(visit), state(harmless)) == (OFF, ON)
    assert "nicht mehr im Einsatz" in Visit.objects.get(pk=visit.pk).off_plan_reason


def test_a_house_that_is_shut(world: World) -> None:
    """Nobody works for a house that is there no longer; the hourly look finds it."""
    visit = world.planned([world.dario])
    Party.objects.filter(pk=world.people.blatt.pk).update(active=False)
    assert [one.visit_id for one in take_ended_off_plan(world.tenant.pk, SOON)] == [visit.pk]
    assert state(visit) == OFF


def test_a_technician_whose_person_is_erased(world: World) -> None:
    visit = world.planned()
    erase_person(
        actor=world.people.otto, party_id=world.fritz.person_id, confirm=world.fritz.person.name, at=AT
    )
    recheck(world)
    assert state(visit) == OFF


def test_another_kind_of_work_named_for_the_order(scene: Scene) -> None:
    """The visit of the order takes it as well, and whoever may not do it comes off."""
    world = scene.world
    order = scene.order(ExecutorKind.FACTORY)
    visit = world.plan(order.visits.get(), [world.fritz])
    plan_service(
        actor=world.people.anna,
        case_id=scene.placed.case.pk,
        executor_id=scene.placed.factory.pk,
        task="Polster tauschen",
        work_kind_id=world.cleaning.pk,
        at=AT,
    )
    recheck(world)
    works = set(visit.works.values_list("work_kind_id", flat=True))
    assert works == {world.spring.pk, world.cleaning.pk}
    # cleaning a relevant chair is relevant work, for which Fritz holds nothing
    assert state(visit) == OFF


def test_a_firms_appointment_is_lifted_and_the_firm_is_told(scene: Scene) -> None:
    world, paula = scene.world, scene.world.paula
    order = scene.order(ExecutorKind.FIRM)
    scene.entered(order, OrderState.CONFIRMED, people=[paula.pk], planned_on=date(2026, 11, 17), at=AT)
    OutgoingMail.objects.all().delete()
    held = Certificate.objects.get(holder=paula.person)
    revoke(actor=world.people.lena, certificate_id=held.pk, reason="Audit", at=SOON)
    order.refresh_from_db()
    assert (order.state, order.planned_on, order.people) == (OrderState.CONFIRMED, None, [])
    entry = ProtocolEntry.objects.get(event="order.off_plan")
    assert entry.facts["technicians"] == [paula.pk]
    assert Task.objects.filter(case=order.case, title__contains=order.number).count() == 1
    assert OutgoingMail.objects.filter(kind="staff", subject__contains=order.number).exists()


def test_a_firms_appointment_that_becomes_relevant(scene: Scene) -> None:
    world, article = scene.world, scene.placed.position.article
    assert article is not None
    for thing in (article, world.spring):
        thing.safety = "none"
        thing.save(update_fields=["safety"])
    order = scene.order(ExecutorKind.FIRM)
    scene.entered(order, OrderState.CONFIRMED, planned_on=date(2026, 11, 17), at=AT)
    assert take_ended_off_plan(world.tenant.pk, AT) == []
    classify_articles(actor=world.people.otto, article_ids=[article.pk], safety="assumed", at=AT)
    recheck(world)
    order.refresh_from_db()
    assert order.planned_on is None


def test_a_namesakes_certificate_is_not_his(world: World) -> None:
    """Another person of the same name holds one; whoever is planned does not."""
    twin = Party.objects.get(pk=world.felix.person_id)
    other = make_party(world.tenant, twin.name, role=PartyRoleKind.FACTORY_SERVICE)
    world.certify(other, world.spring)
    visit = world.visit()
    with pytest.raises(NotCleared, match="Kein Zertifikat"):
        world.plan(visit, [world.felix])
    assert state(visit) == OFF
