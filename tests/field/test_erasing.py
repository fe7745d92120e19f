"""A person is erased, or asks what is kept of him; and nobody reaches over to another tenant."""

from __future__ import annotations

import pytest

from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.commands.reports.erasing import erase_reports
from kulanz.stages.execution.models import FieldEntry, ServiceReport, Visit
from kulanz.workflows.privacy_export_service import reports_of
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.visits_world import World, make_world
from tests.field.device import SOLVED, Device

SIGNED = {**SOLVED, "signature": {"name": "Karla Kunde"}, "rating": 2, "rating_note": "zu spät"}


def test_what_reports_say_of_a_person_goes_and_comes_on_request(world: World, fritz: Device) -> None:
    visit = world.planned()
    entry = fritz.entry(visit.pk, "report", SIGNED)
    fritz.send(entry)
    (kept,) = reports_of(world.case)
    assert (kept["signed_by_name"], kept["rating_note"]) == ("Karla Kunde", "zu spät")
    with pytest.raises(NotAllowed):
        erase_reports(actor=world.people.anna, own_cases=[world.case.pk])
    assert ServiceReport.objects.get().signed_by_name == "Karla Kunde"
    assert erase_reports(actor=world.people.otto, own_cases=[world.case.pk]) == 1
    row = ServiceReport.objects.get()
    assert (row.signed_by_name, row.rating_note, row.result) == ("", "", "solved")
    assert "Karla" not in str(FieldEntry.objects.get().payload)
    assert fritz.send(entry)[0]["outcome"] == "repeated"
    assert ServiceReport.objects.count() == 1


def test_a_visit_of_another_tenant_does_not_exist(world: World, fritz: Device) -> None:
    elsewhere = make_tenant("suedwind", name="Südwind Sitzmöbel")
    with tenant_context(elsewhere.pk):
        far = make_world(make_people(elsewhere, domain="suedwind.test")).planned()
        # even where the numbers of the technicians meet by chance
        Visit.objects.filter(pk=far.pk).update(
            people=[*Technician.objects.values_list("pk", flat=True), world.fritz.pk]
        )
    answer = fritz.tell(far.pk, "report", SOLVED)
    assert answer["outcome"] == "refused"
    assert answer["message"] == fritz.tell(999_999_999, "report", SOLVED)["message"]
    with tenant_context(elsewhere.pk):
        assert not ServiceReport.objects.exists()
        assert Visit.objects.get(pk=far.pk).state == "planned"
