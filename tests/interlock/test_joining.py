"""Cases merged, split and taken up again: the interlock goes along."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.commands.joining import merge_cases, split_case, undo_merge
from kulanz.cases.commands.reopening import reopen_case
from kulanz.cases.models import Case, Position
from kulanz.cases.rules import ClosedBy
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.working import work_once
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.execution.commands.placing import LineInput
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.queries.clearance import relevance_of_visit
from kulanz.stages.execution.queries.clearance_of_orders import needs_named_person
from kulanz.stages.execution.refusals_of_visits import ReinspectionOpen
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import Result
from kulanz.workflows.certificates import take_ended_off_plan
from kulanz.workflows.closing import close_and_tell
from kulanz.workflows.visits import finish_visit
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.interlock.conftest import LATER, Scene
from tests.interlock.test_plan import OFF, ON, SOON, recheck, state


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


@pytest.fixture
def cleaning(world: World) -> Visit:
    """Felix, who holds no certificate, cleans a cushion."""
    return world.planned([world.felix], case=world.harmless, work_kind_ids=[world.cleaning.pk])


def merged(world: World, source: Case, target: Case) -> None:
    merge_cases(actor=world.people.lena, source_id=source.pk, target_id=target.pk, at=AT)


@pytest.mark.parametrize("into", [True, False])
def test_what_becomes_relevant_by_a_merge(world: World, cleaning: Visit, into: bool) -> None:
    """The chair's case goes into the cushion's, or the other way round: whoever goes meets both."""
    certified = world.planned()
    pair = (world.case, world.harmless) if into else (world.harmless, world.case)
    merged(world, *pair)
    recheck(world)
    assert (state(cleaning), state(certified)) == (OFF, ON)
    assert "Kein Zertifikat" in Visit.objects.get(pk=cleaning.pk).off_plan_reason


def test_nobody_is_planned_for_the_harmless_half(world: World) -> None:
    visit = world.visit(case=world.harmless, work_kind_ids=[world.cleaning.pk])
    merged(world, world.case, world.harmless)
    with pytest.raises(NotCleared):
        world.plan(visit, [world.felix])
    assert state(visit) == OFF


def test_a_merged_safety_answer_counts(world: World, cleaning: Visit) -> None:
    Position.objects.filter(case=world.case).delete()
    Case.objects.filter(pk=world.case.pk).update(safety="yes")
    merged(world, world.case, world.harmless)
    recheck(world)
    assert state(cleaning) == OFF


def test_a_merge_of_harmless_cases_moves_nobody(world: World, cleaning: Visit) -> None:
    Position.objects.filter(case=world.case).update(article=world.cushion)
    merged(world, world.case, world.harmless)
    recheck(world)
    assert state(cleaning) == ON


def test_a_merge_taken_back_lets_them_go_again(world: World) -> None:
    visit = world.visit(case=world.harmless, work_kind_ids=[world.cleaning.pk])
    merged(world, world.case, world.harmless)
    undo_merge(actor=world.people.lena, source_id=world.case.pk, at=SOON)
    world.plan(visit, [world.felix])
    assert state(visit) == ON


def test_what_the_kept_case_gets_later_counts_for_both(world: World, cleaning: Visit) -> None:
    """The visit is of the case that went into the other; a chair is added there."""
    other = world.another_case()
    Position.objects.filter(case=other).update(article=world.cushion)
    merged(world, world.harmless, other)
    recheck(world)
    assert state(cleaning) == ON
    Position.objects.filter(case=other).update(safety_relevant=True)
    take_ended_off_plan(world.tenant.pk, SOON)
    assert state(cleaning) == OFF


def split(world: World, case: Case, positions: list[Position]) -> Case:
    return split_case(
        actor=world.people.anna,
        case_id=case.pk,
        title="Der Rest",
        position_ids=[one.pk for one in positions],
        message_ids=[],
        at=SOON,
    )


@pytest.fixture
def both(world: World) -> list[Position]:
    """The chair's case has a cushion, too; the chair is what goes into a case of its own."""
    chair = world.case.positions.get()
    Position.objects.create(
        tenant=world.tenant, case=world.case, article=world.cushion, quantity=1, symptom="fleckig"
    )
    return [chair]


def test_a_visit_keeps_what_it_was_made_for(world: World, both: list[Position]) -> None:
    """Whoever goes still means the chair, although its position has a case of its own now."""
    visit = world.visit(work_kind_ids=[world.cleaning.pk])
    split(world, world.case, both)
    assert relevance_of_visit(visit) is not Relevance.NONE
    with pytest.raises(NotCleared):
        world.plan(visit, [world.felix])
    assert state(visit) == OFF


def test_a_visit_made_after_a_split_is_for_what_stayed(world: World, both: list[Position]) -> None:
    split(world, world.case, both)
    later = world.visit(work_kind_ids=[world.cleaning.pk], at=SOON + HOUR)
    world.plan(later, [world.felix], at=SOON + HOUR)
    assert state(later) == ON


