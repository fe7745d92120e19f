"""What no form of ours sends: the board, a visit's page and the dealer's page answer all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import Booking, Visit, VisitSlot
from tests.execution.visits_world import AT, World

HUGE = "9" * 5_000
NUMBERS = ["", "-1", "0", "1e9", "NaN", "²", "9" * 19, "9" * 30, HUGE, "\x00", "1\x00", "[1]", "{}"]
TIMES = [
    "",
    "x",
    "\x00",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-11-31T09:00",
    "2026-11-17",
    "2026-11-17T09:00+99:00",
    "2026-W47-2T09:00",
    HUGE,
]


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.frozen(AT):
        yield


@pytest.fixture
def visit(world: World) -> Visit:
    return world.visit(organisation=world.people.blatt)


@pytest.fixture
def desk(world: World, signed_in: Callable[[Actor], Client]) -> Client:
    client = signed_in(world.people.anna)
    client.raise_request_exception = True
    return client


@pytest.fixture
def portal(world: World, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(world.people.blatt_house)


def untouched(visit: Visit) -> bool:
    visit.refresh_from_db()
    return visit.state == "to_plan" and visit.starts_at is None and not Booking.objects.exists()


@pytest.mark.parametrize("value", NUMBERS)
def test_odd_people(world: World, visit: Visit, desk: Client, portal: Client, value: str) -> None:
    for client, path in ((desk, "/desk/einsatz/"), (portal, "/portal/einsaetze/")):
        for given in ({"crew": [value]}, {"crew": [world.dario.pk, value], "lead": value}):
            answer = client.post(f"{path}{visit.number}/planen/", {"starts": "2026-11-17T09:00", **given})
            if value in ("", "-1", "1e9", "NaN", "²", "\x00", "1\x00", "[1]", "{}") and len(given) == 2:
                continue  # left out, the other one may go
            assert answer.status_code in (400, 409, 422), value
    answer = desk.post(
        "/desk/einsatzplan/planen/", {"visit": visit.pk, "starts": "2026-11-17T09:00", "crew": value}
    )
    assert answer.status_code < 500
    answer = desk.post(
        "/desk/einsatzplan/abwesenheit/",
        {"technician": value, "starts": "2026-11-17T09:00", "ends": "2026-11-17T10:00", "what": "Urlaub"},
    )
    assert answer.status_code in (400, 404, 409, 422), value
    assert not Booking.objects.filter(visit=None).exists()


@pytest.mark.parametrize("value", NUMBERS)
def test_odd_visits_and_versions(
    world: World, visit: Visit, desk: Client, portal: Client, value: str
) -> None:
    given = {"crew": world.dario.pk, "starts": "2026-11-17T09:00"}
    answer = desk.post("/desk/einsatzplan/planen/", {**given, "visit": value})
    assert answer.status_code < 500
    assert untouched(visit)
    for client, path in (
        (desk, f"/desk/einsatz/{visit.number}/planen/"),
        (portal, f"/portal/einsaetze/{visit.number}/planen/"),
        (desk, "/desk/einsatzplan/planen/"),
    ):
        answer = client.post(path, {**given, "visit": visit.pk, "version": value})
        assert answer.status_code < 500


@pytest.mark.parametrize("value", TIMES)
def test_odd_times(world: World, visit: Visit, desk: Client, portal: Client, value: str) -> None:
    for client, path in (
        (desk, f"/desk/einsatz/{visit.number}/planen/"),
        (portal, f"/portal/einsaetze/{visit.number}/planen/"),
        (desk, "/desk/einsatzplan/planen/"),
    ):
        given = {"crew": world.dario.pk, "visit": visit.pk}
        assert client.post(path, {**given, "starts": value}).status_code < 500, path
        more = {"starts": "2026-11-18T09:00", "ends": value}
        assert client.post(path, {**given, **more}).status_code < 500, path
    given = {"technician": world.fritz.pk, "what": "Urlaub"}
    for times in (
        {"starts": value, "ends": "2026-11-17T10:00"},
        {"starts": "2026-11-17T09:00", "ends": value},
    ):
        assert desk.post("/desk/einsatzplan/abwesenheit/", {**given, **times}).status_code < 500
    for name in ("woche", "tag", "organisation", "region", "art"):
        assert desk.get("/desk/einsatzplan/", {name: value}).status_code < 500
        assert desk.get("/desk/touren/", {name: value}).status_code < 500


@pytest.mark.parametrize(
    "path", ["/portal/einsaetze/%00/", "/portal/berichte/%00/pdf/", "/portal/vorgang/%00/"]
)
def test_odd_names_of_the_dealers_things(portal: Client, path: str) -> None:
    assert portal.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/desk/einsaetze/E%00/", "/desk/berichte/%00/", "/desk/vorgang/%00/"])
def test_odd_names_of_the_offices_things(desk: Client, path: str) -> None:
    assert desk.get(path).status_code == 404


def test_a_wish_nobody_can_count_on_from(world: World, visit: Visit, desk: Client) -> None:
    given = {"kind": "repair", "work_kinds": [world.spring.pk], "wanted_on": "9999-12-31"}
    for path in (f"/desk/vorgang/{visit.case.number}/einsatz/", f"/desk/einsatz/{visit.number}/bearbeiten/"):
        answer = desk.post(path, given)
        assert answer.status_code in (409, 422)
        assert "Bitte einen Tag innerhalb der nächsten zwölf Monate nennen." in answer.content.decode()
    visit.refresh_from_db()
    assert (Visit.objects.count(), visit.wanted_on) == (1, None)


def test_no_appointment_is_offered_so_far_ahead(world: World, visit: Visit, desk: Client) -> None:
    given = {"starts1": "9999-12-30T09:00", "technician1": world.dario.pk}
    answer = desk.post(f"/desk/einsatz/{visit.number}/termin/anbieten/", given)
    assert answer.status_code == 422
    assert "Bitte einen Tag innerhalb der nächsten zwölf Monate nennen." in answer.content.decode()
    assert not VisitSlot.objects.exists()
    assert untouched(visit)
