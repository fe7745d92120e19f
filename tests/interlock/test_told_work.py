"""Who marks an order's work as planned, begun or done says who does it; the rule judges as everywhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kulanz.cases.models import Message
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.refusals import DoneInFuture
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import SparePart
from kulanz.workflows.certificates import revoke
from kulanz.workflows.handing_over import erp_actor
from tests.execution.visits_world import AT, NINE
from tests.interlock.conftest import LATER, Scene

DAY = date(2026, 11, 17)
HOUSES = [ExecutorKind.FACTORY, ExecutorKind.DEALER, ExecutorKind.FIRM]


def able(scene: Scene, kind: ExecutorKind) -> Technician:
    return {
        ExecutorKind.FACTORY: scene.world.fritz,
        ExecutorKind.DEALER: scene.world.dario,
        ExecutorKind.FIRM: scene.world.paula,
    }[kind]


@pytest.mark.parametrize("kind", HOUSES)
def test_done_by_nobody_is_taken_in_and_counts_for_nothing(scene: Scene, kind: ExecutorKind) -> None:
    order = scene.order(kind)
    assert scene.done(order).state == order.state
    (inspection,) = scene.inspections()
    assert (inspection.kind, inspection.state, inspection.order_id) == ("inspection", "to_plan", order.pk)
    assert [one.work_kind_id for one in inspection.works.all()] == [scene.world.spring.pk]
    assert scene.marks() == (1, 1, 1)
    told = Message.objects.get(case=scene.placed.case, audience="internal")
    assert "Ohne gültige Berechtigung" in told.body
    scene.placed.case.refresh_from_db()
    assert (scene.placed.case.step != "closed", scene.placed.case.solution) == (True, "")
    entry = ProtocolEntry.objects.get(event="order.work_told")
    assert (entry.facts["authorised"], entry.facts["technicians"]) == (False, [])


@pytest.mark.parametrize("kind", HOUSES)
def test_done_by_somebody_who_may_counts(scene: Scene, kind: ExecutorKind) -> None:
    order = scene.done(scene.order(kind), able(scene, kind))
    assert (order.state, order.done_on, scene.marks()) == (OrderState.DONE, DAY, (0, 0, 0))
    assert order.people == [able(scene, kind).pk]
    assert not Visit.objects.exclude(state="cancelled").exists()


def test_of_a_crew_everybody_counts(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FACTORY)
    assert scene.done(order, scene.world.fritz, scene.world.felix).is_open
    assert scene.marks() == (1, 1, 1)


def test_the_day_of_the_work_counts_and_not_the_day_it_is_told(scene: Scene) -> None:
    frieda = scene.world.frieda  # certified until 31 October
    order = scene.order(ExecutorKind.FACTORY)
    assert scene.done(order, frieda, done_on=date(2026, 11, 1)).is_open
    assert scene.marks() == (1, 1, 1)
    assert scene.done(order, frieda, done_on=date(2026, 10, 31)).state == OrderState.DONE


def test_work_of_tomorrow_is_refused_and_not_taken_in(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FACTORY)
    with pytest.raises(DoneInFuture):
        scene.done(order, done_on=DAY + timedelta(days=1))
    order.refresh_from_db()
    assert (order.state, scene.marks()) == (OrderState.RECORDED, (0, 0, 0))
    assert not ProtocolEntry.objects.filter(event="order.work_told").exists()


def test_a_strangers_name_is_nobody(scene: Scene) -> None:
    """A firm's order is done by the firm's people, a dealer's by his: no others lend their certificates."""
    for kind, stranger in (
        (ExecutorKind.FIRM, scene.world.fritz),
        (ExecutorKind.DEALER, scene.world.paula),
    ):
        order = scene.order(kind)
        assert scene.done(order, stranger).is_open
    assert len(scene.inspections()) == 2


def test_the_visit_that_took_place_ends_without_having_solved_it(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FACTORY)
    visit = scene.world.plan(order.visits.get(), [scene.world.fritz])
    scene.done(order, scene.world.felix)
    visit.refresh_from_db()
    ended = ProtocolEntry.objects.get(event="visit.ended")
    assert (visit.state, ended.facts["authorised"]) == ("done", False)
    (inspection,) = scene.inspections()
    assert inspection.follows_id == visit.pk
    order.refresh_from_db()
    assert (order.is_open, order.planned_on, order.people) == (True, None, [])


def test_a_visit_to_come_is_called_off_when_it_is_told_as_done(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FACTORY)
    visit = scene.world.plan(order.visits.get(), [scene.world.fritz], NINE + timedelta(days=3))
    scene.done(order)
    visit.refresh_from_db()
    assert (visit.state, len(scene.inspections())) == ("cancelled", 1)


def test_the_same_told_twice_is_one_inspection(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FACTORY)
    for _time in range(2):
        scene.done(order, actor=erp_actor(scene.world.tenant.pk))
    assert scene.marks() == (1, 1, 1)
    # somebody else, told later: one more alarm, still one inspection
    scene.done(order, scene.world.felix, at=LATER + timedelta(hours=1))
    assert scene.marks() == (1, 2, 2)


