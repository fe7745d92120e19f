"""Days on the customer's pages are the tenant's, also just after midnight there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.tenancy.models import Tenant
from tests.public.tracked import Tracked

_REPORTED = datetime(2026, 11, 22, 23, 16, tzinfo=UTC)
"""In Berlin it is the 23rd, 00:16."""


def notes_of(page: str) -> list[str]:
    return re.findall(r'class="step-note">([^<]+)<', page)


def test_a_report_after_midnight_came_in_on_that_day(tracked: Tracked) -> None:
    Case.objects.filter(pk=tracked.case.pk).update(created_at=_REPORTED, state_since=_REPORTED)
    with clock.frozen(_REPORTED + timedelta(minutes=5)):
        page = tracked.page()
    assert "Montag, 23. November 2026, 00:16 Uhr" in page
    assert notes_of(page) == ["23. November 2026"]


def test_a_case_closed_after_midnight_was_closed_on_that_day(tracked: Tracked) -> None:
    closed = datetime(2026, 11, 22, 23, 1, tzinfo=UTC)
    Case.objects.filter(pk=tracked.case.pk).update(
        created_at=_REPORTED - timedelta(days=3), step="closed", waits_for="nobody",
        closed_at=closed, state_since=closed, closed_by="answer",
        claim_status="rejected",
    )  # fmt: skip
    with clock.frozen(closed + timedelta(minutes=5)):
        assert notes_of(tracked.page()) == ["20. November 2026", "23. November 2026"]


def test_the_days_follow_the_tenants_own_zone(tracked: Tracked) -> None:
    Tenant.objects.filter(pk=tracked.case.tenant_id).update(time_zone="Europe/London")
    Case.objects.filter(pk=tracked.case.pk).update(created_at=_REPORTED, state_since=_REPORTED)
    with clock.frozen(_REPORTED + timedelta(minutes=5)):
        page = tracked.page()
    assert "Sonntag, 22. November 2026, 23:16 Uhr" in page
    assert notes_of(page) == ["22. November 2026"]
