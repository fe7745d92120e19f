"""A dealer of option A with a case his own people carry out, and what his house does with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.rules.interlock import House as Kind
from kulanz.stages.execution.models import Booking, Visit
from tests.cases.people import People, make_people
from tests.contracts.houses import under_option_a
from tests.execution.visits_world import World, make_technician, make_world

TUESDAY_NINE = "2026-11-17T09:00"


@dataclass
class House:
    """Blatt works under option A; Dario was wished when the case was filed."""

    world: World
    case: Case

    @property
    def page(self) -> str:
        return f"/portal/vorgang/{self.case.number}/"

    @property
    def form(self) -> str:
        return f"{self.page}einsatz/neu/"

    @property
    def factory(self) -> str:
        return f"{self.page}werkskundendienst/"

    def client(self, actor: Actor | None = None) -> Client:
        client = Client(headers={"host": self.world.tenant.host})
        client.force_login(User.objects.get(pk=(actor or self.world.people.blatt_house).user_id))
        return client

    def given(self, **fields: Any) -> dict[str, Any]:
        """The form with Dario on Tuesday at nine, unless told otherwise."""
        return {
            "kind": "repair",
            "task": "Gasfeder tauschen",
            "work_kinds": [self.world.spring.pk],
            "technician": self.world.dario.pk,
            "starts_at": TUESDAY_NINE,
            "seen": "0",
            **fields,
        }

    def send(self, actor: Actor | None = None, **fields: Any) -> Any:
        return self.client(actor).post(self.form, self.given(**fields))

    def sent(self, **fields: Any) -> Visit:
        """Dario, on the plan for Tuesday at nine."""
        assert self.send(**fields).status_code == 302
        found = self.case.visits.order_by("pk").last()
        assert found is not None
        return found

    def nothing_happened(self) -> Callable[[], None]:
        """Looks at everything a visit or a hand-over would have left; call the answer afterwards."""
        before = self._state()

        def check() -> None:
            assert self._state() == before

        return check

    def _state(self) -> tuple[Any, ...]:
        case = Case.objects.get(pk=self.case.pk)
        events = ProtocolEntry.objects.filter(stream=case.stream).exclude(event="interlock.refused")
        return (
            case.carried_out_by,
            case.wished_technician_id,
            case.waits_for,
            case.messages.count(),
            case.participants.count(),
            list(
                Visit.objects.order_by("pk").values_list("state", "version", "organisation_id", "starts_at")
            ),
            Booking.objects.count(),
            events.count(),
        )


def make_house(tenant: Tenant, people: People | None = None) -> House:
    world = make_world(people or make_people(tenant))
    under_option_a(world.people)
    return House(world, carried_out_by_blatt(world, world.case))


def carried_out_by_blatt(world: World, case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(carried_out_by="dealer", wished_technician=world.dario.person)
    case.refresh_from_db()
    return case


def second_technician(house: House, *, certified: bool = True) -> Technician:
    found = make_technician(house.world.tenant, "Dora Drossel", house.world.people.blatt, Kind.DEALER)
    if certified:
        house.world.certify(found.person, house.world.spring)
    return found