def test_a_case_that_has_ended_is_taken_up_again(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FIRM)
    case = scene.placed.case
    case.step, case.closed_at, case.closed_by = "closed", AT, "remedy"
    case.claim_status = "remedy_started"
    case.save(update_fields=["step", "closed_at", "closed_by", "claim_status"])
    scene.done(order)
    case.refresh_from_db()
    assert (case.step, scene.marks()) == ("in_progress", (1, 1, 1))


@pytest.mark.parametrize("kind", HOUSES)
def test_what_is_planned_or_begun_needs_somebody_who_may(scene: Scene, kind: ExecutorKind) -> None:
    order = scene.order(kind)
    before = order.state
    for state in (OrderState.CONFIRMED, OrderState.UNDER_WAY):
        with pytest.raises(NotCleared):
            scene.entered(order, state, people=[], planned_on=DAY)
        with pytest.raises(NotCleared):
            scene.entered(order, state, people=[scene.world.frieda.pk], planned_on=DAY)
    order.refresh_from_db()
    assert (order.state, order.planned_on, order.people) == (before, None, [])
    assert scene.marks() == (0, 0, 0)
    person = able(scene, kind)
    moved = scene.entered(order, OrderState.CONFIRMED, people=[person.pk], planned_on=DAY)
    assert (moved.state, moved.planned_on) == (OrderState.CONFIRMED, DAY)


def test_another_day_is_asked_anew(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FIRM)
    paula = scene.world.paula
    scene.entered(order, OrderState.CONFIRMED, people=[paula.pk], planned_on=DAY)
    paula.person.certificates.update(valid_until=DAY)
    with pytest.raises(NotCleared):
        scene.entered(order, OrderState.CONFIRMED, people=[paula.pk], planned_on=DAY + timedelta(days=1))
    with pytest.raises(NotCleared):
        scene.entered(order, OrderState.CONFIRMED, people=[], planned_on=DAY)
    order.refresh_from_db()
    assert (order.planned_on, order.people) == (DAY, [paula.pk])
    # the number in the ERP says nothing of who comes
    assert scene.entered(order, OrderState.CONFIRMED, external_number="L-1").external_number == "L-1"


def test_the_erp_names_nobody(scene: Scene) -> None:
    erp = erp_actor(scene.world.tenant.pk)
    order = scene.order(ExecutorKind.FACTORY)
    assert scene.entered(order, OrderState.CONFIRMED, actor=erp).state == OrderState.CONFIRMED
    with pytest.raises(NotCleared):
        scene.entered(order, OrderState.CONFIRMED, actor=erp, planned_on=DAY)
    assert scene.entered(order, OrderState.DONE, actor=erp).is_open
    assert scene.marks() == (1, 1, 1)


def test_the_erp_means_whoever_is_planned_for_that_day(scene: Scene) -> None:
    erp = erp_actor(scene.world.tenant.pk)
    order = scene.order(ExecutorKind.FACTORY)
    visit = scene.world.plan(order.visits.get(), [scene.world.fritz])
    assert scene.entered(order, OrderState.DONE, actor=erp, done_on=date(2026, 11, 16)).is_open
    assert scene.marks() == (1, 1, 1)
    visit.refresh_from_db()
    assert visit.state == "done"


def test_the_erp_is_believed_for_the_day_of_the_visit(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FACTORY)
    scene.world.plan(order.visits.get(), [scene.world.fritz])
    told = scene.entered(order, OrderState.DONE, actor=erp_actor(scene.world.tenant.pk), done_on=DAY)
    assert (told.state, scene.marks()) == (OrderState.DONE, (0, 0, 0))


def test_whom_the_firm_named_may_have_lost_his_certificate(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FIRM)
    paula = scene.world.paula
    scene.entered(order, OrderState.CONFIRMED, people=[paula.pk], planned_on=DAY, at=AT)
    held = paula.person.certificates.get()
    revoke(actor=scene.world.people.lena, certificate_id=held.pk, reason="Audit", at=LATER)
    assert scene.done(order, paula).is_open
    assert len(scene.inspections()) == 1


def test_harmless_work_asks_for_nobody(scene: Scene) -> None:
    article = scene.placed.position.article
    assert article is not None
    article.safety = "none"
    article.save(update_fields=["safety"])
    scene.world.spring.safety = "none"
    scene.world.spring.save(update_fields=["safety"])
    assert scene.done(scene.order(ExecutorKind.FACTORY)).state == OrderState.DONE
    assert scene.marks() == (0, 0, 0)
    # the answer to the safety question alone makes it relevant
    case = scene.placed.case
    case.safety = "yes"
    case.save(update_fields=["safety"])
    assert scene.done(scene.order(ExecutorKind.FIRM)).is_open
    assert scene.marks() == (1, 1, 1)


def test_a_named_spare_part_makes_it_relevant(scene: Scene) -> None:
    world = scene.world
    for thing in (scene.placed.position.article, world.spring):
        assert thing is not None
        thing.safety = "none"
        thing.save(update_fields=["safety"])
    SparePart.objects.create(
        tenant=world.tenant, case=scene.placed.case, name="Hubmotor", added_at=AT, added_by_name="Anna"
    )
    assert scene.done(scene.order(ExecutorKind.FIRM)).is_open
    assert scene.marks() == (1, 1, 1)
