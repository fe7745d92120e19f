"""What the tablet says about a visit and about the network is what is the case."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kulanz.core import clock
from tests.browser.machine import PATIENCE
from tests.field.app_scene import Scene, TabletFactory
from tests.field.test_app_devices import short_report

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]

NO_DAY = """() => new Promise((resolve) => {
  const asked = indexedDB.open("kulanz-field");
  asked.onsuccess = () => {
    const write = asked.result.transaction("meta", "readwrite");
    write.objectStore("meta").delete("day");
    write.objectStore("meta").delete("etag");
    write.oncomplete = () => { asked.result.close(); resolve(true); };
  };
})"""


def test_a_note_that_waits_is_no_report_that_waits(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    page = tablet.page
    short_report(tablet, scene.first)
    tablet.all_sent()
    tablet.network(False)
    page.get_by_role("button", name="Notiz an das Büro").click()
    page.get_by_label("Ihre Notiz").fill("Der Schlüssel liegt beim Nachbarn.")
    page.get_by_role("button", name="Absenden").click()
    tablet.wait_for_bar("1 Eintrag")
    tablet.go("")
    card = tablet.visits().and_(page.locator(f"[data-visit='{scene.first}']"))
    expect(card.locator(".badge")).to_have_text("Bericht gesendet", timeout=PATIENCE)
    assert not tablet.complaints


def test_a_visit_of_several_days_says_when_it_ends(scene: Scene, tablets: TabletFactory) -> None:
    with scene.database():
        starts = clock.now() + timedelta(minutes=50)
        long = scene.world.planned(starts_at=starts, ends_at=starts + timedelta(days=3))
    tablet = tablets()
    until = re.compile(r"\d\d:\d\d bis (Mo|Di|Mi|Do|Fr|Sa|So) \d+\.\d+\., \d\d:\d\d")
    expect(tablet.page.locator(f"[data-visit='{long.pk}'] .visit-time")).to_have_text(until)
    tablet.go(f"besuch/{long.pk}")
    expect(tablet.page.locator(".head .over")).to_have_text(until, timeout=PATIENCE)
    assert not tablet.complaints


def test_a_failing_server_is_not_called_a_missing_network(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    api = "**/feld/api/**"
    tablet.page.context.route(api, lambda route: route.fulfill(status=500, body="oops"))
    tablet.open()
    tablet.wait_for_bar("Der Server antwortet gerade nicht. Sie können weiterarbeiten")
    assert "Kein Netz" not in tablet.bar()
    # with nothing on the device yet
    tablet.page.evaluate(NO_DAY)
    tablet.open()
    tablet.page.get_by_role("heading", name="Der Server antwortet gerade nicht").wait_for()
    assert "mit Netz" not in tablet.page.inner_text("main")
    tablet.page.context.unroute(api)
    tablet.page.get_by_role("button", name="Noch einmal versuchen").click()
    tablet.ready()
    assert not tablet.complaints


def test_the_way_back_closes_the_sheet_first(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    page = tablet.page
    page.locator(f"[data-visit='{scene.first}'] .visit-main").click()
    here = page.locator(f"html[data-place='besuch/{scene.first}']")
    here.wait_for(state="attached")
    page.get_by_role("button", name="Seriennummer prüfen").first.click()
    page.locator("dialog[open]").wait_for()
    page.evaluate("() => history.back()")
    page.locator("dialog").wait_for(state="detached")
    page.wait_for_function("place => location.hash === place", arg=f"#/besuch/{scene.first}")
    expect(here).to_be_attached(timeout=PATIENCE)
    page.evaluate("() => history.back()")
    page.locator("html[data-place='']").wait_for(state="attached")
    tablet.visits().first.wait_for()
    assert not tablet.complaints
