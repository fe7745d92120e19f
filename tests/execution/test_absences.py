"""Somebody is away although visits are planned for him: the planner sees and clears them all at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from kulanz.core.access.actor import Actor
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.refusals_of_visits import NotOwnTechnician, TechnicianTaken, VisitsInTheWay
from kulanz.workflows.absences import Absent, enter_absence, visits_in_the_way
from kulanz.workflows.appointment_mails import send_appointment
from kulanz.workflows.visits import start_visit
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.workflows.hearing import forget, heard

PAGE = "/desk/einsatzplan/abwesenheit/"
TYPED = {"what": "Krankheit", "starts": "2026-11-17T08:00", "ends": "2026-11-18T23:59"}


@pytest.fixture
def anna(world: World, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(world.people.anna)


def away(
    world: World, *, actor: Actor | None = None, ends_at: datetime | None = None, **given: Any
) -> Absent:
    return enter_absence(
        actor=actor or world.people.anna,
        technician_id=world.fritz.pk,
        what="Krankheit",
        starts_at=NINE - HOUR,
        ends_at=ends_at or NINE + 10 * HOUR,
        at=AT,
        **given,
    )


def three(world: World) -> list[Visit]:
    return [
        world.planned(case=world.another_case(f"Stuhl {n}"), starts_at=NINE + 2 * n * HOUR) for n in range(3)
    ]


def standing() -> list[tuple[str, str, int]]:
    rows = Visit.objects.order_by("pk")
    return [(visit.number, visit.state, visit.version) for visit in rows]


def test_without_a_word_about_them_visits_stay_and_all_of_them_are_named(world: World) -> None:
    made, before = three(world), standing()
    with pytest.raises(VisitsInTheWay) as refused:
        away(world)
    assert all(visit.number in str(refused.value) for visit in made)
    # one that was not among those the planner saw is not freed, and neither are the others
    with pytest.raises(VisitsInTheWay):
        away(world, visits=[visit.pk for visit in made[:2]])
    assert standing() == before
    assert Booking.objects.filter(visit=None).count() == 0


def test_what_the_planner_saw_comes_off_the_plan_and_he_is_away(world: World) -> None:
    made, other = three(world), world.planned([world.paula], case=world.another_case("Andere"))
    noted = away(world, visits=[visit.pk for visit in made] + [other.pk])
    assert noted.off_plan == tuple(visit.number for visit in made)
    assert [state for _number, state, _version in standing()] == ["to_plan"] * 3 + ["planned"]
    assert Booking.objects.get(technician=world.fritz).absence == "Krankheit"
    off = Visit.objects.get(pk=made[0].pk)
    # why he is away is nobody's business but the office's
    assert off.off_plan_said == "Fritz Fink ist zu dieser Zeit nicht da."
    with translation.override("en"):
        assert off.off_plan_said == "Fritz Fink is not there at that time."


def test_whoever_only_goes_along_leaves_the_crew(world: World) -> None:
    visit = world.planned([world.paula, world.fritz])
    noted = away(world, visits=[visit.pk])
    assert (noted.off_plan, noted.without_him) == ((), (visit.number,))
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("planned", NINE)
    assert [row.technician for row in visit.crew.all()] == [world.paula]


@pytest.mark.parametrize("why", ["leads", "nobody else may"])
def test_it_comes_off_where_he_leads_or_nobody_else_may(world: World, why: str) -> None:
    crew = [world.fritz, world.paula] if why == "leads" else [world.paula, world.fritz]
    visit = world.planned(crew)
    if why != "leads":
        world.paula.person.certificates.update(revoked_on=AT.date())
    noted = away(world, visits=[visit.pk])
    assert noted.off_plan == (visit.number,)
    visit.refresh_from_db()
    assert (visit.state, visit.crew.count()) == ("to_plan", 0)


def test_what_runs_stays_and_nothing_else_is_touched(world: World) -> None:
    made = three(world)
    start_visit(actor=world.people.anna, visit_id=made[0].pk, at=NINE)
    before = standing()
    with pytest.raises(VisitsInTheWay):
        away(world, visits=[visit.pk for visit in made])
    assert standing() == before
    found = visits_in_the_way(
        actor=world.people.anna, technician_id=world.fritz.pk, starts_at=NINE, ends_at=NINE + 10 * HOUR
    )
    assert [one.moves for one in found] == [False, True, True]


def test_another_absence_is_no_visit_to_be_moved(world: World) -> None:
    made = three(world)
    away(world, ends_at=NINE)
    before = standing()
    with pytest.raises(TechnicianTaken):
        away(world, visits=[visit.pk for visit in made])
    assert standing() == before
    assert Booking.objects.filter(visit=None).count() == 1


def test_who_may_not_plan_moves_nothing(world: World) -> None:
    made, before = three(world), standing()
    for actor in (world.people.otto, world.fritz_actor, world.people.blatt_house):
        with pytest.raises((NotAllowed, NotOwnTechnician)):
            away(world, actor=actor, visits=[visit.pk for visit in made])
    assert standing() == before


def test_the_customer_hears_that_his_date_is_lifted(world: World) -> None:
    visit = world.planned()
    customer = world.case.customer
    assert customer is not None
    assert ContactPoint.objects.filter(party=customer).exists()
    assert send_appointment(actor=world.people.anna, visit_id=visit.pk, at=AT)
    forget()
    away(world, visits=[visit.pk])
    told = [mail for mail in heard() if mail.kind == "appointment"]
    assert len(told) == 1
    assert "Krankheit" not in told[0].text
    assert "Fritz" not in told[0].text


def test_the_form_comes_back_with_everything_and_a_button(world: World, anna: Client) -> None:
    made = three(world)
    typed = TYPED | {"technician": str(world.fritz.pk)}
    before = standing()
    answer = anna.post(PAGE, typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "data-open-now" in page
    assert f'value="{world.fritz.pk}" selected' in page
    assert all(f'value="{value}"' in page for value in TYPED.values())
    for visit in made:
        assert f'href="/desk/einsatz/{visit.number}/"' in page
    assert standing() == before
    shown = re.findall(r'name="visits" value="(\d+)"', page)
    assert [int(pk) for pk in shown] == [visit.pk for visit in made]
    assert anna.post(PAGE, typed | {"visits": shown, "off": "1"}).status_code == 302
    assert not Visit.objects.filter(state="planned").exists()
    page = anna.get("/desk/einsatzplan/").content.decode()
    assert f"neu zu planen: {', '.join(visit.number for visit in made)}." in page


def test_the_form_says_from_when_on_he_can_be_away(world: World, anna: Client) -> None:
    visit = world.planned()
    start_visit(actor=world.people.anna, visit_id=visit.pk, at=NINE)
    typed = TYPED | {"technician": str(world.fritz.pk)}
    page = anna.post(PAGE, typed | {"visits": [visit.pk], "off": "1"}).content.decode()
    assert "läuft gerade und bleibt" in page
    assert "kann erst ab Di, 17.11.2026, 10:00 beginnen" in page
    assert 'name="off"' not in page
    assert Booking.objects.get().visit_id == visit.pk
    assert anna.post(PAGE, typed | {"starts": "2026-11-17T10:00"}).status_code == 302


@pytest.mark.parametrize("typed", [{"ends": "2026-11-16T08:00"}, {"starts": ""}, {"what": ""}])
def test_what_else_is_wrong_keeps_the_form(world: World, anna: Client, typed: dict[str, str]) -> None:
    given = TYPED | {"technician": str(world.fritz.pk)} | typed
    answer = anna.post(PAGE, given)
    assert answer.status_code in (409, 422)
    page = answer.content.decode()
    assert "data-open-now" in page
    assert all(f'value="{value}"' in page for value in given.values() if value)
    assert not Booking.objects.exists()


def test_days_of_it_are_not_only_the_first(world: World) -> None:
    late = world.planned(starts_at=NINE + timedelta(days=3))
    with pytest.raises(VisitsInTheWay) as refused:
        away(world, ends_at=NINE + timedelta(days=4))
    assert late.number in str(refused.value)
    assert Booking.objects.get().visit_id == late.pk
