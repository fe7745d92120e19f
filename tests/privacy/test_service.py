"""Visits, maintenance and its offers are exported, and erased with the person."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

from kulanz.cases.commands.closing import close_case
from kulanz.cases.rules import ClosedBy
from kulanz.stages.execution.commands.maintenance import save_plan
from kulanz.stages.execution.models import MaintenancePlan, ServiceOffer, Visit
from kulanz.workflows.privacy import erase_person
from kulanz.workflows.privacy_export import export_person
from kulanz.workflows.service_offers import accept_service_offer, decline_service_offer, offer_service
from kulanz.workflows.visits import cancel_visit
from tests.cases.people import AT, People
from tests.execution.test_maintenance import plan_input
from tests.execution.test_service_offers import NO, YES, come, offer_input


def test_exported_and_erased(people: People) -> None:
    save_plan(actor=people.anna, given=plan_input(people, items="Stühle im Wohnzimmer"), at=AT)
    declined = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    decline_service_offer(actor=come(people, declined), offer_id=declined.pk, given=NO, at=AT)
    accepted = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    accepted = accept_service_offer(actor=come(people, accepted), offer_id=accepted.pk, given=YES, at=AT)
    case = accepted.case
    assert case is not None
    target = io.BytesIO()
    export_person(actor=people.otto, party_id=people.karla.pk, target=target, at=AT)
    with zipfile.ZipFile(target) as packed:
        told = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".json"))
        person = next(
            json.loads(packed.read(n)) for n in packed.namelist() if "person" in n and n.endswith("json")
        )
    assert "Stühle im Wohnzimmer" in told
    assert "Zu teuer" in told
    assert len(person["maintenance"]["offers"]) == 2
    visit = Visit.objects.get()
    assert visit.number in told
    cancel_visit(actor=people.anna, visit_id=visit.pk, reason="erledigt", at=AT)
    close_case(actor=people.anna, case_id=case.pk, closed_by=ClosedBy.ANSWER, solution="gereinigt", at=AT)
    later = AT + timedelta(days=365 * 12)
    erase_person(actor=people.otto, party_id=people.karla.pk, confirm="Karla Kunde", at=later)
    plan = MaintenancePlan.objects.get()
    assert (plan.active, plan.name, plan.items) == (False, "[gelöscht]", "[gelöscht]")
    for offer in ServiceOffer.objects.all():
        assert (offer.text, offer.answered_by_name, offer.answer_text) == ("[gelöscht]", "", "")
        assert offer.evidence == {}
    visit.refresh_from_db()
    assert (visit.name, visit.street, visit.task) == ("[gelöscht]", "", "")
