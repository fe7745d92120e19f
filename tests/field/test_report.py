"""A report arrives: what follows from each result, and that it is always taken in."""

from __future__ import annotations

import json
from decimal import Decimal
from uuid import uuid4

import pytest

from kulanz.cases.commands.closing import cancel_case, close_case
from kulanz.cases.models import Case, Message, Task
from kulanz.cases.rules import ClosedBy
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.execution.models import (
    FieldEntry,
    ReportPart,
    ServiceReport,
    Stock,
    StockMovement,
    Vehicle,
    Visit,
)
from kulanz.workflows.visits import cancel_visit, take_off_plan
from tests.execution.visits_world import AT, NINE, World
from tests.field.device import SOLVED, Device


def notes(case: Case) -> str:
    return "\n".join(Message.objects.filter(case=case, audience="internal").values_list("body", flat=True))


def tasks(case: Case) -> list[str]:
    return list(Task.objects.filter(case=case).order_by("pk").values_list("title", flat=True))


def report(world: World) -> ServiceReport:
    return ServiceReport.objects.get(visit__case=world.case)


def test_he_starts_writes_and_reports_and_the_case_goes_on(world: World, fritz: Device) -> None:
    visit = world.planned()
    started = fritz.tell(visit.pk, "start", {"arrived_at": NINE.isoformat()})
    assert (started["outcome"], started["message"]) == ("applied", "")
    assert Visit.objects.get().state == "under_way"
    assert fritz.tell(visit.pk, "draft", {"work": "Gasfeder"})["version"] == 1
    answer = fritz.tell(visit.pk, "report", {**SOLVED, "arrived_at": NINE.isoformat(), "rating": 4}, base=1)
    assert (answer["outcome"], answer["version"]) == ("applied", 2)
    row = report(world)
    assert (row.number, row.result, row.authorised, row.bars) == ("SB-2026-00001", "solved", True, [])
    assert (row.technician, row.technician_name, row.rating) == (world.fritz, "Fritz Fink", 4)
    assert row.signature_refused == "keine Zeit"
    assert Visit.objects.get().state == "done"
    case = Case.objects.get(pk=world.case.pk)
    assert case.solution == SOLVED["work"]
    assert case.solved_by_name == "Fritz Fink"
    assert (case.step, case.waits_for) == ("in_progress", "us")
    found = ProtocolEntry.objects.get(event="report.received")
    assert found.facts["authorised"] is True
    assert found.channel == "field"


def test_parts_come_out_of_his_vehicle_once(world: World, fritz: Device) -> None:
    van = Vehicle.objects.create(tenant=world.tenant, name="Bus 1", technician=world.fritz)
    spring = Article.objects.create(tenant=world.tenant, number="GF-20", name="Gasfeder", is_spare_part=True)
    Stock.objects.create(tenant=world.tenant, vehicle=van, article=spring, quantity=4)
    visit = world.planned()
    parts = [
        {
            "article_id": spring.pk,
            "number": "GF-20",
            "name": "x",
            "quantity": 2,
            "from_stock": True,
            "serial": "S",
        },
        {
            "article_id": None,
            "number": "",
            "name": "Schraube vom Baumarkt",
            "quantity": "0,5",
            "from_stock": True,
        },
    ]
    entry = fritz.entry(visit.pk, "report", {**SOLVED, "parts": parts})
    assert [a["outcome"] for a in fritz.send(entry)] == ["applied"]
    assert [a["outcome"] for a in fritz.send(entry)] == ["repeated"]
    assert Stock.objects.get().quantity == 2
    assert StockMovement.objects.get().visit_id == visit.pk
    used, odd = ReportPart.objects.all()
    assert (used.article, used.name, used.quantity, used.serial_number) == (spring, "Gasfeder", 2, "S")
    assert (odd.article, odd.quantity) == (None, Decimal("0.50"))
    assert "Schraube vom Baumarkt" in notes(world.case)
    assert any("Schraube vom Baumarkt" in title for title in tasks(world.case))


