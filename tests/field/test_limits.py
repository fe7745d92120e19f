"""What the office refuses, the device has been told before: one list of limits, and the same words."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from kulanz.cases.models import Case, Message, Position, Task
from kulanz.interfaces.field.precache import OWN
from kulanz.interfaces.field.words import words_in
from kulanz.stages.execution.models import ChecklistItem, FieldEntry, ServiceReport, Visit
from kulanz.stages.execution.refusals_of_reports import ReportFaulty
from kulanz.stages.execution.rules import report_limits
from kulanz.stages.execution.rules.incoming import Faulty, Flaw
from kulanz.stages.execution.rules.report_data import FIELDS
from tests.execution.visits_world import HOUR, NINE, World
from tests.field.device import SOLVED, Device
from tests.field.limit_cases import PART, cases, times

SCRIPTS = OWN / "field" / "js"


def scripts() -> list[Path]:
    return sorted(SCRIPTS.rglob("*.js"))


def measured(world: World) -> ChecklistItem:
    return ChecklistItem.objects.create(
        tenant=world.tenant, work_kind=world.spring, text="Sitzhöhe", kind="value", unit="mm"
    )


def test_each_limit_of_the_day_is_the_one_of_the_office(world: World, fritz: Device) -> None:
    item = measured(world)
    world.planned()
    told = list(cases(fritz.day()["limits"], item.pk))
    assert len(told) > 90
    for place, (name, data, fine) in enumerate(told, start=1):
        begin = NINE + HOUR * place
        visit = world.planned(starts_at=begin, ends_at=begin + HOUR)
        before = (ServiceReport.objects.count(), Task.objects.count(), Message.objects.count())
        answer = fritz.tell(visit.pk, "report", data)
        assert answer["outcome"] == ("applied" if fine else "refused"), (name, answer)
        if not fine:
            assert answer["field"] in FIELDS, name
            after = (ServiceReport.objects.count(), Task.objects.count(), Message.objects.count())
            assert after == before, name
            assert Visit.objects.get(pk=visit.pk).state == "planned", name


def test_a_time_nobody_can_have_been_there_is_left_out_and_asked_for(world: World, fritz: Device) -> None:
    world.planned()
    for place, (name, data, fine) in enumerate(times(fritz.day()["limits"], NINE, NINE), start=1):
        begin = NINE + HOUR * place
        visit = world.planned(starts_at=begin, ends_at=begin + HOUR)
        assert fritz.tell(visit.pk, "report", data)["outcome"] == "applied", name
        report = ServiceReport.objects.get(visit=visit)
        (field,) = {"arrived_at", "left_at"} & set(data)
        claimed = datetime.fromisoformat(data[field])
        assert getattr(report, field) == (claimed if fine else None), name
        assert Task.objects.filter(title__contains=report.number).count() == (0 if fine else 1), name
        notes = Message.objects.filter(body__contains=report.number, audience="internal")
        assert notes.count() == (0 if fine else 1), name
        # what was claimed is kept as it came
        assert FieldEntry.objects.get(visit=visit).payload[field] == data[field]


def test_the_note_of_a_doubted_time_names_it_in_the_tenants_words(world: World, fritz: Device) -> None:
    visit = world.planned()
    fritz.tell(visit.pk, "report", {**SOLVED, "arrived_at": "2031-01-01T09:00:00Z"})
    report = ServiceReport.objects.get()
    (note,) = Message.objects.filter(audience="internal", body__contains="können nicht stimmen")
    assert f"Bericht {report.number}" in note.body
    assert "Ankunft 01.01.31, 10:00" in note.body
    assert report.technician_name in note.body
    assert report.authorised  # the interlock judged the day of the visit, not the one that was claimed


@pytest.mark.parametrize(("kind", "limit"), [("note", "note"), ("order_part", "order_reason")])
def test_notes_and_orders_have_the_limits_of_the_day(
    world: World, fritz: Device, kind: str, limit: str
) -> None:
    visit = world.planned()
    most = fritz.day()["limits"]["texts"][limit]

    def data(length: int) -> dict[str, object]:
        text = "x" * length
        return {"text": text} if kind == "note" else {"parts": [PART], "reason": text}

    refused = fritz.tell(visit.pk, kind, data(most + 1))
    assert (refused["outcome"], Message.objects.count()) == ("refused", 0)
    assert fritz.tell(visit.pk, kind, data(most))["outcome"] == "applied"
    assert Message.objects.exists()


def test_the_refused_field_is_told_again_with_the_answer(world: World, fritz: Device) -> None:
    visit = world.planned()
    entry = fritz.entry(visit.pk, "report", {**SOLVED, "travel_km": 99_999_999})
    (first,) = fritz.send(entry)
    (second,) = fritz.send(entry)
    assert first == second
    assert (first["field"], first["outcome"]) == ("travel_km", "refused")
    assert "„Fahrstrecke“" in first["message"]
    assert FieldEntry.objects.get().outcome == "refused"
    assert not ServiceReport.objects.exists()


def test_no_script_has_a_number_of_its_own() -> None:
    for script in scripts():
        assert not re.search(r"maxlength: \d", script.read_text()), script.name
    numbers = {*report_limits.TEXTS.values(), *(int(one.most) for one in report_limits.AMOUNTS.values())}
    rules = (SCRIPTS / "checks.js").read_text()
    assert not {int(found) for found in re.findall(r"\b\d{2,}\b", rules)} & numbers


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_refusal_names_the_field_as_the_form_does(language: str) -> None:
    places = dict(
        re.findall(r'^  (\w+): \["\w+", "([\w.]+)"\]', (SCRIPTS / "places.js").read_text(), re.MULTILINE)
    )
    assert set(places) == FIELDS
    words = words_in(language)
    with translation.override(language):
        for field, word in places.items():
            assert words[word] in str(ReportFaulty(Faulty(field, Flaw.RANGE))), field


def test_the_day_tells_of_danger_quantity_and_the_dealers_reference(world: World, fritz: Device) -> None:
    visit = world.planned()
    (found,) = fritz.day()["visits"]
    assert found["case"]["danger"] == ""
    Case.objects.filter(pk=visit.case_id).update(safety="yes", dealer_reference="RW-77")
    Position.objects.filter(case_id=visit.case_id).update(quantity=Decimal(2))
    (found,) = fritz.day()["visits"]
    assert (found["case"]["danger"], found["case"]["dealer_reference"]) == ("Verletzung möglich", "RW-77")
    assert [item["quantity"] for item in found["items"]] == [2]
