"""Two customers want one technician's hour: the database decides, with real commits."""

from __future__ import annotations

import threading
from datetime import datetime
from functools import partial

import pytest
from django.db import connections

from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.execution.models import Booking, Visit, VisitSlot
from kulanz.stages.execution.queries.appointments import open_slots
from kulanz.workflows.appointments import choose_slot, offer_slots
from tests.at_once import at_once
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.visits_world import AT, NINE, make_world


class Scene:
    def __init__(self) -> None:
        self.tenant = make_tenant()
        with tenant_context(self.tenant.pk):
            self.world = make_world(make_people(self.tenant))
            world = self.world
            cases = (world.case, world.harmless)
            self.visits = [world.visit(case=case) for case in cases]
            for visit in self.visits:
                slots = [(world.fritz.pk, NINE)]
                offer_slots(actor=world.people.anna, visit_id=visit.pk, slots=slots, at=AT)

    def both(self) -> list[str]:
        def choose(visit: Visit) -> str:
            try:
                with tenant_context(self.tenant.pk):
                    customer = self.world.people.customer_link(visit.case_id)
                    choose_slot(actor=customer, visit_id=visit.pk, starts_at=NINE, at=AT)
            except Refusal as refusal:
                return refusal.code
            return "chosen"

        return sorted(at_once(*(partial(choose, visit) for visit in self.visits)))


@pytest.fixture
def scene(committed_db: str) -> Scene:
    return Scene()


def test_two_customers_choose_one_hour_and_one_gets_it(scene: Scene) -> None:
    assert scene.both() == ["chosen", "slot_gone"]
    with tenant_context(scene.tenant.pk):
        assert Booking.objects.count() == 1


def test_without_the_databases_rule_both_would_get_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: looking first whether somebody is free shows both the same free hour."""
    from kulanz.workflows import appointments

    both_have_looked = threading.Barrier(2)

    def look(visit: Visit, *, at: datetime) -> list[VisitSlot]:
        found = open_slots(visit, at=at)
        both_have_looked.wait(timeout=20)
        return found

    monkeypatch.setattr(appointments, "open_slots", look)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE execution_booking DROP CONSTRAINT booking_one_at_a_time")
    assert scene.both() == ["chosen", "chosen"]
    with tenant_context(scene.tenant.pk):
        assert Booking.objects.count() == 2
