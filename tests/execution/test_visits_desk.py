"""Planning at the desk: the board, a visit's page, tours, and making a visit on the case page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.interfaces.desk.execution.board_cells import marks_of_states, planned_from
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.queries.board import BoardFilters, board
from kulanz.stages.execution.queries.suggestions import Because, suggest
from kulanz.stages.execution.queries.tours import tour
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.execution.visit_words import visit_badge
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.visits_world import AT, HOUR, NINE, World

BOARD = "/desk/einsatzplan/"
PLAN = "/desk/einsatzplan/planen/"
MONDAY = date(2026, 11, 16)


@pytest.fixture
def anna(world: World, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(world.people.anna)


def dropped(visit: Visit, crew: str, starts: str = "2026-11-17T09:00") -> dict[str, Any]:
    return {"visit": visit.pk, "version": visit.version, "crew": crew, "starts": starts}


def test_the_board_shows_people_bookings_and_what_waits(world: World, anna: Client) -> None:
    planned = world.planned([world.fritz, world.paula])
    waiting = world.visit()
    page = anna.get(BOARD).content.decode()
    assert all(person.name in page for person in (world.fritz, world.frieda, world.dario))
    assert page.count(f'data-visit="{planned.pk}"') == 2
    assert f'id="w{waiting.pk}"' in page
    assert "09:00–10:00" in page
    assert "mit Paula Pirol" in page


def test_what_waits_below_the_week_on_a_phone_is_one_step_away(world: World, anna: Client) -> None:
    jump = 'class="btn btn-sm board-jump" href="#waiting-title"'
    assert jump not in anna.get(BOARD).content.decode()
    world.visit()
    page = anna.get(BOARD).content.decode()
    assert page.index(jump) < page.index('id="waiting-title"')


def test_a_legend_explains_every_colour(world: World, anna: Client) -> None:
    """Each edge that a card on the board can have is in it once, with all it stands for."""
    page = anna.get(BOARD).content.decode()
    legend = page.partition('id="board-legend"')[2].partition("</details>")[0]
    for words in ("Arbeitszeit", "Einsatz", "abwesend", "kein Arbeitstag", "gewünschter Tag", "blasse Zeile"):
        assert words in legend
    marks = dict(marks_of_states())
    for state in set(VisitState) - {VisitState.TO_PLAN, VisitState.OFFERED, VisitState.CANCELLED}:
        badge = visit_badge(state.value)
        assert str(badge.label) in marks[str(badge.tone)]
        assert legend.count(f"mark-edge tone-{badge.tone}") == 1
    # the marks are pictures: what they mean stands beside them
    assert legend.count('class="board-mark ') == legend.count('aria-hidden="true"></span>') > 10


def test_at_the_weekend_it_opens_on_the_week_to_come() -> None:
    friday, saturday, sunday = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)
    assert [planned_from(day) for day in (friday, saturday, sunday)] == [
        friday,
        date(2026, 11, 23),
        date(2026, 11, 23),
    ]


def test_filters_narrow_people_and_waiting(world: World) -> None:
    world.visit()
    anna = world.people.anna
    only = board(anna, monday=MONDAY, at=AT, filters=BoardFilters(organisation_id=world.factory.pk))
    assert {row.technician.name for row in only.rows} == {"Fritz Fink", "Frieda Falk", "Felix Fuchs"}
    region = board(anna, monday=MONDAY, at=AT, filters=BoardFilters(region="86"))
    # Felix goes everywhere
    assert {row.technician.name for row in region.rows} == {"Fritz Fink", "Dario Dohle", "Felix Fuchs"}
    assert len(region.waiting) == 1
    assert not board(anna, monday=MONDAY, at=AT, filters=BoardFilters(region="10")).waiting


def test_what_waits_is_sorted_by_due_day_and_place(world: World) -> None:
    later = world.visit(wanted_on=date(2026, 12, 1))
    anytime = world.visit()
    overdue = world.visit(wanted_on=date(2026, 11, 15))
    found = board(world.people.anna, monday=MONDAY, at=AT).waiting
    assert [one.visit for one in found] == [overdue, later, anytime]
    assert [one.due for one in found] == [True, False, False]


def test_the_number_of_statements_does_not_grow(world: World, django_assert_num_queries: Any) -> None:
    for day in range(4):
        world.planned([world.fritz, world.paula], NINE + timedelta(days=day))
        world.visit()
    with django_assert_num_queries(6):
        board(world.people.anna, monday=MONDAY, at=AT)
    with django_assert_num_queries(8):
        tour(world.people.anna, [world.fritz.pk, world.paula.pk], MONDAY, MONDAY + timedelta(days=6))


def test_dropping_a_visit_plans_it(world: World, anna: Client) -> None:
    visit = world.visit()
    answer = anna.post(
        PLAN, dropped(visit, f"{world.fritz.pk},{world.paula.pk}"), headers={"HX-Request": "1"}
    )
    assert answer.status_code == 200
    assert "ist geplant: Fritz Fink, Paula Pirol" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.starts_at == NINE
    assert [b.leads for b in visit.crew.order_by("pk")] == [True, False]


def test_an_unusual_hour_is_planned_and_said(world: World, anna: Client) -> None:
    visit = world.visit()
    answer = anna.post(
        PLAN, dropped(visit, str(world.fritz.pk), "2026-11-21T18:00"), headers={"HX-Request": "1"}
    ).content.decode()
    assert "kein Arbeitstag" in answer
    assert "nach Dienstende" in answer
    visit.refresh_from_db()
    assert visit.state == "planned"


def test_a_collision_names_what_stands_there(world: World, anna: Client) -> None:
    first = world.planned()
    second = world.visit()
    answer = anna.post(PLAN, dropped(second, str(world.fritz.pk)), headers={"HX-Request": "1"})
    assert answer.status_code == 409
    assert f"schon belegt: {first.number}" in answer.content.decode()
    second.refresh_from_db()
    assert second.state == "to_plan"


def test_the_interlock_offers_who_could_and_is_remembered(world: World, anna: Client) -> None:
    visit = world.visit()
    answer = anna.post(PLAN, dropped(visit, str(world.frieda.pk)), headers={"HX-Request": "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "gilt nur bis 31.10.2026" in text
    assert f'name="crew" value="{world.fritz.pk}"' in text
    assert ProtocolEntry.objects.filter(event="interlock.refused", facts__visit=visit.number).exists()
    visit.refresh_from_db()
    assert (visit.state, Booking.objects.count()) == ("to_plan", 0)
    page = anna.get(f"/desk/einsatz/{visit.number}/").content.decode()
    assert "alert tone-danger" not in page


def test_an_older_version_is_refused(world: World, anna: Client) -> None:
    visit = world.planned()
    old = dropped(visit, str(world.fritz.pk), "2026-11-17T11:00") | {"version": 1}
    answer = anna.post(PLAN, old, headers={"HX-Request": "1"})
    assert answer.status_code == 409
    assert "inzwischen geändert" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.starts_at == NINE


def test_who_only_reads_plans_nothing(world: World, signed_in: Callable[[Actor], Client]) -> None:
    visit = world.visit()
    otto = signed_in(world.people.otto)
    assert "data-may-plan" not in otto.get(BOARD).content.decode()
    assert otto.post(PLAN, dropped(visit, str(world.fritz.pk))).status_code == 403
    assert not Booking.objects.exists()


def test_an_absence_is_noted_and_removed(world: World, anna: Client) -> None:
    given = {
        "technician": world.fritz.pk,
        "what": "Urlaub",
        "starts": "2026-11-18T00:00",
        "ends": "2026-11-20T23:59",
    }
    assert anna.post("/desk/einsatzplan/abwesenheit/", given).status_code == 302
    booked = Booking.objects.get()
    page = anna.get(BOARD).content.decode()
    assert page.count("Urlaub") >= 3  # on each of its days
    assert anna.post(f"/desk/einsatzplan/abwesenheit/{booked.pk}/entfernen/").status_code == 302
    assert not Booking.objects.exists()


def test_suggestions_know_certificate_region_gap_and_neighbourhood(world: World) -> None:
    world.planned([world.fritz], datetime(2026, 11, 16, 10, 0, tzinfo=UTC))
    visit = world.visit()
    found = suggest(world.people.anna, visit, at=AT)
    assert [one.technician.name for one in found] == ["Fritz Fink", "Dario Dohle", "Paula Pirol"]
    best = found[0]
    assert best.because == (Because.CERTIFIED, Because.REGION, Because.NEAR)
    # 10:30 would run into what he has at 11, and from there he still has to come round the corner
    assert f"{best.starts:%H:%M}" == "12:15"


def test_the_wished_technician_comes_first(world: World) -> None:
    world.case.wished_technician = world.paula.person
    world.case.save(update_fields=["wished_technician"])
    visit = world.visit()
    found = suggest(world.people.anna, visit, at=AT)
    assert found[0].technician == world.paula
    assert Because.WISHED in found[0].because


def test_a_visit_of_an_organisation_is_suggested_to_its_people(world: World) -> None:
    visit = world.visit(organisation=world.people.blatt)
    assert [one.technician for one in suggest(world.people.anna, visit, at=AT)] == [world.dario]


def test_the_visit_page_plans_with_one_press(world: World, anna: Client) -> None:
    visit = world.visit()
    page = anna.get(f"/desk/einsatz/{visit.number}/").content.decode()
    assert "Zertifikat gültig" in page
    answer = anna.post(
        f"/desk/einsatz/{visit.number}/planen/",
        {"crew": [world.paula.pk, world.fritz.pk], "lead": world.fritz.pk, "starts": "2026-11-17T09:00"},
    )
    assert answer.status_code == 302
    assert list(visit.crew.order_by("-leads").values_list("technician__name", flat=True)) == [
        "Fritz Fink",
        "Paula Pirol",
    ]
    off = f"/desk/einsatz/{visit.number}/vom-plan/"
    assert anna.post(off, {"reason": "krank"}).status_code == 302
    assert "krank" in anna.get(f"/desk/einsatz/{visit.number}/").content.decode()
    cancelled = f"/desk/einsatz/{visit.number}/absagen/"
    assert anna.post(cancelled, {"reason": ""}).status_code == 409
    assert anna.post(cancelled, {"reason": "doch nicht"}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == "cancelled"


def test_other_work_must_not_be_more_than_the_crew_may(world: World, anna: Client) -> None:
    visit = world.visit(case=world.harmless, work_kind_ids=[world.cleaning.pk])
    world.plan(visit, [world.felix])
    given = {"kind": "repair", "task": "", "work_kinds": [world.spring.pk], "duration_minutes": 60}
    answer = anna.post(f"/desk/einsatz/{visit.number}/bearbeiten/", given)
    assert answer.status_code == 409
    assert [row.work_kind for row in visit.works.all()] == [world.cleaning]


def test_a_visit_is_made_on_the_case_page(world: World, anna: Client) -> None:
    world.case.wished_technician = world.dario.person
    world.case.save(update_fields=["wished_technician"])
    url = f"/desk/vorgang/{world.case.number}/einsatz/"
    assert "Der Händler wünscht Dario Dohle." in anna.get(url).content.decode()
    given = {
        "kind": "repair",
        "task": "Gasfeder tauschen",
        "work_kinds": [world.spring.pk],
        "organisation": world.people.blatt.pk,
        "parts": "2 KI-10\nSchmierfett",
    }
    answer = anna.post(url, given)
    visit = Visit.objects.get()
    assert answer.headers["Location"] == f"/desk/einsatz/{visit.number}/"
    parts = list(visit.parts.values_list("article__number", "name", "quantity"))
    assert parts == [("KI-10", "Sitzkissen", 2), (None, "Schmierfett", 1)]
    page = anna.get(f"/desk/vorgang/{world.case.number}/").content.decode()
    assert f"Einsatz {visit.number} angelegt: Reparatur" in page


def test_a_tour_goes_by_appointment_then_postcode(world: World, anna: Client) -> None:
    second = world.planned([world.fritz], NINE + 2 * HOUR)
    first = world.planned([world.fritz, world.paula], NINE)
    world.planned([world.dario], NINE + timedelta(days=1))
    tours = tour(world.people.anna, [world.fritz.pk, world.paula.pk], MONDAY, MONDAY + timedelta(days=6))
    assert [(one.technician.name, [stop.visit for stop in one.stops]) for one in tours] == [
        ("Fritz Fink", [first, second]),
        ("Paula Pirol", [first]),
    ]
    assert tours[0].stops[0].crew == ("Fritz Fink", "Paula Pirol")
    page = anna.get("/desk/touren/?tag=2026-11-17").content.decode()
    assert page.index(first.number) < page.index(second.number)


def test_a_tour_holds_only_what_its_reader_sees(world: World) -> None:
    world.planned([world.fritz])
    day = NINE.date()
    assert len(tour(world.fritz_actor, [world.fritz.pk], day, day)) == 1
    assert not tour(world.paula_actor, [world.fritz.pk], day, day)
    assert not tour(world.people.fremd_house, [world.fritz.pk], day, day)
