"""Two devices on one visit, a device that changes hands, one that is given back, one that was revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kulanz.core import clock
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.execution.models import FieldDevice, FieldEntry, ServiceReport, Visit
from tests.field.app_scene import FRITZ, PAULA, Scene, TabletFactory
from tests.field.tablet import TABLET, Tablet

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]


ARRIVED = """async ([id, at]) => {
  const { draftOf, keep } = await import("/static/field/js/drafts.js");
  const { visitOf } = await import("/static/field/js/visits.js");
  await keep(await draftOf(await visitOf(id)), (report) => { report.arrived_at = at; });
}"""


def short_report(tablet: Tablet, visit: int) -> None:
    """Nobody was there: a report without checklist and signature."""
    tablet.step(visit, "ergebnis")
    tablet.choose("Niemand da")
    tablet.choose("Geklingelt und 15 Minuten gewartet")
    tablet.finish(visit)


CLEARED = "Alle Daten wurden von diesem Gerät gelöscht"


def is_empty(tablet: Tablet) -> bool:
    return not tablet.databases() and not tablet.kept_files()


def test_two_devices_on_one_visit_show_both_versions(scene: Scene, tablets: TabletFactory) -> None:
    one, other = tablets(), tablets(size=TABLET)
    yesterday = clock.now().date() - timedelta(days=1)
    for tablet, work, defects in ((one, "Feder getauscht", ""), (other, "Feder ersetzt", "Rolle lose")):
        tablet.network(False)
        tablet.page.evaluate(ARRIVED, [scene.first, f"{yesterday}T08:30:{len(work)}Z"])
        tablet.step(scene.first, "arbeit")
        tablet.write("Ausgeführte Arbeit", work)
        tablet.write("Gefundene Mängel", defects)
        tablet.wait_for_bar("1 Eintrag")
    one.network(True)
    one.all_sent()
    other.network(True)
    other.wait_for_bar("braucht Ihre Entscheidung")
    with scene.database():
        assert (Visit.objects.get(pk=scene.first).draft or {})["work"] == "Feder getauscht"

    other.go(f"besuch/{scene.first}")
    other.page.get_by_text("Fassungen vergleichen").click()
    work = other.page.locator("[data-field=work]")
    assert "Feder ersetzt" in work.inner_text()
    assert "Feder getauscht" in work.inner_text()
    # the seconds, in which they differ as well, are nothing to choose by
    assert other.page.locator("[data-field=arrived_at]").count() == 0
    assert "Fritz Fink hat diesen Bericht inzwischen" in other.page.inner_text("main")
    # what only one side says is taken from there; and there is one button for each side
    defects = other.page.locator(".one-sided [data-field=defects]")
    assert defects.locator("input[value=mine]").is_checked()
    other.page.get_by_role("button", name="Alles von der anderen Fassung").click()
    assert work.locator("input[value=theirs]").is_checked()
    assert defects.locator("input[value=theirs]").is_checked()
    other.page.get_by_role("button", name="Alles von diesem Gerät").click()
    assert work.locator("input[value=mine]").is_checked()
    work.locator("input[value=theirs]").check()
    other.page.get_by_text("Auswahl übernehmen").click()
    other.all_sent()
    with scene.database():
        draft = Visit.objects.get(pk=scene.first).draft or {}
        assert (draft["work"], draft["defects"]) == ("Feder getauscht", "Rolle lose")
        outcomes = sorted(FieldEntry.objects.values_list("kind", "outcome"))
        assert ("draft", "conflict") in outcomes
        assert ("dismiss", "applied") in outcomes
    assert not one.complaints + other.complaints


def test_logging_out_warns_and_clears(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    tablet.network(False)
    short_report(tablet, scene.first)
    tablet.go("einstellungen")
    tablet.page.get_by_role("button", name="Abmelden").click()
    dialog = tablet.page.locator("dialog")
    assert "endgültig" in dialog.inner_text()
    dialog.get_by_text("Abbrechen").click()
    tablet.network(True)
    tablet.all_sent()
    tablet.page.get_by_role("button", name="Abmelden").click()
    tablet.page.locator("dialog").get_by_role("button", name="Abmelden").click()
    tablet.page.wait_for_url("**/konto/anmelden/**")
    assert is_empty(tablet)
    tablet.page.goto(f"{scene.server.url}/feld/")
    assert "/konto/anmelden/" in tablet.page.url
    with scene.database():
        assert ServiceReport.objects.get().result == "nobody_there"
        assert FieldDevice.objects.get().left_at is not None


def test_a_revoked_device_is_cleared_at_its_next_contact(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    with scene.database():
        assert FieldDevice.objects.update(revoked_at=clock.now()) == 1
    tablet.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    tablet.page.get_by_text(CLEARED).wait_for()
    assert is_empty(tablet)
    # what goes on in the cleared app leaves nothing behind either
    tablet.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    tablet.page.evaluate("() => fetch(document.documentElement.dataset.sprite).then(() => true)")
    tablet.go(f"besuch/{scene.first}")
    tablet.page.locator(f"html[data-place='besuch/{scene.first}'][data-screen=revoked]").wait_for(
        state="attached"
    )
    assert is_empty(tablet)
    assert "Karla" not in tablet.page.inner_text("body")


def test_whose_access_ended_is_cleared_too(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    with scene.database():
        mine = Membership.objects.filter(pk=scene.world.fritz_actor.membership_id)
        assert mine.update(active=False) == 1
    tablet.open()
    tablet.page.get_by_text(CLEARED).wait_for()
    assert is_empty(tablet)


def test_another_person_neither_sees_nor_sends_the_first_ones_day(
    scene: Scene, tablets: TabletFactory
) -> None:
    tablet = tablets()
    tablet.network(False)
    short_report(tablet, scene.first)
    # The session ends without the app; then Paula signs in on the same tablet.
    tablet.page.context.clear_cookies()
    tablet.network(True)
    tablet.page.get_by_role("heading", name="Bitte anmelden").wait_for()
    assert "Karla" not in tablet.page.inner_text("body")
    tablet.sign_in(PAULA)
    tablet.page.get_by_text("Dieses Gerät gehört jemand anderem").wait_for()
    text = tablet.page.inner_text("body")
    assert "Eine Sache der anderen Person" in text
    assert "Karla" not in text
    assert "Fritz" not in text
    tablet.go(f"besuch/{scene.first}")
    tablet.page.wait_for_timeout(300)
    assert "Karla" not in tablet.page.inner_text("body")
    with scene.database():
        assert not FieldEntry.objects.exists()

    tablet.page.context.clear_cookies()
    tablet.sign_in(FRITZ)
    tablet.ready()
    tablet.all_sent()
    with scene.database():
        report = ServiceReport.objects.get()
        assert report.technician_name == "Fritz Fink"
