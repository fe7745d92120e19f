"""Days and hours on the screens are those of the tenant's own time zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from tests.execution.visits_world import NINE, World

SignedIn = Callable[[Actor], Client]


def test_hours_of_a_visit_follow_the_tenants_zone(world: World, signed_in: SignedIn) -> None:
    """Filters of templates and the history's sentences take the zone that is active in the request."""
    world.planned()
    page = f"/desk/vorgang/{world.case.number}/"
    anna = signed_in(world.people.anna)
    with clock.frozen(NINE - timedelta(days=1)):
        assert "Di, 17.11.2026, 09:00–10:00" in anna.get(page).content.decode()
        Tenant.objects.filter(pk=world.tenant.pk).update(time_zone="America/New_York")
        there = anna.get(page).content.decode()
        portal = signed_in(world.people.blatt_house).get(f"/portal/vorgang/{world.case.number}/")
    assert "Di, 17.11.2026, 03:00–04:00" in there
    assert "17.11.2026, 09:00" not in there
    assert "03:00–04:00" in portal.content.decode()
    assert timezone.get_current_timezone_name() == "Europe/Berlin", "the next request has its own"
