"""A visit of another day begins on a real tablet only after a question, without network as well."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kulanz.stages.execution.models import Visit
from tests.field.app_scene import Scene, TabletFactory

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]

ASKED = "Dieser Einsatz ist für"


def test_who_comes_early_says_so(scene: Scene, tablets: TabletFactory) -> None:
    # the day after tomorrow at noon: it is another day, even if midnight comes meanwhile
    today = datetime.now(ZoneInfo(scene.world.tenant.time_zone))
    later = today.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=2)
    with scene.database():
        visit = scene.world.planned(starts_at=later, ends_at=later + timedelta(hours=1))
    tablet = tablets()
    page = tablet.page
    tablet.network(False)
    tablet.step(visit.pk, "ankunft")
    page.get_by_role("button", name="Jetzt beginnen").click()
    dialog = page.locator("dialog.ask")
    dialog.get_by_role("heading", name=ASKED).wait_for()
    assert f", {later.day}. " in dialog.inner_text()
    dialog.get_by_role("button", name="Abbrechen").click()
    dialog.wait_for(state="detached")
    assert page.get_by_label("Angekommen").count() == 0
    page.get_by_role("button", name="Jetzt beginnen").click()
    dialog.get_by_role("button", name="Heute beginnen").click()
    page.get_by_label("Angekommen").wait_for()
    tablet.network(True)
    tablet.all_sent()
    with scene.database():
        assert Visit.objects.get(pk=visit.pk).state == "under_way"
    assert not tablet.complaints


def test_what_is_planned_for_today_begins_at_once(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    with scene.database():
        # over both days around now: whatever the hour is, it is of today
        now = datetime.now(ZoneInfo(scene.world.tenant.time_zone))
        Visit.objects.filter(pk=scene.first).update(
            starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1)
        )
    tablet.page.reload()
    tablet.begin(scene.first)
    assert tablet.page.locator("dialog.ask").count() == 0
