"""Whether the thing may be used, as the day on the device says it after reports were filed."""

from __future__ import annotations

from typing import Any

import pytest

from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.queries.safety_statements import statements_of
from tests.execution.visits_world import World, make_technician
from tests.field.device import SOLVED, Device, later

UNSAFE = {**SOLVED, "safety": "unsafe", "safety_note": "Gasfeder undicht"}


@pytest.fixture
def dangerous(world: World) -> World:
    """A case somebody could get hurt in, with a visit of today."""
    Case.objects.filter(pk=world.case.pk).update(safety="yes")
    return world


def told(fritz: Device) -> Any:
    """What the day says of the case of the first visit."""
    return fritz.day()["visits"][0]["case"]["statement"]


def report(fritz: Device, visit: int, data: dict[str, Any]) -> ServiceReport:
    assert fritz.tell(visit, "report", data)["outcome"] == "applied"
    return ServiceReport.objects.latest("pk")


def test_the_newest_report_says_whether_it_may_be_used(dangerous: World, fritz: Device) -> None:
    visit = dangerous.planned()
    assert told(fritz) is None
    first = report(fritz, visit.pk, UNSAFE)
    assert told(fritz) == {"safety": "unsafe", "at": first.finished_at.isoformat()}
    with later(30):
        second = report(fritz, visit.pk, SOLVED)
        assert told(fritz) == {"safety": "safe", "at": second.finished_at.isoformat()}


@pytest.mark.parametrize(
    "flaw",
    [{"authorised": False}, {"unproven": True}, {"safety": "not_judged"}, {"result": "nobody_there"}],
)
def test_what_does_not_count_clears_nothing(dangerous: World, fritz: Device, flaw: dict[str, Any]) -> None:
    filed = report(fritz, dangerous.planned().pk, SOLVED)
    assert told(fritz)["safety"] == "safe"
    ServiceReport.objects.filter(pk=filed.pk).update(**flaw)
    assert told(fritz) is None


def test_a_new_answer_of_the_office_goes_before_an_older_report(dangerous: World, fritz: Device) -> None:
    report(fritz, dangerous.planned().pk, SOLVED)
    assert told(fritz)["safety"] == "safe"
    with later(10):
        for before, after in (("yes", "no"), ("no", "yes")):
            edit_fields(
                actor=dangerous.people.anna,
                case_id=dangerous.case.pk,
                values={"safety": after},
                base={"safety": before},
                at=clock.now(),
            )
        assert told(fritz) is None


def test_another_dealers_word_is_not_told(dangerous: World, fritz: Device) -> None:
    """Nor is an older one in its place: what was reported stands."""
    mine = report(fritz, dangerous.planned().pk, SOLVED)
    case = {dangerous.case.pk}
    assert statements_of(dangerous.dario_actor, case)[dangerous.case.pk].at == mine.finished_at
    people = dangerous.people
    other = make_technician(people.tenant, "Rita Rot", people.fremd, House.DEALER)
    with later(10):
        theirs = report(fritz, mine.visit_id, UNSAFE)
    ServiceReport.objects.filter(pk=theirs.pk).update(technician=other)
    assert statements_of(dangerous.dario_actor, case) == {}
    assert statements_of(dangerous.fritz_actor, case)[dangerous.case.pk].safety == "unsafe"
