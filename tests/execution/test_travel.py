"""The way between two visits: the rule, what is proposed and offered by it, and what planners are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import Visit, VisitSlot
from kulanz.stages.execution.queries.appointments import free_slots, open_slots
from kulanz.stages.execution.queries.suggestions import suggest
from kulanz.stages.execution.queries.tours import tour
from kulanz.stages.execution.queries.ways import short_ways
from kulanz.stages.execution.refusals_of_appointments import SlotGone
from kulanz.stages.execution.rules.travel import (
    ABROAD,
    BY_DIGITS,
    LONGEST,
    SAME_POSTCODE,
    Spot,
    minutes_between,
)
from kulanz.workflows.appointments import choose_slot, offer_slots
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.visits_world import AT, HOUR, NINE, World

TUESDAY = date(2026, 11, 17)
LEIPZIG, DORTMUND = ("DE", "04109", "Leipzig"), ("DE", "44135", "Dortmund")
TOLD = "Fritz Fink: Zwischen Leipzig und Dortmund bleiben 0 Minuten, geschätzt sind 240."

digits = st.text(alphabet="0123456789", max_size=5)
spots = st.builds(Spot, st.sampled_from(["", "DE", "de", "AT", "CH"]), digits)
known = st.builds(Spot, st.sampled_from(["DE", "AT"]), st.text(alphabet="0123", min_size=4, max_size=5))


@pytest.fixture
def anna(world: World, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(world.people.anna)


def visit_in(world: World, place: tuple[str, str, str], **fields: Any) -> Visit:
    made = world.visit(**fields)
    country, postcode, city = place
    Visit.objects.filter(pk=made.pk).update(country=country, postcode=postcode, city=city)
    made.refresh_from_db()
    return made


def planned_in(world: World, place: tuple[str, str, str], starts: datetime = NINE, **fields: Any) -> Visit:
    return world.plan(visit_in(world, place, **fields), [world.fritz], starts)


@given(spots, spots)
def test_there_is_as_far_as_back(here: Spot, there: Spot) -> None:
    assert minutes_between(here, there) == minutes_between(there, here)


@given(spots, spots)
def test_what_is_not_known_is_not_claimed(here: Spot, there: Spot) -> None:
    found = minutes_between(here, there)
    if all(spot.country and spot.postcode for spot in (here, there)):
        assert found is not None
        assert SAME_POSTCODE <= found <= LONGEST
    else:
        assert found is None


@given(digits.filter(lambda code: len(code) == 5), digits.filter(lambda code: len(code) == 5))
def test_who_shares_more_digits_is_never_farther(code: str, other: str) -> None:
    ways = [minutes_between(Spot("DE", code), Spot("DE", code[:n] + other[n:])) or 0 for n in range(6)]
    assert ways == sorted(ways, reverse=True)
    assert ways[-1] == SAME_POSTCODE


@given(known, known, known)
def test_a_way_by_a_third_place_is_never_shorter(one: Spot, two: Spot, three: Spot) -> None:
    direct = minutes_between(one, three) or 0
    assert direct <= (minutes_between(one, two) or 0) + (minutes_between(two, three) or 0)


@pytest.mark.parametrize(
    ("here", "there", "wanted"),
    [
        (("DE", "44135"), ("DE", "44135"), 10),
        (("DE", "44135"), ("de", " D-44 135"), 10),
        (("DE", "20457"), ("DE", "20459"), 30),  # two quarters of Hamburg
        (("DE", "44135"), ("DE", "44787"), 45),  # Dortmund, Bochum
        (("DE", "30159"), ("DE", "39104"), 120),  # Hannover, Magdeburg
        (("DE", "04109"), ("DE", "44135"), 240),  # Leipzig, Dortmund
        (("DE", "68159"), ("CH", "8001"), 360),  # Mannheim, Zürich
        (("AT", "1010"), ("DE", "1010"), 360),
        (("NL", "1012 AB"), ("NL", "1012 CD"), 30),
        (("DE", "44135"), ("", "44135"), None),
        (("DE", "44135"), ("DE", ""), None),
        (("DE", "44135"), ("DE", "–"), None),
    ],
)
def test_worked_examples(here: tuple[str, str], there: tuple[str, str], wanted: int | None) -> None:
    assert minutes_between(Spot(*here), Spot(*there)) == wanted


def test_the_figures_fall_with_each_digit() -> None:
    assert [ABROAD, *BY_DIGITS, SAME_POSTCODE] == sorted([ABROAD, *BY_DIGITS, SAME_POSTCODE], reverse=True)


def test_nobody_is_proposed_where_he_cannot_be_in_time(world: World) -> None:
    planned_in(world, LEIPZIG, datetime(2026, 11, 17, 7, 0, tzinfo=UTC))  # 8 to 9 in Berlin
    visit = visit_in(world, DORTMUND, wanted_on=TUESDAY)
    at = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
    starts = {one.technician.name: one.starts for one in suggest(world.people.anna, visit, at=at)}
    assert f"{starts['Fritz Fink']:%d. %H:%M}" == "17. 13:00"
    assert f"{starts['Paula Pirol']:%d. %H:%M}" == "17. 08:00"


def test_nobody_is_proposed_who_could_not_go_on_in_time(world: World) -> None:
    planned_in(world, LEIPZIG, datetime(2026, 11, 17, 10, 0, tzinfo=UTC))  # 11 to 12 in Berlin
    visit = visit_in(world, DORTMUND, wanted_on=TUESDAY)
    at = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
    starts = {one.technician.name: one.starts for one in suggest(world.people.anna, visit, at=at)}
    assert f"{starts['Fritz Fink']:%d. %H:%M}" == "17. 16:00"


def test_without_a_postcode_nothing_is_in_the_way(world: World) -> None:
    planned_in(world, ("DE", "", "Leipzig"), datetime(2026, 11, 17, 7, 0, tzinfo=UTC))
    visit = visit_in(world, DORTMUND, wanted_on=TUESDAY)
    at = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
    starts = {one.technician.name: one.starts for one in suggest(world.people.anna, visit, at=at)}
    assert f"{starts['Fritz Fink']:%d. %H:%M}" == "17. 09:00"


def test_free_times_leave_the_way_before_and_after(world: World) -> None:
    world.case.dealer = world.people.fremd  # not Dario's house
    world.case.save(update_fields=["dealer"])
    planned_in(world, LEIPZIG, datetime(2026, 11, 17, 10, 0, tzinfo=UTC))
    visit = visit_in(world, DORTMUND, organisation=world.factory)
    fritz = [one for one in free_slots(visit, at=AT, most=50) if one.technician == world.fritz]
    assert fritz
    on_tuesday = [one for one in fritz if one.starts_at.date() == TUESDAY]
    begin, end = datetime(2026, 11, 17, 10, 0, tzinfo=UTC), datetime(2026, 11, 17, 11, 0, tzinfo=UTC)
    assert all(one.ends_at <= begin - 4 * HOUR or one.starts_at >= end + 4 * HOUR for one in on_tuesday)


def test_an_offered_time_goes_when_the_way_is_gone(world: World) -> None:
    visit = visit_in(world, DORTMUND)
    late = NINE + 6 * HOUR
    slots = [(world.fritz.pk, NINE), (world.fritz.pk, late)]
    offer_slots(actor=world.people.anna, visit_id=visit.pk, slots=slots, at=AT)
    visit.refresh_from_db()
    assert [slot.starts_at for slot in open_slots(visit, at=AT)] == [NINE, late]
    planned_in(world, LEIPZIG, NINE + HOUR, case=world.harmless)
    assert [slot.starts_at for slot in open_slots(visit, at=AT)] == [late]
    customer = world.people.customer_link(visit.case_id)
    with pytest.raises(SlotGone):
        choose_slot(actor=customer, visit_id=visit.pk, starts_at=NINE, at=AT)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("offered", None)
    assert not VisitSlot.objects.filter(chosen_at__isnull=False).exists()


def test_by_hand_it_is_planned_and_said_on_board_and_page(world: World, anna: Client) -> None:
    planned_in(world, LEIPZIG)
    visit = visit_in(world, DORTMUND)
    dropped = {
        "visit": visit.pk,
        "version": visit.version,
        "crew": world.fritz.pk,
        "starts": "2026-11-17T10:00",
    }
    answer = anna.post("/desk/einsatzplan/planen/", dropped, headers={"HX-Request": "1"})
    assert answer.status_code == 200
    assert TOLD in answer.content.decode()
    visit.refresh_from_db()
    assert visit.state == "planned"
    assert TOLD in anna.get(f"/desk/einsatz/{visit.number}/").content.decode()


def test_the_page_says_both_ways_and_whose(world: World, anna: Client) -> None:
    planned_in(world, LEIPZIG)
    later = planned_in(world, ("DE", "04229", "Leipzig"), NINE + 2 * HOUR)
    visit = visit_in(world, DORTMUND)
    world.plan(visit, [world.fritz, world.paula], NINE + HOUR)
    visit.refresh_from_db()
    assert visit.starts_at is not None
    assert visit.ends_at is not None
    found = short_ways(visit, [world.fritz, world.paula], visit.starts_at, visit.ends_at)
    assert [(way.who, way.here, way.there, way.left, way.needed) for way in found] == [
        ("Fritz Fink", "Leipzig", "Dortmund", 0, 240),
        ("Fritz Fink", "Dortmund", "Leipzig", 0, 240),
    ]
    page = anna.get(f"/desk/einsatz/{later.number}/").content.decode()
    assert "Zwischen Dortmund und Leipzig bleiben 0 Minuten" in page


def test_two_addresses_of_one_town_are_told_apart(world: World) -> None:
    planned_in(world, ("DE", "20457", "Hamburg"))
    visit = planned_in(world, ("DE", "20459", "Hamburg"), NINE + HOUR)
    assert visit.starts_at is not None
    assert visit.ends_at is not None
    (way,) = short_ways(visit, [world.fritz], visit.starts_at, visit.ends_at)
    assert (way.here, way.there, way.needed) == ("20457 Hamburg", "20459 Hamburg", 30)


def test_enough_time_is_not_worth_a_word(world: World, anna: Client) -> None:
    planned_in(world, LEIPZIG)
    visit = planned_in(world, DORTMUND, NINE + 5 * HOUR)
    assert "geschätzt" not in anna.get(f"/desk/einsatz/{visit.number}/").content.decode()


def test_the_tour_says_the_ways_and_marks_the_short_one(world: World, anna: Client) -> None:
    planned_in(world, LEIPZIG)
    planned_in(world, DORTMUND, NINE + 2 * HOUR)
    planned_in(world, ("DE", "44787", "Bochum"), NINE + 4 * HOUR)
    (found,) = tour(world.people.anna, [world.fritz.pk], TUESDAY, TUESDAY)
    ways = [(stop.way.needed, stop.way.left, stop.way.too_short) for stop in found.stops if stop.way]
    assert found.stops[0].way is None
    assert ways == [(240, 60, True), (45, 60, False)]
    page = anna.get("/desk/touren/?tag=2026-11-17").content.decode()
    assert "Fahrt geschätzt 240 min, dazwischen bleiben nur 60 min" in page
    assert "Fahrt geschätzt 45 min, Zeit dafür 60 min" in page


def test_looking_for_ways_takes_one_statement(world: World, django_assert_num_queries: Any) -> None:
    for hours in range(0, 6, 2):
        planned_in(world, LEIPZIG, NINE + hours * HOUR)
    visit = planned_in(world, DORTMUND, NINE + timedelta(days=1))
    assert visit.starts_at is not None
    assert visit.ends_at is not None
    with django_assert_num_queries(1):
        short_ways(visit, [world.fritz, world.paula, world.dario], visit.starts_at, visit.ends_at)