def test_without_certificate_it_is_taken_in_and_does_not_count(world: World, fritz: Device) -> None:
    visit = world.planned()
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    refused = fritz.tell(visit.pk, "start")
    assert refused["outcome"] == "refused"
    assert "Fritz Fink" in refused["message"]
    assert "entzogen" in refused["message"]
    assert "Dario Dohle" in refused["message"]
    assert Visit.objects.get().state == "planned"
    assert ProtocolEntry.objects.filter(event="interlock.refused").count() == 1
    answer = fritz.tell(visit.pk, "report", SOLVED)
    assert answer["outcome"] == "applied"
    row = report(world)
    assert not row.authorised
    assert row.bars[0]["ground"] == "revoked"
    again = Visit.objects.get(follows=visit)
    assert again.kind == "inspection"
    case = Case.objects.get(pk=world.case.pk)
    assert case.solution == ""
    assert case.waits_for == "us"
    assert "ohne gültige Berechtigung" in notes(case)
    task = Task.objects.get(case=case, title__contains="Nachprüfung")
    assert task.assignee_id == world.people.lena.membership_id


def test_what_was_really_fitted_counts(world: World, fritz: Device) -> None:
    """Cleaning needs no certificate; but a spare part nobody knows makes it safety-relevant."""
    visit = world.planned([world.felix, world.fritz], case=world.harmless, work_kind_ids=[world.cleaning.pk])
    part = {"article_id": None, "name": "irgendein Teil", "quantity": 1}
    fritz.tell(visit.pk, "report", {**SOLVED, "parts": [part]})
    row = ServiceReport.objects.get()
    assert not row.authorised
    assert {bar["ground"] for bar in row.bars} == {"never_certified"}


def test_nobody_there_needs_no_certificate_and_somebody_goes_again(world: World, fritz: Device) -> None:
    visit = world.planned()
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    data = {"result": "nobody_there", "result_reason": "Niemand öffnet"}
    assert fritz.tell(visit.pk, "report", data)["outcome"] == "applied"
    assert report(world).authorised
    assert Visit.objects.get(pk=visit.pk).state == "futile"
    assert Visit.objects.get(follows=visit).kind == "repair"


def test_needed_parts_are_ordered_and_taken_along_next_time(world: World, fritz: Device) -> None:
    visit = world.planned()
    spring = Article.objects.create(tenant=world.tenant, number="GF-20", name="Gasfeder", is_spare_part=True)
    needed = [{"article_id": spring.pk, "number": "GF-20", "name": "Gasfeder", "quantity": 3}]
    fritz.tell(visit.pk, "report", {**SOLVED, "result": "part_needed", "needed_parts": needed})
    again = Visit.objects.get(follows=visit)
    assert [(p.article_id, p.quantity) for p in again.parts.all()] == [(spring.pk, 3)]
    assert any("3 × GF-20 Gasfeder" in title for title in tasks(world.case))
    assert report(world).parts.get().needed


def test_parts_ordered_on_the_spot_and_a_note(world: World, fritz: Device) -> None:
    visit = world.planned()
    parts = [{"article_id": None, "name": "Armlehne links", "quantity": 1}]
    fritz.tell(visit.pk, "order_part", {"parts": parts, "reason": "gerissen"})
    fritz.tell(visit.pk, "note", {"text": "Schlüssel beim Pförtner"})
    assert "Armlehne links" in notes(world.case)
    assert "gerissen" in notes(world.case)
    assert any("Armlehne links (!)" in title for title in tasks(world.case))
    message = Message.objects.get(body="Schlüssel beim Pförtner")
    assert (message.audience, message.author_name) == ("technician", "Fritz Fink")
    assert fritz.tell(visit.pk, "order_part", {"parts": []})["outcome"] == "refused"
    assert fritz.tell(visit.pk, "note", {"text": "  "})["outcome"] == "refused"


def test_an_unsafe_product_is_everybodys_business(world: World, fritz: Device) -> None:
    visit = world.planned()
    said = {**SOLVED, "safety": "unsafe", "safety_note": "Fußkreuz gebrochen", "defects": "Riss im Fußkreuz"}
    fritz.tell(visit.pk, "report", said)
    assert Case.objects.get(pk=world.case.pk).safety == "yes"
    assert "Fußkreuz gebrochen" in notes(world.case)
    assert "Riss im Fußkreuz" in notes(world.case)
    assert any("unsicher" in title for title in tasks(world.case))


def test_solved_and_not_to_be_used_solves_nothing(world: World, fritz: Device) -> None:
    visit = world.planned()
    assert fritz.tell(visit.pk, "report", {**SOLVED, "safety": "unsafe"})["outcome"] == "applied"
    case = Case.objects.get(pk=world.case.pk)
    assert (case.solution, case.is_open) == ("", True)
    assert any("nicht zu benutzen" in title for title in tasks(world.case))
    assert Visit.objects.get(pk=visit.pk).state == "done"


