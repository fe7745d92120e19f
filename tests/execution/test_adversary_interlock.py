"""Ways round the interlock that somebody tried: each is refused, and nothing has changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import Refusal
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import WorkKind
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.execution.commands.visits.making import PartInput, VisitInput
from kulanz.stages.execution.models import Booking
from kulanz.stages.execution.queries.appointments import free_slots
from kulanz.stages.execution.queries.suggestions import suggest
from kulanz.workflows.certificates import revoke
from kulanz.workflows.visits import edit_visit, plan_visit, start_visit
from tests.execution.visits_world import AT, NINE, World

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def motor(world: World) -> Article:
    """A safety-relevant part whose assembly is a kind of work of its own; nobody is certified for it."""
    kind = WorkKind.objects.create(
        tenant=world.tenant, code="MO", name="Motor einbauen", safety=Relevance.GIVEN.value
    )
    return Article.objects.create(
        tenant=world.tenant,
        number="MO-1",
        name="Hubmotor",
        safety=Relevance.GIVEN.value,
        work_kind=kind,
        is_original=True,
    )


def test_a_certificate_with_a_gap_does_not_carry_a_visit_across_it(world: World) -> None:
    world.certify(world.felix.person, world.spring, valid_until=date(2026, 11, 17))
    world.certify(world.felix.person, world.spring, issued_on=date(2026, 11, 19))
    visit = world.visit()
    with pytest.raises(NotCleared):
        world.plan(visit, [world.felix], ends_at=NINE + timedelta(days=2))
    assert not Booking.objects.exists()


def test_a_part_brings_its_kind_of_work_along(world: World, motor: Article) -> None:
    visit = world.visit(part_inputs=[PartInput(motor.pk)])
    with pytest.raises(NotCleared, match="Motor einbauen"):
        world.plan(visit, [world.fritz])
    assert not Booking.objects.exists()
    assert suggest(world.people.anna, visit, at=AT) == []
    assert free_slots(visit, at=AT) == []


def test_a_part_put_on_a_planned_visit_brings_its_kind_of_work_along(world: World, motor: Article) -> None:
    visit = world.planned()
    with pytest.raises(NotCleared, match="Motor einbauen"):
        edit_visit(
            actor=world.people.anna, visit_id=visit.pk, given=VisitInput(parts=[PartInput(motor.pk)]), at=AT
        )
    assert not visit.parts.exists()


def test_whoever_was_replaced_starts_nothing(world: World) -> None:
    visit = world.planned([world.fritz, world.dario])
    world.plan(visit, [world.dario])
    with pytest.raises(Refusal):
        start_visit(actor=world.fritz_actor, visit_id=visit.pk, at=NINE)
    visit.refresh_from_db()
    assert visit.state == "planned"


def test_a_visit_until_midnight_of_the_last_day_is_within_it(world: World) -> None:
    world.certify(world.felix.person, world.spring, valid_until=date(2026, 11, 17))
    late = datetime(2026, 11, 17, 23, 0, tzinfo=BERLIN)
    visit = world.visit()
    with pytest.raises(NotCleared):
        world.plan(visit, [world.felix], late + timedelta(minutes=30))
    assert world.plan(visit, [world.felix], late).state == "planned"


def test_revoking_takes_the_visit_off_although_a_renewal_begins_later(world: World) -> None:
    held = world.certify(world.felix.person, world.spring)
    world.certify(
        world.felix.person, world.spring, issued_on=date(2027, 12, 1), valid_until=date(2029, 12, 1)
    )
    visit = world.planned([world.felix])
    taken = revoke(actor=world.people.otto, certificate_id=held.pk, reason="Prüfung nicht bestanden", at=AT)
    assert [one.visit_id for one in taken.visits] == [visit.pk]
    visit.refresh_from_db()
    assert visit.state == "to_plan"


def test_an_unknown_technician_is_a_refusal(world: World) -> None:
    visit = world.visit()
    for crew in ([2**63], [2**200], [0], [world.fritz.pk, 2**63]):
        with pytest.raises(Refusal):
            plan_visit(actor=world.people.anna, visit_id=visit.pk, crew=crew, starts_at=NINE, at=AT)


def test_the_refusal_stays_in_the_protocol(world: World, motor: Article) -> None:
    visit = world.visit(part_inputs=[PartInput(motor.pk)])
    with pytest.raises(NotCleared):
        world.plan(visit, [world.fritz])
    assert ProtocolEntry.objects.filter(stream=world.case.stream, event__icontains="refused").exists()
