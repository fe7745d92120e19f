"""A dealer's technicians never come to another dealer's customer: they would read a competitor's case."""

from __future__ import annotations

import pytest

from kulanz.cases.models import Participant
from kulanz.interfaces.desk.execution.visit_forms import VisitForm
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import Booking
from kulanz.stages.execution.queries.suggestions import suggest
from kulanz.stages.execution.refusals_of_visits import OtherDealersTechnician
from tests.execution.visits_world import AT, NINE, World, make_technician


@pytest.fixture
def strange(world: World) -> Technician:
    """Certified as well, and the region is his; but he works for Fremd, and the case is Blatt's."""
    found = make_technician(world.tenant, "Egon Elster", world.people.fremd, House.DEALER, prefix="86")
    world.certify(found.person, world.spring)
    world.certify(world.people.fremd, None)
    return found


def test_he_is_not_planned(world: World, strange: Technician) -> None:
    visit = world.visit()
    with pytest.raises(OtherDealersTechnician, match="Egon Elster"):
        world.plan(visit, [world.fritz, strange])
    visit.refresh_from_db()
    assert visit.state == "to_plan"
    assert not Booking.objects.exists()
    assert not Participant.objects.filter(party=strange.person).exists()


def test_he_is_neither_suggested_nor_offered_instead(world: World, strange: Technician) -> None:
    visit = world.visit()
    names = {one.technician.name for one in suggest(world.people.anna, visit, at=AT)}
    assert names == {"Fritz Fink", "Dario Dohle", "Paula Pirol"}
    with pytest.raises(NotCleared) as refused:
        world.plan(visit, [world.frieda])
    assert {one.technician.name for one in refused.value.could} == names


def test_who_is_elsewhere_at_that_time_is_not_offered_either(world: World) -> None:
    world.planned([world.fritz], NINE)
    visit = world.visit()
    with pytest.raises(NotCleared) as refused:
        world.plan(visit, [world.frieda], NINE)
    assert [one.technician.name for one in refused.value.could] == ["Dario Dohle", "Paula Pirol"]


def test_his_house_cannot_be_given_the_visit(world: World, strange: Technician) -> None:
    houses = VisitForm(case=world.case).fields["organisation"].queryset  # type: ignore[attr-defined]  # a ModelChoiceField
    assert {house.name for house in houses} == {
        "Nordlicht Werkskundendienst",
        "Montage Möwe",
        "Bürohaus Blatt",
    }