@pytest.mark.parametrize("meanwhile", ["off the plan", "called off", "closed", "cancelled", "certificate"])
def test_what_happened_is_taken_in_whatever_happened_meanwhile(
    world: World, fritz: Device, meanwhile: str
) -> None:
    visit = world.planned()
    anna = world.people.anna
    if meanwhile == "off the plan":
        take_off_plan(actor=anna, visit_id=visit.pk, reason="krank", at=AT)
    elif meanwhile == "called off":
        cancel_visit(actor=anna, visit_id=visit.pk, reason="abgesagt", at=AT)
    elif meanwhile == "closed":
        close_case(actor=anna, case_id=world.case.pk, closed_by=ClosedBy.ANSWER, solution="erledigt", at=AT)
    elif meanwhile == "cancelled":
        cancel_case(actor=anna, case_id=world.case.pk, reason="doch nicht", at=AT)
    else:
        Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    answer = fritz.tell(visit.pk, "report", {**SOLVED, "defects": "Kratzer"})
    assert answer["outcome"] == "applied", answer
    assert Visit.objects.get(pk=visit.pk).state == "done"
    assert report(world).authorised == (meanwhile != "certificate")
    assert "Kratzer" in notes(world.case)


def test_unauthorised_work_on_a_closed_case_takes_it_up_again(world: World, fritz: Device) -> None:
    visit = world.planned()
    close_case(
        actor=world.people.anna, case_id=world.case.pk, closed_by=ClosedBy.ANSWER, solution="erledigt", at=AT
    )
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    fritz.tell(visit.pk, "report", SOLVED)
    assert Case.objects.get(pk=world.case.pk).step == "in_progress"
    assert Visit.objects.filter(follows=visit, kind="inspection").exists()


def test_a_visit_that_was_called_off_is_not_started(world: World, fritz: Device) -> None:
    visit = world.planned()
    cancel_visit(actor=world.people.anna, visit_id=visit.pk, reason="abgesagt", at=AT)
    answer = fritz.tell(visit.pk, "start")
    assert answer["outcome"] == "refused"
    assert visit.number in answer["message"]
    assert Visit.objects.get().state == "cancelled"


def test_everything_twice_is_once(world: World, fritz: Device) -> None:
    visit = world.planned()
    sent = [
        fritz.entry(visit.pk, "start"),
        fritz.entry(visit.pk, "draft", {"work": "a"}),
        fritz.entry(visit.pk, "note", {"text": "Hinweis"}),
        fritz.entry(visit.pk, "order_part", {"parts": [{"name": "Rolle", "quantity": 1}]}),
        fritz.entry(visit.pk, "report", {**SOLVED, "defects": "Kratzer"}),
        fritz.entry(visit.pk, "report", {"result": "quatsch"}),
    ]
    first = fritz.send(*sent)
    assert [a["outcome"] for a in first] == [*["applied"] * 5, "refused"]

    def state() -> list[int]:
        rows = (ServiceReport, FieldEntry, Message, Task, ProtocolEntry, Visit)
        return [model.objects.count() for model in rows]

    before = state()
    for batch in ([*sent], [*reversed(sent)], [sent[4]]):
        again = {a["id"]: a for a in fritz.send(*batch)}
        for answer in first:
            if answer["id"] in again:
                expected = "repeated" if answer["outcome"] == "applied" else answer["outcome"]
                told = again[answer["id"]]
                assert (told["outcome"], told["version"], told["message"]) == (
                    expected, answer["version"], answer["message"],
                )  # fmt: skip
    assert state() == before


def test_a_visit_of_somebody_else_does_not_exist(world: World, fritz: Device) -> None:
    foreign = world.planned([world.dario])
    before = (ServiceReport.objects.count(), Message.objects.count(), Visit.objects.get().draft)
    answers = [
        fritz.tell(visit_id, kind, data)
        for visit_id in (foreign.pk, 999_999_999, 0)
        for kind, data in (
            ("report", SOLVED),
            ("start", {}),
            ("draft", {"work": "x"}),
            ("note", {"text": "x"}),
        )
    ]
    assert {a["outcome"] for a in answers} == {"refused"}
    assert len({a["message"] for a in answers}) == 1
    assert foreign.number not in json.dumps(answers)
    assert "Karla" not in json.dumps(answers)
    assert (ServiceReport.objects.count(), Message.objects.count(), Visit.objects.get().draft) == before
    assert fritz.photo(foreign.pk, str(uuid4())).status_code == 404
