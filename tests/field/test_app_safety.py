"""The interlock on the device: the same answer with and without network."""

from __future__ import annotations

import pytest

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.execution.models import Visit
from tests.field.app_scene import Scene, TabletFactory

THREE_YEARS_ON = """() => {
  const Now = Date;
  const ahead = 3 * 365 * 86400000;
  window.Date = class extends Now {
    constructor(...given) { given.length ? super(...given) : super(Now.now() + ahead); }
    static now() { return Now.now() + ahead; }
  };
}"""
pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]


def test_a_certificate_that_ran_out_meanwhile_bars_without_network(
    scene: Scene, tablets: TabletFactory
) -> None:
    """The tablet lay in the van for three years; the day on it is as old, and so is the certificate."""
    tablet = tablets()
    tablet.step(scene.first, "ankunft")
    tablet.page.get_by_text("Jetzt beginnen").wait_for()
    tablet.network(False)
    tablet.page.evaluate(THREE_YEARS_ON)
    tablet.go("")
    tablet.step(scene.first, "ankunft")
    tablet.page.get_by_text("Der Beginn wird verweigert.").wait_for()
    assert tablet.page.get_by_text("Jetzt beginnen").count() == 0
    assert "Ihre Berechtigung galt bis" in tablet.page.inner_text("main")
    assert not tablet.stored("entries")


def test_refused_by_both_and_the_office_hears_of_it(scene: Scene, tablets: TabletFactory) -> None:
    with scene.database():
        fritz = scene.world.fritz.person
        assert Certificate.objects.filter(holder=fritz).update(revoked_on="2026-02-01") > 0
    tablet = tablets()
    tablet.page.get_by_text("nicht freigegeben").first.wait_for()
    tablet.step(scene.first, "ankunft")
    tablet.page.get_by_text("Dem Büro melden und neu prüfen").click()
    tablet.page.get_by_text("Das wurde nicht angenommen").wait_for()
    with scene.database():
        assert Visit.objects.get(pk=scene.first).state == "planned"
        assert ProtocolEntry.objects.filter(event__contains="refused").exists()
    tablet.go("offen")
    tablet.page.get_by_text("Zur Kenntnis genommen").click()
    tablet.all_sent()
    with scene.database():
        scene.world.certify(fritz, scene.world.spring)
    tablet.go("einstellungen")
    tablet.page.get_by_text("Jetzt abgleichen").click()
    tablet.begin(scene.first)
    tablet.all_sent()
    with scene.database():
        assert Visit.objects.get(pk=scene.first).state == "under_way"
