"""Two clerks of a dealer send somebody for one case at the same moment, or one gives it away meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kulanz.cases.models import Case, Message
from kulanz.cases.refusals import NotDealersOwnWork
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.refusals_of_visits import VisitMadeMeanwhile
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.workflows.visits_of_dealers import OwnVisit, hand_to_factory, make_own_visit
from tests.cases.people import People
from tests.concurrency.conftest import AtOnce
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.portal.sending import House, make_house

CLERKS = 4


@pytest.fixture
def house(people: People) -> House:
    with tenant_context(people.tenant.pk):
        return make_house(people.tenant, people)


def sending(house: House, *, hours: int = 0, seen: int | None = 0, planned: bool = True) -> Callable[[], Any]:
    world: World = house.world
    return lambda: make_own_visit(
        actor=world.people.blatt_house,
        case_id=house.case.pk,
        given=OwnVisit(
            kind=VisitKind.REPAIR,
            work_kind_ids=[world.spring.pk],
            technician_id=world.dario.pk if planned else None,
            starts_at=NINE + hours * HOUR if planned else None,
            newest_seen=seen,
        ),
        at=AT,
    )


def test_all_send_and_one_visit_is_made(house: House, at_once: AtOnce) -> None:
    results = at_once(*(sending(house, hours=2 * n) for n in range(CLERKS)))
    assert sum(isinstance(found, VisitMadeMeanwhile) for found in results) == CLERKS - 1
    with tenant_context(house.world.tenant.pk):
        assert Visit.objects.count() == Booking.objects.count() == 1


def test_without_what_each_had_seen_each_makes_one(house: House, at_once: AtOnce) -> None:
    """The control."""
    results = at_once(*(sending(house, hours=2 * n, seen=None) for n in range(CLERKS)))
    assert all(isinstance(found, Visit) for found in results)
    with tenant_context(house.world.tenant.pk):
        assert Visit.objects.count() == CLERKS


def test_sent_and_given_away_at_once_nobody_of_the_house_goes(house: House, at_once: AtOnce) -> None:
    def give() -> Case:
        return hand_to_factory(
            actor=house.world.people.blatt_house, case_id=house.case.pk, reason="Keiner frei", at=AT
        )

    results = at_once(sending(house), give, give)
    assert sum(isinstance(found, NotDealersOwnWork) for found in results[1:]) == 1
    assert isinstance(results[0], Visit | NotAllowed)
    with tenant_context(house.world.tenant.pk):
        assert Case.objects.get(pk=house.case.pk).carried_out_by == "factory"
        assert not Booking.objects.exists()
        assert Message.objects.filter(case=house.case).count() == 1
        assert all(visit.organisation == house.world.factory for visit in Visit.objects.all())
