"""A visit whose report another device has sent: this one says so and sends no second one."""

from __future__ import annotations

import pytest

from kulanz.cases.models import Message
from kulanz.stages.execution.models import ServiceReport
from tests.field.app_scene import Scene, TabletFactory
from tests.field.tablet import TABLET
from tests.field.test_app_devices import short_report

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]


def test_the_other_device_says_whose_report_is_there(scene: Scene, tablets: TabletFactory) -> None:
    other = tablets(size=TABLET)
    # complete on the second device as well, but not sent
    other.step(scene.first, "ergebnis")
    other.choose("Niemand da")
    other.choose("Geklingelt und 15 Minuten gewartet")
    other.all_sent()
    other.network(False)
    other.step(scene.first, "arbeit")
    other.write("Gefundene Mängel", "Rolle lose")
    other.wait_for_bar("1 Eintrag")
    one = tablets()
    short_report(one, scene.first)
    one.all_sent()

    # the step that was open gives way at the first contact
    other.network(True)
    other.wait_for_bar("braucht Ihre Entscheidung")
    other.open(f"besuch/{scene.first}/bericht/abschluss")
    other.page.get_by_text("Fritz Fink hat ihn am").wait_for()
    assert other.page.get_by_text("Bericht abschließen").count() == 0
    other.page.get_by_text("Fassungen vergleichen").click()
    other.page.get_by_text("Ein Bericht zu diesem Besuch ist schon da.").wait_for()
    assert "Rolle lose" in other.page.locator("[data-field=defects]").inner_text()
    other.page.get_by_role("button", name="Dem Büro als Notiz senden").click()
    other.all_sent()
    with scene.database():
        assert ServiceReport.objects.get().defects == ""
        assert Message.objects.filter(body__contains="Rolle lose").count() == 1
    assert not one.complaints + other.complaints
