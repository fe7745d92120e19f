"""A report for a case that is gone: taken in, with its photos, and told where somebody reads it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from kulanz.cases.commands.joining import merge_cases
from kulanz.cases.models import Case, Task
from kulanz.cases.rules import ClosedBy, Safety, Step, WaitsFor
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.execution.models import ReportPhoto, ServiceReport, Visit
from kulanz.stages.execution.permissions_of_visits import visits_visible_to
from kulanz.workflows.visits import cancel_visit
from tests.execution.visits_world import AT, World
from tests.field.device import SOLVED, Device

UNSAFE = {**SOLVED, "safety": "unsafe", "safety_note": "Lehne bricht"}


def reported_with_photo(fritz: Device, visit: Visit, data: dict[str, object] = SOLVED) -> ServiceReport:
    ident = str(uuid4())
    said = {**data, "photos": [{"id": ident, "kind": "after"}]}
    answer = fritz.tell(visit.pk, "report", said)
    assert answer["outcome"] == "applied", answer
    assert fritz.photo(visit.pk, ident).status_code == 200
    report = ServiceReport.objects.get(visit=visit)
    assert ReportPhoto.objects.get(report=report)
    return report


@pytest.mark.parametrize("data", [SOLVED, UNSAFE, {"result": "second_visit", "result_reason": "Zeit"}])
@pytest.mark.parametrize("step", [Step.CLOSED, Step.CANCELLED])
def test_the_case_has_ended(world: World, fritz: Device, step: Step, data: dict[str, object]) -> None:
    visit = world.planned([world.fritz])
    Case.objects.filter(pk=world.case.pk).update(
        waits_for=WaitsFor.NOBODY.value,
        step=step.value,
        closed_at=AT,
        closed_by=ClosedBy.ANSWER.value if step is Step.CLOSED else "",
    )
    reported_with_photo(fritz, visit, data)


@pytest.mark.parametrize("data", [SOLVED, UNSAFE, {"result": "second_visit", "result_reason": "Zeit"}])
def test_spam(world: World, fritz: Device, data: dict[str, object]) -> None:
    visit = world.planned([world.fritz])
    Case.objects.filter(pk=world.case.pk).update(is_spam=True)
    reported_with_photo(fritz, visit, data)


@pytest.mark.parametrize("data", [SOLVED, UNSAFE, {"result": "part_needed", "needed_parts": [{"name": "x"}]}])
def test_merged_away(world: World, fritz: Device, data: dict[str, object]) -> None:
    visit = world.planned([world.fritz])
    target = world.another_case()
    merge_cases(actor=world.people.anna, source_id=world.case.pk, target_id=target.pk, at=AT)
    assert visits_visible_to(world.fritz_actor).filter(pk=visit.pk).exists()
    reported_with_photo(fritz, visit, data)


@pytest.mark.parametrize("safe", [True, False])
def test_the_leads_hear_of_a_merged_case_where_it_is_worked_on(
    world: World, fritz: Device, safe: bool
) -> None:
    visit = world.planned([world.fritz])
    if safe:
        # done by somebody who may no longer do it
        Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    target = world.another_case()
    merge_cases(actor=world.people.anna, source_id=world.case.pk, target_id=target.pk, at=AT)
    reported_with_photo(fritz, visit, SOLVED if safe else UNSAFE)
    assert Task.objects.filter(case=target).exists()
    target.refresh_from_db()
    assert (target.safety == Safety.YES) is not safe


def test_called_off_and_taken_away(world: World, fritz: Device) -> None:
    visit = world.planned([world.fritz])
    cancel_visit(actor=world.people.anna, visit_id=visit.pk, reason="Kunde hat abgesagt", at=AT)
    reported_with_photo(fritz, visit)


def test_a_note_and_a_part_for_a_case_that_is_gone(world: World, fritz: Device) -> None:
    visit = world.planned([world.fritz])
    target = world.another_case()
    merge_cases(actor=world.people.anna, source_id=world.case.pk, target_id=target.pk, at=AT)
    assert fritz.tell(visit.pk, "note", {"text": "Schlüssel liegt innen"})["outcome"] == "applied"
    answer = fritz.tell(visit.pk, "order_part", {"parts": [{"name": "Rolle", "quantity": 1}]})
    assert answer["outcome"] == "applied"
