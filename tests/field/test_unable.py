"""A line of the check-list that could not be looked at or measured: answered with the reason."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from kulanz.cases.models import Case, Message, Task
from kulanz.cases.rules import ClosedBy
from kulanz.core.files.commands import read_file
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import ChecklistItem, ServiceReport, Visit
from kulanz.stages.execution.refusals_of_visits import ReinspectionOpen
from kulanz.workflows.closing import close_and_tell
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.field.device import SOLVED, Device
from tests.field.test_read import SignedIn, page
from tests.workflows.hearing import heard

WHY = "Drehmomentschlüssel defekt"


def item(world: World, *, kind: str = "value", required: bool = True, of: Any = None) -> ChecklistItem:
    return ChecklistItem.objects.create(
        tenant=world.tenant, work_kind=of or world.spring, text="Drehmoment", text_en="Torque", kind=kind,
        unit="Nm" if kind == "value" else "", required=required,
    )  # fmt: skip


def unable(line: ChecklistItem, **more: Any) -> dict[str, Any]:
    return {**SOLVED, "checklist": {str(line.pk): {"unable": f" {WHY} "}}, **more}


def close(world: World) -> None:
    close_and_tell(
        actor=world.people.anna,
        case_id=world.case.pk,
        closed_by=ClosedBy.ANSWER,
        solution="Getauscht",
        at=NINE + 3 * HOUR,
    )


def pdf_of(report: ServiceReport) -> str:
    assert report.document is not None
    with read_file(report.document.stored) as content:
        return " ".join(
            " ".join(p.extract_text() for p in PdfReader(io.BytesIO(content.read())).pages).split()
        )


@pytest.mark.parametrize("kind", ["value", "check", "text"])
def test_safety_that_is_not_proven_is_not_solved(world: World, fritz: Device, kind: str) -> None:
    line = item(world, kind=kind)
    visit = world.planned()
    assert fritz.tell(visit.pk, "report", unable(line))["outcome"] == "applied"
    report = ServiceReport.objects.get()
    assert (report.authorised, report.unproven) == (True, True)
    (kept,) = report.checklist
    assert (kept["done"], kept["value"], kept["unable"]) == (False, "", WHY)
    again = Visit.objects.get(follows=visit)
    assert (again.kind, again.reinspects, again.organisation) == ("inspection", True, visit.organisation)
    assert "Prüfliste vollständig nachholen" in again.task
    case = Case.objects.get(pk=world.case.pk)
    assert (case.solution, case.waits_for) == ("", "us")
    task = Task.objects.get(case=case, title__contains="nicht nachgewiesen")
    assert task.assignee_id == world.people.lena.membership_id
    assert Message.objects.filter(
        case=case, audience="internal", body__contains=f"Drehmoment: {WHY}"
    ).exists()
    ended = ProtocolEntry.objects.get(event="visit.ended")
    assert (ended.facts["authorised"], ended.facts["proven"]) == (True, False)
    with pytest.raises(ReinspectionOpen):
        close(world)
    assert Case.objects.get(pk=world.case.pk).is_open

    # made up for: now it counts
    world.plan(again, [world.fritz], NINE + HOUR)
    done = {**SOLVED, "checklist": {str(line.pk): {"done": True, "value": "" if kind == "check" else "12"}}}
    assert fritz.tell(again.pk, "report", done)["outcome"] == "applied"
    assert ServiceReport.objects.get(visit=again).counts
    close(world)
    assert not Case.objects.get(pk=world.case.pk).is_open


def test_everybody_reads_what_was_not_measured_and_why(
    world: World, fritz: Device, signed_in: SignedIn
) -> None:
    visit = world.planned()
    fritz.tell(visit.pk, "report", unable(item(world)))
    mails = heard(NINE + HOUR)
    told = [mail for mail in mails if "nicht nachgewiesen" in mail.subject]
    assert [WHY in mail.text for mail in told] == [True]
    assert any("Ein vorgeschriebener Prüfpunkt" in mail.text for mail in mails if "blatt" in mail.to)
    report = ServiceReport.objects.get()
    text = pdf_of(report)
    assert "Sicherheit nicht nachgewiesen" in text
    assert f"nicht messbar: {WHY}" in text
    # what the customer is told of it, a person decides
    assert report.document is not None
    assert report.document.audience == "dealer"
    assert not OutgoingMail.objects.filter(kind="report").exists()
    for actor, path in (
        (world.people.anna, f"/desk/berichte/{report.number}/"),
        (world.people.blatt_house, f"/portal/vorgang/{world.case.number}/"),
    ):
        shown = page(signed_in(actor), path)
        assert f"nicht messbar: {WHY}" in shown
        assert "Sicherheit nicht nachgewiesen" in shown
    assert report.number in page(signed_in(world.people.anna), "/desk/berichte/?view=unproven")
    assert report.number not in page(signed_in(world.people.anna), "/desk/berichte/?view=unauthorised")
    history = page(signed_in(world.people.anna), f"/desk/vorgang/{world.case.number}/")
    assert "Sicherheit nicht nachgewiesen, zählt nicht als erledigt." in history


@pytest.mark.parametrize("why", ["harmless work", "optional line", "part missing"])
def test_elsewhere_it_is_said_and_nothing_follows(world: World, fritz: Device, why: str) -> None:
    if why == "harmless work":
        visit = world.planned(case=world.harmless, work_kind_ids=[world.cleaning.pk])
        data = unable(item(world, of=world.cleaning))
    else:
        visit = world.planned()
        data = unable(item(world, required=why != "optional line"))
    if why == "part missing":
        # the check-list comes again with the next visit
        data = {**data, "result": "part_needed", "needed_parts": [{"name": "Gasfeder", "quantity": 1}]}
    assert fritz.tell(visit.pk, "report", data)["outcome"] == "applied"
    report = ServiceReport.objects.get()
    assert not report.unproven
    assert [one["unable"] for one in report.checklist] == [WHY]
    assert not Visit.objects.filter(reinspects=True).exists()
    assert Visit.objects.filter(follows=visit).count() == (1 if why == "part missing" else 0)
    assert bool(Case.objects.get(pk=visit.case_id).solution) == (why != "part missing")
    heard(NINE + HOUR)
    report.refresh_from_db()
    assert f"nicht messbar: {WHY}" in pdf_of(report)
    assert "nicht nachgewiesen" not in pdf_of(report)


def test_without_a_reason_it_is_refused(world: World, fritz: Device) -> None:
    line = item(world)
    visit = world.planned()
    answer = fritz.tell(visit.pk, "report", {**SOLVED, "checklist": {str(line.pk): {"unable": " "}}})
    assert (answer["outcome"], answer["field"]) == ("refused", "checklist")
    assert not ServiceReport.objects.exists()
    assert Visit.objects.get().state == "planned"
    assert not Task.objects.exists()


def test_a_case_that_had_ended_is_taken_up_again(world: World, fritz: Device) -> None:
    visit = world.planned()
    close_and_tell(
        actor=world.people.anna, case_id=world.case.pk, closed_by=ClosedBy.ANSWER, solution="erledigt", at=AT
    )
    fritz.tell(visit.pk, "report", unable(item(world)))
    assert Case.objects.get(pk=world.case.pk).step == "in_progress"
    assert Visit.objects.filter(follows=visit, reinspects=True).exists()
