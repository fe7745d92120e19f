"""What an ended case still says: what was kept, not what is to come; and what is no longer offered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kulanz.cases.models import Case
from kulanz.cases.queries.service_levels import agreed_until
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import DealerContract
from tests.execution.visits_world import AT
from tests.portal.sending import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(house: House, tenant: Tenant) -> House:
    """With what its contract promises, and a complaint."""
    DealerContract.objects.update_or_create(
        tenant=tenant,
        dealer=house.world.people.blatt,
        defaults={"response_hours": 8, "visit_days": 5, "solution_days": 10, "changed_at": AT},
    )
    Case.objects.filter(pk=house.case.pk).update(
        coverage="", kind="complaint", claim_status="under_review", created_at=AT
    )
    return house


def end(house: House, days: int = 0) -> None:
    Case.objects.filter(pk=house.case.pk).update(
        step="closed",
        closed_by="remedy",
        claim_status="remedy_started",
        closed_at=AT + timedelta(days=days),
        waits_for="nobody",
        next_news_on=None,
    )
    house.case.refresh_from_db()


def test_an_ended_case_says_what_was_kept_and_nothing_to_come(house: House) -> None:
    page = house.client().get(house.page).content.decode()
    assert "vereinbart bis" in page
    assert "eingehalten" not in page
    assert "noch nicht entschieden" in page
    end(house)
    page = house.client().get(house.page).content.decode()
    assert "eingehalten:" in page
    assert "nicht eingehalten" not in page
    assert "Jemand vor Ort" not in page, "nobody was there, and nobody is to come"
    assert "noch nicht entschieden" not in page
    assert "Rechnung an" not in page
    desk = house.client(house.world.people.anna).get(f"/desk/vorgang/{house.case.number}/").content.decode()
    assert "noch nicht entschieden" not in desk


def test_what_took_too_long_says_so(house: House) -> None:
    end(house, days=40)
    assert [level.kept for level in agreed_until(house.case)] == [False]
    assert "nicht eingehalten:" in house.client().get(house.page).content.decode()


def test_the_open_page_takes_away_what_can_no_longer_be_done(house: House) -> None:
    page = house.client().get(house.page).content.decode()
    assert 'data-only-open><summary class="card-body btn-ghost">' in page
    stand = f"{house.page}berichte/?stand"
    assert "data-case-ended" not in house.client().get(stand).content.decode()
    end(house)
    assert "data-case-ended" in house.client().get(stand).content.decode()
    # and whoever presses it all the same changes nothing
    nothing = house.nothing_happened()
    house.client().post(f"{house.page}zurueckziehen/", {"reason": "doch nicht"})
    nothing()
    house.case.refresh_from_db()
    assert house.case.step == "closed"
