"""A planned visit of the dealer's own people moves: proposals of other times, an end that goes along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.suggestions import suggest
from tests.execution.visits_world import AT, NINE
from tests.portal.sending import House

pytestmark = pytest.mark.django_db
SHOWN = {"shown_starts": "2026-11-17T09:00", "shown_ends": "2026-11-17T10:00"}


def move(house: House, visit: Visit, **fields: Any) -> Any:
    given = {"crew": [house.world.dario.pk], "ends": "2026-11-17T10:00", **SHOWN, **fields}
    return house.client().post(f"/portal/einsaetze/{visit.number}/planen/", given)


def test_the_time_it_has_is_no_proposal_and_blocks_none(house: House) -> None:
    actor = house.world.people.blatt_house
    visit = house.sent(starts_at="")
    first = suggest(actor, visit, at=AT)[0]
    assert first.technician == house.world.dario
    house.world.plan(visit, [house.world.dario], first.starts, actor=actor)
    visit.refresh_from_db()
    after = suggest(actor, visit, at=AT)[0]
    assert after.technician == house.world.dario
    assert after.starts == first.ends, "the next time that is free"
    # an hour later it does not stand in its own way
    house.world.plan(visit, [house.world.dario], first.starts + timedelta(minutes=30), actor=actor)
    visit.refresh_from_db()
    assert suggest(actor, visit, at=AT)[0].starts == first.starts


def test_the_form_knows_what_it_showed(house: House) -> None:
    visit = house.sent()
    page = house.client().get(f"/portal/einsaetze/{visit.number}/").content.decode()
    for name, value in SHOWN.items():
        assert f'name="{name}" value="{value}"' in page


def test_an_end_that_was_not_changed_goes_along(house: House) -> None:
    visit = house.sent()
    assert move(house, visit, starts="2026-11-18T13:00").status_code == 302
    visit.refresh_from_db()
    moved = NINE + timedelta(days=1, hours=4)
    assert (visit.starts_at, visit.ends_at) == (moved, moved + timedelta(hours=1))


def test_an_end_that_was_changed_stays_as_it_was_typed(house: House) -> None:
    visit = house.sent()
    assert move(house, visit, starts="2026-11-17T08:00", ends="2026-11-17T11:00").status_code == 302
    visit.refresh_from_db()
    assert (visit.starts_at, visit.ends_at) == (NINE - timedelta(hours=1), NINE + timedelta(hours=2))
    check = house.nothing_happened()
    answer = move(house, visit, starts="2026-11-18T08:00", ends="2026-11-17T12:00")
    assert answer.status_code == 409
    assert "Das Ende liegt nicht nach dem Anfang" in answer.content.decode()
    check()
