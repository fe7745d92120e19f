"""The interlock on the device: the same answer with and without network."""

from __future__ import annotations

import pytest

from kulanz.cases.models import Case
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.execution.models import ServiceReport, Visit
from tests.field.app_scene import Scene, TabletFactory
from tests.field.whole_visit import repair

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


def test_after_a_report_the_visit_says_whether_the_thing_may_be_used(
    scene: Scene, tablets: TabletFactory
) -> None:
    """Without network by the report that waits here, afterwards by the one that was filed."""
    with scene.database():
        Case.objects.filter(visits=scene.first).update(safety="yes")
    tablet = tablets()
    main = tablet.page.locator("main")
    tablet.go(f"besuch/{scene.first}")
    main.get_by_text("So wurde es gemeldet. Klären Sie zuerst").wait_for()
    tablet.network(False)
    repair(tablet, scene.first)
    main.get_by_text("Gemeldet war: Verletzung möglich.").wait_for()
    assert main.get_by_text("Sicher zu benutzen", exact=True).count() == 1
    assert "Klären Sie zuerst" not in main.inner_text()
    tablet.network(True)
    tablet.all_sent()
    with scene.database():
        filed = ServiceReport.objects.get()
        assert (filed.safety, filed.authorised) == ("safe", True)
        ServiceReport.objects.update(safety="unsafe")
    tablet.go("einstellungen")
    tablet.page.get_by_text("Jetzt abgleichen").click()
    tablet.go(f"besuch/{scene.first}")
    main.get_by_text("Das Produkt darf nicht benutzt werden").wait_for()
    assert main.get_by_text("Verletzung möglich").count() == 0
    with scene.database():
        ServiceReport.objects.update(safety="not_judged")
    tablet.go("einstellungen")
    tablet.page.get_by_text("Jetzt abgleichen").click()
    tablet.go(f"besuch/{scene.first}")
    main.get_by_text("Kein Bericht hat es bisher aufgehoben.").wait_for()
    assert not tablet.complaints
