"""Somebody came on another day than agreed: every page tells the day he was there, not the planned one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.interfaces.exchange.schema import CASES
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.visits import Stay, stays
from kulanz.workflows.partner_exports import export_cases
from tests.exchange.cases.conftest import make_partner
from tests.exchange.cases.files import valid
from tests.execution.test_appointment_page import browser, link_to
from tests.execution.visits_world import HOUR, NINE, World
from tests.field.correcting import send
from tests.field.device import SOLVED, Device

SignedIn = Callable[[Actor], Client]
THURSDAY = NINE + timedelta(days=2)


@pytest.fixture
def early(world: World, fritz: Device) -> Visit:
    """Planned for Thursday, done on Tuesday."""
    visit = world.planned(starts_at=THURSDAY)
    assert fritz.tell(visit.pk, "start", {"arrived_at": NINE.isoformat()})["outcome"] == "applied"
    times = {"arrived_at": NINE.isoformat(), "left_at": (NINE + HOUR).isoformat()}
    assert fritz.tell(visit.pk, "report", {**SOLVED, **times})["outcome"] == "applied"
    visit.refresh_from_db()
    assert visit.state == "done"
    return visit


def test_the_office_reads_both_days(world: World, early: Visit, signed_in: SignedIn) -> None:
    anna = signed_in(world.people.anna)
    page = anna.get(f"/desk/einsatz/{early.number}/").content.decode()
    assert "<strong>Di, 17.11.2026, 09:00–10:00</strong>" in page
    assert "Geplant war Do, 19.11.2026, 09:00–10:00." in page
    page = anna.get(f"/desk/vorgang/{world.case.number}/").content.decode()
    row = page.partition(f"{early.number} · ")[2].partition("</span>")[0]
    assert row.startswith("Di, 17.11.2026")


def test_the_dealer_reads_the_day_it_was(world: World, early: Visit, signed_in: SignedIn) -> None:
    page = signed_in(world.people.blatt_house).get(f"/portal/vorgang/{world.case.number}/").content.decode()
    visits = page.partition('id="visits-title"')[2].partition("</section>")[0]
    assert "Di, 17.11.2026, 09:00–10:00" in visits
    assert "19.11.2026" not in visits


def test_the_dealers_own_system_reads_who_was_there_and_when(
    world: World, early: Visit, signed_in: SignedIn
) -> None:
    outgoing = export_cases(partner=make_partner(world.people), at=THURSDAY)
    (told,) = valid(outgoing.content.read()).iter(CASES.tag("visit"))
    assert not early.crew.exists()
    assert dict(told.attrib) == {
        "number": early.number,
        "kind": "repair",
        "state": "done",
        "startsAt": "2026-11-17T08:00:00Z",
        "endsAt": "2026-11-17T09:00:00Z",
        "by": world.fritz.person.name,
    }
    page = signed_in(world.people.blatt_house).get(f"/portal/vorgang/{world.case.number}/").content.decode()
    assert f"{early.number} · {world.fritz.person.name}" in page


def test_the_customer_reads_the_day_it_was(world: World, early: Visit) -> None:
    page = browser(world).get(link_to(world, early)).content.decode()
    assert "Ihr Termin war" in page
    assert "Dienstag, 17. November 2026" in page
    assert "19. November" not in page


def test_without_an_arrival_the_planned_time_is_all_there_is(world: World, fritz: Device) -> None:
    visit = world.planned(starts_at=THURSDAY)
    fritz.tell(visit.pk, "report", SOLVED)
    visit.refresh_from_db()
    assert not visit.is_open
    assert stays([visit]) == {}


def test_an_open_visit_is_where_it_is_planned(world: World, fritz: Device) -> None:
    visit = world.planned(starts_at=THURSDAY)
    fritz.tell(visit.pk, "start", {"arrived_at": NINE.isoformat()})
    visit.refresh_from_db()
    assert visit.state == "under_way"
    assert stays([visit]) == {}


def test_a_corrected_arrival_counts(world: World, early: Visit, signed_in: SignedIn) -> None:
    assert stays([early]) == {early.pk: Stay(NINE, NINE + HOUR)}
    right = {"arrived_at": "2026-11-17T08:00", "left_at": "2026-11-17T09:30"}
    answer = send(signed_in(world.people.lena), early.reports.get(), travel_minutes="", travel_km="", **right)
    assert answer.status_code == 302, answer.content.decode()
    assert stays([early]) == {early.pk: Stay(NINE - HOUR, NINE + HOUR / 2)}