def test_what_is_split_off_stays_relevant_for_its_visits(world: World, both: list[Position]) -> None:
    new = split(world, world.case, both)
    visit = world.visit(case=new, work_kind_ids=[world.cleaning.pk], at=SOON + HOUR)
    with pytest.raises(NotCleared):
        world.plan(visit, [world.felix], at=SOON + HOUR)
    assert state(visit) == OFF


def test_what_was_split_off_and_becomes_relevant(world: World, both: list[Position]) -> None:
    """The recheck reaches the visit that stayed behind."""
    Position.objects.filter(case=world.case).update(article=world.cushion)
    visit = world.planned([world.felix], work_kind_ids=[world.cleaning.pk])
    new = split(world, world.case, both)
    recheck(world)
    assert state(visit) == ON
    Case.objects.filter(pk=new.pk).update(safety="yes")
    take_ended_off_plan(world.tenant.pk, SOON)
    assert state(visit) == OFF


def test_a_firms_order_keeps_its_lines(scene: Scene) -> None:
    """One line is harmless and stays, the other is the chair and goes: the firm still mends both."""
    world, chair = scene.world, scene.placed.position
    world.spring.safety = "none"
    world.spring.save(update_fields=["safety"])
    cushion = Position.objects.create(
        tenant=world.tenant, case=scene.placed.case, article=world.cushion, quantity=1, symptom="fleckig"
    )
    lines = [LineInput(position_id=one.pk, quantity=Decimal(1)) for one in (chair, cushion)]
    order = scene.placed.service(lines=lines)
    assert needs_named_person(order)
    split(world, scene.placed.case, [chair])
    assert needs_named_person(Order.objects.get(pk=order.pk))


@pytest.fixture
def inspection(scene: Scene) -> Visit:
    """Work of somebody not entitled on the chair of `world.case`; the visit that looks at it again."""
    world = scene.world
    visit = world.planned()
    finish_visit(
        actor=world.fritz_actor, visit_id=visit.pk, result=Result.SOLVED, authorised=False, at=NINE + HOUR
    )
    return scene.inspections()[0]


def solve(world: World, case: Case) -> None:
    close_and_tell(
        actor=world.people.anna, case_id=case.pk, closed_by=ClosedBy.ANSWER, solution="Getauscht", at=LATER
    )


def open_still(case: Case) -> bool:
    case.refresh_from_db()
    return case.is_open and not case.solution


def test_a_reopened_case_keeps_the_mark(scene: Scene, inspection: Visit) -> None:
    world = scene.world
    case = world.case
    ended = ProtocolEntry.objects.filter(event="visit.ended").latest("seq")
    cancel_case(actor=world.people.lena, case_id=case.pk, reason="Irrtum", at=LATER)
    work_once(LATER, [world.tenant.pk])
    reopen_case(actor=world.people.lena, case_id=case.pk, reason="Doch nicht", at=LATER + HOUR)
    work_once(LATER + HOUR, [world.tenant.pk])
    inspection.refresh_from_db()
    assert (inspection.state, inspection.reinspects) == ("to_plan", True)
    assert ProtocolEntry.objects.get(pk=ended.pk).facts["authorised"] is False
    with pytest.raises(ReinspectionOpen):
        solve(world, case)
    assert open_still(case)


def test_a_reopened_case_with_an_order_keeps_the_mark(scene: Scene) -> None:
    order = scene.order(ExecutorKind.FIRM)
    scene.done(order, scene.world.felix)
    case = scene.placed.case
    lena = scene.world.people.lena
    scene.entered(order, OrderState.CANCELLED, reason="Ende")
    case.refresh_from_db()
    cancel_case(actor=lena, case_id=case.pk, reason="Irrtum", at=LATER)
    reopen_case(actor=lena, case_id=case.pk, reason="Doch nicht", at=LATER + HOUR)
    work_once(LATER + HOUR, [scene.world.tenant.pk])
    assert [one.state for one in scene.inspections()] == ["to_plan"]
    with pytest.raises(ReinspectionOpen):
        solve(scene.world, case)
    assert open_still(case)


def test_the_case_kept_by_a_merge_waits_for_the_inspection(scene: Scene, inspection: Visit) -> None:
    world = scene.world
    merged(world, world.case, world.harmless)
    with pytest.raises(ReinspectionOpen):
        solve(world, world.harmless)
    assert open_still(world.harmless)


def test_what_is_split_off_waits_for_the_inspection(
    scene: Scene, inspection: Visit, both: list[Position]
) -> None:
    """The chair that nobody entitled mended has a case of its own now: that one is not solved either."""
    world = scene.world
    new = split_case(
        actor=world.people.anna,
        case_id=world.case.pk,
        title="Der Stuhl",
        position_ids=[both[0].pk],
        message_ids=[],
        at=LATER,
    )
    with pytest.raises(ReinspectionOpen, match=inspection.number):
        solve(world, new)
    assert open_still(new)
