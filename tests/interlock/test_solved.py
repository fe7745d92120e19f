"""A case counts as solved only when what nobody entitled did has been looked at again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Message
from kulanz.cases.rules import CarriedOutBy, ClosedBy
from kulanz.core import clock
from kulanz.core.access.models import User
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.refusals import DoneInFuture
from kulanz.stages.execution.refusals_of_visits import ReinspectionOpen, ReinspectionStays
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import Result
from kulanz.workflows.closing import close_and_tell
from kulanz.workflows.told_solutions import Worked, WorkerMissing, tell_solution
from kulanz.workflows.visits import cancel_visit, finish_visit
from tests.execution.visits_world import HOUR, NINE
from tests.interlock.conftest import LATER, Scene


def close(scene: Scene) -> None:
    close_and_tell(
        actor=scene.world.people.anna,
        case_id=scene.world.case.pk,
        closed_by=ClosedBy.ANSWER,
        solution="Getauscht",
        at=LATER,
    )


@pytest.fixture
def unentitled(scene: Scene) -> Visit:
    """Felix reports work on a chair he may not touch; the visit that looks at it again."""
    visit = scene.world.planned()
    finish_visit(
        actor=scene.world.fritz_actor,
        visit_id=visit.pk,
        result=Result.SOLVED,
        authorised=False,
        at=NINE + HOUR,
    )
    (inspection,) = scene.inspections()
    return inspection


def test_it_is_not_closed_as_solved_before(scene: Scene, unentitled: Visit) -> None:
    with pytest.raises(ReinspectionOpen, match=unentitled.number):
        close(scene)
    scene.world.case.refresh_from_db()
    assert (scene.world.case.is_open, scene.world.case.solution) == (True, "")
    world = scene.world
    world.plan(unentitled, [world.fritz], LATER + HOUR)
    finish_visit(
        actor=world.fritz_actor,
        visit_id=unentitled.pk,
        result=Result.SOLVED,
        authorised=True,
        at=LATER + 2 * HOUR,
    )
    close(scene)
    scene.world.case.refresh_from_db()
    assert not scene.world.case.is_open


def test_an_inspection_that_has_to_come_again_is_waited_for(scene: Scene, unentitled: Visit) -> None:
    scene.world.plan(unentitled, [scene.world.fritz], LATER + HOUR)
    finish_visit(
        actor=scene.world.fritz_actor,
        visit_id=unentitled.pk,
        result=Result.NOBODY_THERE,
        authorised=True,
        reason="zu",
        at=LATER + 2 * HOUR,
    )
    with pytest.raises(ReinspectionOpen):
        close(scene)
    scene.world.case.refresh_from_db()
    assert scene.world.case.is_open


def test_only_who_leads_calls_it_off(scene: Scene, unentitled: Visit) -> None:
    people = scene.world.people
    with pytest.raises(ReinspectionStays):
        cancel_visit(actor=people.anna, visit_id=unentitled.pk, reason="nicht nötig", at=LATER)
    unentitled.refresh_from_db()
    assert unentitled.state == "to_plan"
    cancel_visit(actor=people.lena, visit_id=unentitled.pk, reason="Gerät verschrottet", at=LATER)
    close(scene)
    scene.world.case.refresh_from_db()
    assert not scene.world.case.is_open


def test_no_end_of_an_order_calls_it_off(scene: Scene) -> None:
    for state in (OrderState.FAILED, OrderState.CANCELLED, OrderState.DONE):
        order = scene.order(ExecutorKind.FIRM)
        scene.done(order)
        scene.entered(order, state, reason="doch nicht", people=[scene.world.paula.pk])
    assert [one.state for one in scene.inspections()] == ["to_plan"] * 3


# What dealers and technicians write down as the solution.


@pytest.fixture
def own(scene: Scene) -> Scene:
    """The dealer's own people carry it out."""
    case = scene.world.case
    case.carried_out_by = CarriedOutBy.DEALER.value
    case.save(update_fields=["carried_out_by"])
    scene.world.visit(organisation=scene.world.people.blatt)
    return scene


def tell(scene: Scene, worked: Worked | None, **fields: Any) -> bool:
    given: dict[str, Any] = {"actor": scene.world.people.blatt_house, "at": LATER, **fields}
    case = scene.world.case
    return tell_solution(case_id=case.pk, solution="Gasfeder getauscht", worked=worked, **given)


def solution(scene: Scene) -> str:
    scene.world.case.refresh_from_db()
    return scene.world.case.solution


def test_a_solution_says_who_worked(own: Scene) -> None:
    with pytest.raises(WorkerMissing):
        tell(own, None)
    with pytest.raises(DoneInFuture):
        tell(own, Worked(True, own.world.dario.pk, date(2026, 11, 18)))
    assert (solution(own), own.marks(), Message.objects.count()) == ("", (0, 0, 0), 0)


def test_advice_asks_for_nobody(own: Scene) -> None:
    assert tell(own, Worked(on_product=False))
    assert (solution(own), own.marks()) == ("Gasfeder getauscht", (0, 0, 0))


def test_by_somebody_who_may_it_counts(own: Scene) -> None:
    assert tell(own, Worked(True, own.world.dario.pk))
    assert (solution(own), own.marks()) == ("Gasfeder getauscht", (0, 0, 0))


@pytest.mark.parametrize("who", ["fritz", "felix", ""])
def test_by_anybody_else_it_is_taken_in_and_does_not_count(own: Scene, who: str) -> None:
    """Fritz is certified, but no man of the dealer's."""
    person = getattr(own.world, who).pk if who else None
    assert not tell(own, Worked(True, person))
    assert (solution(own), own.marks()) == ("", (1, 1, 1))
    assert Message.objects.filter(case=own.world.case, body="Gasfeder getauscht").exists()
    assert not tell(own, Worked(True, person), at=LATER + HOUR)
    assert len(own.inspections()) == 1


def test_a_technician_names_himself(own: Scene) -> None:
    own.world.planned([own.world.dario])
    assert not tell(own, Worked(True, own.world.fritz.pk), actor=own.world.dario_actor)
    assert tell(own, Worked(True, own.world.dario.pk), actor=own.world.dario_actor)
    assert solution(own) == "Gasfeder getauscht"


def test_the_portal_asks(own: Scene, tenant: Tenant) -> None:
    client = Client(headers={"host": tenant.host})
    client.force_login(User.objects.get(pk=own.world.people.blatt_house.user_id))
    page, act = (reverse(f"portal:{name}", args=[own.world.case.number]) for name in ("case", "solve"))
    with clock.frozen(LATER):
        assert 'name="worker"' in client.get(page).content.decode()
        assert client.post(act, {"solution": "x"}).status_code == 422
        felix = {"solution": "Gasfeder getauscht", "worker": "other", "worked_on": "2026-11-17"}
        assert client.post(act, felix).status_code == 302
        assert "Ohne gültige Berechtigung" in client.get(page).content.decode()
        assert solution(own) == ""
        dario = {**felix, "worker": str(own.world.dario.pk)}
        assert client.post(act, dario).status_code == 302
    assert solution(own) == "Gasfeder getauscht"
