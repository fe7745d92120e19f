"""Tom's tablet, and a report of his that holds a word only the office may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from kulanz.cases.rules import Audience
from kulanz.core.access.actor import ActorKind
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import FieldDevice, ServiceReport, Visit
from kulanz.stages.execution.permissions_of_reports import DEVICE_KEEPERS, REPORT_CORRECTORS, REPORT_SENDERS
from tests.cases.people import People
from tests.permissions.who import AUDIENCE_WORDS, CASE_WORDS, Who

KEY = UUID("6f1d8f39-5c1c-4f2b-9f47-3a7f1c2b9d10")
HEADERS = {"X-Kulanz-Device": str(KEY), "Accept": "application/json"}


@dataclass(frozen=True)
class Reporting:
    visit_id: int
    number: str
    device_id: int

    def entries(self, at: datetime) -> dict[str, Any]:
        entry = {
            "id": str(uuid4()), "visit": self.visit_id, "seq": 1, "kind": "note", "at": at.isoformat(),
            "base": 0, "data": {"text": "Schlüssel beim Pförtner"},
        }  # fmt: skip
        return {"entries": [entry]}


def reporting(people: People, visit_id: int, at: datetime, *, case: str) -> Reporting:
    """Tom was on the visit and has reported; the rating is the office's alone."""
    tenant = people.tenant
    tom = Technician.objects.create(
        tenant=tenant,
        person=people.tom_party,
        organisation=people.tom_party,
        house=House.FACTORY.value,
        name="Tom Trieb",
        created_at=at,
    )
    visit = Visit.objects.get(pk=visit_id)
    visit.people = [*visit.people, tom.pk]
    visit.save(update_fields=["people"])
    report = ServiceReport.objects.create(
        tenant=tenant,
        number="SB-2026-00077" if case == "own" else "SB-2026-00088",
        visit=visit,
        client_id=uuid4(),
        technician=tom,
        technician_name=tom.name,
        authorised=True,
        result="solved",
        work_done=CASE_WORDS[case],
        rating=1,
        rating_note=AUDIENCE_WORDS[Audience.INTERNAL],
        finished_at=at,
        received_at=at,
    )
    device = FieldDevice.objects.create(
        tenant=tenant, membership_id=people.tom.membership_id, key=KEY, first_seen_at=at, last_seen_at=at
    )
    return Reporting(visit.pk, report.number, device.pk)


def keeps_devices(who: Who) -> bool:
    return who.kind is ActorKind.STAFF and not who.key and not who.roles.isdisjoint(DEVICE_KEEPERS)


def sends_reports(who: Who) -> bool:
    return who.kind is ActorKind.STAFF and not who.key and not who.roles.isdisjoint(REPORT_SENDERS)


def corrects_reports(who: Who) -> bool:
    return who.kind is ActorKind.STAFF and not who.key and not who.roles.isdisjoint(REPORT_CORRECTORS)


def is_technician(who: Who) -> bool:
    return who.kind is ActorKind.TECHNICIAN and not who.key
