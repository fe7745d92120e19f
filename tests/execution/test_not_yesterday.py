"""A visit is planned for today or later, wherever it is planned; what was planned stays correctable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.refusals_of_visits import DayGone
from tests.contracts.houses import certified, under_option_a
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.visits_world import AT, HOUR, NINE, World

SignedIn = Callable[[Actor], Client]
DAY = timedelta(days=1)
LONG_AGO = "2025-11-17T09:00"
SAID = "Dieser Tag ist schon vorbei."


def nothing_planned() -> bool:
    planned = ProtocolEntry.objects.filter(event__in=("visit.planned", "visit.moved")).exists()
    return not planned and not Booking.objects.exists()


@pytest.mark.parametrize("starts", [AT - 365 * DAY, AT - DAY, AT.replace(hour=0) - 90 * timedelta(minutes=1)])
def test_a_day_that_is_over_is_refused(world: World, starts: datetime) -> None:
    """The tenant's day counts: half past eleven of the evening before in Berlin is yesterday."""
    visit = world.visit()
    with pytest.raises(DayGone):
        world.plan(visit, [world.fritz], starts)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at, visit.version) == ("to_plan", None, 1)
    assert nothing_planned()


def test_earlier_today_is_said_not_refused(world: World) -> None:
    assert world.planned(starts_at=AT - HOUR).state == "planned"


@pytest.mark.parametrize("board", [True, False])
def test_desk_and_board_say_so(world: World, signed_in: SignedIn, board: bool) -> None:
    visit = world.visit()
    address = "/desk/einsatzplan/planen/" if board else f"/desk/einsatz/{visit.number}/planen/"
    asked = {"visit": visit.pk, "version": visit.version, "crew": world.fritz.pk, "starts": LONG_AGO}
    answer = signed_in(world.people.anna).post(address, asked)
    assert answer.status_code == 409
    assert SAID in answer.content.decode()
    assert nothing_planned()


def test_the_portal_says_so_at_the_field_and_makes_no_visit(world: World, signed_in: SignedIn) -> None:
    people = world.people
    certified(people, under_option_a(people))
    world.case.carried_out_by = "dealer"
    world.case.save(update_fields=["carried_out_by"])
    asked = {
        "kind": "repair",
        "task": "Gasfeder",
        "work_kinds": [world.spring.pk],
        "technician": world.dario.pk,
        "starts_at": LONG_AGO,
    }
    client = signed_in(people.blatt_house)
    answer = client.post(f"/portal/vorgang/{world.case.number}/einsatz/neu/", asked)
    assert answer.status_code == 422
    assert SAID in answer.content.decode()
    assert not Visit.objects.exists()
    visit = world.visit(organisation=people.blatt)
    answer = client.post(
        f"/portal/einsaetze/{visit.number}/planen/", {"crew": world.dario.pk, "starts": LONG_AGO}
    )
    assert answer.status_code == 409
    assert SAID in answer.content.decode()
    assert nothing_planned()


def test_what_is_past_is_moved_ahead_and_its_crew_corrected(world: World) -> None:
    visit = world.planned()
    later = NINE + 3 * DAY
    assert [row.technician for row in world.plan(visit, [world.paula], at=later).crew.all()] == [world.paula]
    with pytest.raises(DayGone):
        world.plan(visit, [world.paula], NINE + DAY, at=later)
    visit.refresh_from_db()
    assert visit.starts_at == NINE
    assert world.plan(visit, [world.paula], later + DAY, at=later).starts_at == later + DAY
