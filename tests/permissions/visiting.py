"""A visit of a case, a certified technician who could go, and somebody's absence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.rules import CarriedOutBy
from kulanz.masterdata.parties.models import (
    Certificate,
    OptionPeriod,
    Party,
    PartyKind,
    PartyRoleKind,
    ServiceOption,
    Technician,
    WorkKind,
)
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.commands.visits.absences import note_absence
from kulanz.stages.execution.commands.visits.making import make_visit
from kulanz.stages.execution.rules.visits import VisitKind
from tests.cases.people import People, make_party


@dataclass(frozen=True)
class Visiting:
    number: str
    visit_id: int
    booking_id: int
    technician_id: int
    work_kind_id: int
    day: str

    def plan(self) -> dict[str, Any]:
        return {"visit": self.visit_id, "crew": self.technician_id, "starts": f"{self.day}T09:00"}

    def other_task(self) -> dict[str, Any]:
        return {"kind": "repair", "task": "Anders", "work_kinds": self.work_kind_id}

    def absence(self) -> dict[str, Any]:
        day = self.day
        return {
            "technician": self.technician_id,
            "what": "Schulung",
            "starts": f"{day}T13:00",
            "ends": f"{day}T14:00",
        }


def visiting(people: People, case: Case, at: datetime) -> Visiting:
    """Of the factory service, where nobody needs a certificate of the house."""
    house = make_party(
        people.tenant, "Werkskundendienst", role=PartyRoleKind.FACTORY_SERVICE, kind=PartyKind.ORGANISATION
    )
    return _visit(people, case, at, house, House.FACTORY, "Wanda Werk")


def dealt(people: People, case: Case, at: datetime) -> Visiting:
    """Given to the dealer Blatt, who plans his own people."""
    _certify(people, people.blatt, None, at)
    return _visit(people, case, at, people.blatt, House.DEALER, "Dario Dohle")


def own_service(people: People, cases: Iterable[Case], at: datetime) -> None:
    """Both dealers work under option A, and these cases are their own people's to carry out."""
    for dealer in (people.blatt, people.fremd):
        OptionPeriod.objects.create(
            tenant=people.tenant,
            dealer=dealer,
            option=ServiceOption.DEALER,
            valid_from=at.date() - timedelta(days=30),
            decided_at=at,
            decided_by_name=dealer.name,
            source="desk",
        )
    for case in cases:
        Case.objects.filter(pk=case.pk).update(carried_out_by=CarriedOutBy.DEALER.value)


def _visit(
    people: People, case: Case, at: datetime, house: Party, kind_of_house: House, name: str
) -> Visiting:
    tenant = people.tenant
    kind, _made = WorkKind.objects.get_or_create(
        tenant=tenant, code="VX", defaults={"name": "Gasfeder tauschen"}
    )
    person = make_party(tenant, name, role=PartyRoleKind.FACTORY_SERVICE)
    technician = Technician.objects.create(
        tenant=tenant,
        person=person,
        organisation=house,
        house=kind_of_house.value,
        name=name,
        created_at=at,
    )
    _certify(people, person, kind, at)
    visit = make_visit(
        actor=people.anna,
        case=lock_case(case.pk),
        kind=VisitKind.REPAIR,
        work_kind_ids=[kind.pk],
        organisation=house,
        at=at,
    )
    away = note_absence(
        actor=people.anna,
        technician_id=technician.pk,
        what="Urlaub",
        starts_at=at + timedelta(days=30),
        ends_at=at + timedelta(days=31),
        at=at,
    )
    day = at.date() + timedelta(days=7)
    while day.weekday() > 4:  # customers are offered no Sunday
        day += timedelta(days=1)
    return Visiting(visit.number, visit.pk, away.pk, technician.pk, kind.pk, day.isoformat())


def _certify(people: People, holder: Party, kind: WorkKind | None, at: datetime) -> None:
    Certificate.objects.create(
        tenant=people.tenant,
        holder=holder,
        work_kind=kind,
        issued_on=at.date() - timedelta(days=30),
        valid_until=at.date() + timedelta(days=600),
        created_at=at,
    )
