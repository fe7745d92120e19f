"""On real tablets: parts ordered on the spot, two windows, a wrong clock, the logo, the case's pictures."""

from __future__ import annotations

import io
import time
from datetime import datetime, timedelta

import pytest
from PIL import Image

from kulanz.cases.commands.messages import attach_files
from kulanz.cases.models import CaseFile, Task
from kulanz.cases.rules import Audience
from kulanz.core.files.commands import store_file
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.execution.models import FieldEntry, ServiceReport
from tests.execution.visits_world import AT
from tests.field.app_scene import SPRING, Scene, TabletFactory
from tests.field.tablet import Tablet

pytestmark = [pytest.mark.slow, pytest.mark.browser]

AHEAD = """() => {
  const Now = Date;
  window.Date = class extends Now {
    constructor(...given) { given.length ? super(...given) : super(Now.now() + 3 * 3600000); }
    static now() { return Now.now() + 3 * 3600000; }
  };
}"""


def shot() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (1600, 1200), "#8a1020").save(drawn, "JPEG")
    return drawn.getvalue()


def holds(tablet: Tablet, files: list[int]) -> None:
    """They come and go beside everything else."""
    deadline = time.monotonic() + 15
    while [one["id"] for one in tablet.stored("files")] != files:
        if time.monotonic() > deadline:
            pytest.fail(f"on the tablet: {tablet.stored('files')}")
        tablet.page.wait_for_timeout(100)


def order_spring(tablet: Tablet, visit: int) -> None:
    tablet.step(visit, "bestellung")
    tablet.page.locator(".hit", has_text=SPRING).click()
    tablet.page.get_by_text("Jetzt bestellen").click()


def state(tablet: Tablet, words: str) -> None:
    tablet.page.locator("[data-order] .badge", has_text=words).wait_for()


def test_ordered_without_network_it_is_ordered_once(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    tablet.network(False)
    order_spring(tablet, scene.first)
    state(tablet, "wartet auf Netz")
    assert tablet.page.get_by_text("Jetzt bestellen").count() == 0
    tablet.kill()
    tablet.start(offline=True)
    tablet.open(f"besuch/{scene.first}/bericht/bestellung")
    state(tablet, "wartet auf Netz")
    assert [one["kind"] for one in tablet.stored("entries")].count("order_part") == 1
    tablet.network(True)
    tablet.sign_in("fritz@technik.test")
    tablet.ready()
    tablet.all_sent()
    tablet.step(scene.first, "bestellung")
    state(tablet, "bestellt")
    tablet.step(scene.first, "ergebnis")
    tablet.choose("Teil fehlt")
    for step, words in (("sicherheit", "Ja, sicher"), ("unterschrift", "Kunde unterschreibt nicht")):
        tablet.step(scene.first, step)
        tablet.choose(words)
    tablet.write("Warum nicht?", "keine Zeit")
    tablet.step(scene.first, "pruefliste")
    tablet.choose("Typenschild abgelesen")
    tablet.write("Sitzhöhe unten * (mm)", "431")
    tablet.step(scene.first, "arbeit")
    tablet.write("Ausgeführte Arbeit", "Ausgemessen")
    tablet.finish(scene.first)
    tablet.all_sent()
    with scene.database():
        assert ServiceReport.objects.get().result == "part_needed"
        assert FieldEntry.objects.get(kind="order_part").outcome == "applied"
        title = Task.objects.get(title__startswith="Teile bestellen").title
        assert SPRING in title
    assert not tablet.complaints


def test_a_refusal_says_why_and_can_be_changed(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    with scene.database():
        fritz = scene.world.fritz.person
        assert Certificate.objects.filter(holder=fritz).update(revoked_on="2026-02-01") > 0
    order_spring(tablet, scene.first)
    state(tablet, "nicht bestellt")
    assert "sicherheitsrelevant" in tablet.page.locator("[data-order]").inner_text()
    with scene.database():
        assert not Task.objects.exists()
    tablet.page.get_by_text("Zum Ändern zurückholen").click()
    tablet.page.get_by_text("Jetzt bestellen").wait_for()
    tablet.all_sent()
    (draft,) = tablet.stored("drafts")
    assert [part.get("ordered") for part in draft["data"]["needed_parts"]] == [None]


def test_two_windows_of_one_tablet_lose_nothing(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    tablet.network(False)
    tablet.step(scene.first, "arbeit")
    other = tablet.page.context.new_page()
    other.goto(f"{tablet.base}/feld/#/besuch/{scene.first}/bericht/ankunft")
    other.get_by_label("Fahrzeit (min)").fill("35")
    tablet.write("Ausgeführte Arbeit", "Feder ersetzt")
    other.get_by_label("Fahrstrecke (km)").fill("18")
    tablet.write("Gefundene Mängel", "Rolle locker")
    tablet.draft_with(travel_minutes=35, travel_km=18, work="Feder ersetzt", defects="Rolle locker")


def test_a_wrong_clock_is_said_and_does_not_get_into_the_report(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    tablet.page.evaluate(AHEAD)
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.wait_for_bar("Die Uhr dieses Geräts geht 180 Minuten vor.")
    tablet.begin(scene.first)
    (draft,) = tablet.stored("drafts")
    true = tablet.page.evaluate("() => new Date(performance.timeOrigin + performance.now()).toISOString()")
    told, meant = (datetime.fromisoformat(at) for at in (draft["data"]["arrived_at"], true))
    assert abs(told - meant) < timedelta(minutes=30)


def test_the_logo_is_on_the_device(scene: Scene, tablets: TabletFactory) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (120, 40), "#8a1020").save(drawn, "PNG")
    with scene.database():
        Tenant.objects.filter(pk=scene.world.tenant.pk).update(logo=drawn.getvalue(), logo_type="image/png")
    tablet = tablets()
    logo = tablet.page.locator("img.logo")
    logo.wait_for()
    tablet.network(False)
    tablet.open()
    logo.wait_for()
    assert logo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 120
    assert logo.get_attribute("alt") == scene.world.tenant.name


def test_the_cases_pictures_are_on_the_device(scene: Scene, tablets: TabletFactory) -> None:
    with scene.database():
        world = scene.world
        (file,) = attach_files(
            actor=world.people.anna,
            case_id=world.case.pk,
            files=[store_file(tenant_id=world.tenant.pk, content=io.BytesIO(shot()), name="Riss.jpg", at=AT)],
            audience=Audience.ALL,
            at=AT,
        )
    tablet = tablets()
    holds(tablet, [file.pk])
    tablet.network(False)
    tablet.open()
    tablet.visits().first.wait_for()
    tablet.go(f"besuch/{scene.first}")
    tablet.page.get_by_role("button", name="Riss.jpg").click()
    image = tablet.page.locator("dialog img")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    tablet.page.evaluate("() => history.back()")
    tablet.page.locator("dialog").wait_for(state="detached")
    with scene.database():
        CaseFile.objects.filter(pk=file.pk).update(removed_at=AT)
    tablet.network(True)
    tablet.open("einstellungen")
    tablet.page.get_by_text("Jetzt abgleichen").click()
    holds(tablet, [])
