"""The device has no room left, for real: the browser lets the app have no more than what it has already."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as NotYet

from kulanz.stages.execution.models import FieldEntry, ReportPhoto, ServiceReport, Visit
from tests.field.app_scene import Scene, TabletFactory
from tests.field.tablet import Tablet, photo

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]
ROOM = 12_000_000
# Something else on the device takes what is left, down to the last quarter of a kilobyte.
FILL = """async (largest) => {
  const { openDB } = await import("/static/vendor/idb/idb.js");
  const made = (db) => db.createObjectStore("all", { autoIncrement: true });
  const db = await openDB("ballast", 1, { upgrade: made });
  const piece = crypto.getRandomValues(new Uint8Array(65536));
  for (let size = largest; size >= 256; size /= 4) {
    for (let full = false; !full;) {
      const tx = db.transaction("all", "readwrite");
      tx.done.catch(() => {});
      try {
        const rows = Array.from({ length: Math.ceil(size / 65536) }, () => piece.slice(0, size));
        tx.store.add(rows).catch(() => {});
        await tx.done;
      } catch { full = true; }
    }
  }
  db.close();
}"""
SPARE = 512 * 1024  # what the app keeps back
WORK = "Ausgeführte Arbeit"
FULL = "Der Speicher des Geräts ist voll. Was Sie jetzt eingeben, ist nicht gesichert."


def fill(tablet: Tablet) -> None:
    """Uses up what the browser has promised. Large pieces it turns away count until they are swept up."""
    for largest in (1 << 20, 1 << 15):
        tablet.page.evaluate(FILL, largest)


def nearly_full(tablet: Tablet, text: str) -> str:
    """Types until only what was kept back is left; the text that stands there then."""
    said = tablet.page.locator(
        "#bar", has_text="Der Speicher des Geräts ist fast voll. Bitte machen Sie Platz."
    )
    for _ in range(60):
        text += "."
        tablet.page.evaluate(FILL, 1 << 15)
        tablet.give_room(tablet.used() - SPARE * 7 // 8)
        tablet.write(WORK, text)
        with contextlib.suppress(NotYet):
            said.wait_for(timeout=1000)
            return text
    raise AssertionError(tablet.bar())


def draft_of(tablet: Tablet) -> dict[str, object]:
    (draft,) = tablet.stored("drafts")
    return dict(draft["data"])


def test_a_full_device_loses_nothing_and_goes_on_sending(
    scene: Scene, tablets: TabletFactory, tmp_path: Path
) -> None:
    tablet = tablets(room=ROOM)
    page = tablet.page
    tablet.network(False)
    tablet.begin(scene.first)
    tablet.step(scene.first, "arbeit")
    tablet.write(WORK, "Gasfeder getauscht.")
    tablet.photograph(scene.first, [photo(tmp_path, 1)])
    tablet.wait_for_bar("1 Foto")
    assert "Speicher" not in tablet.bar()

    # no room for a further photo: the report says so, and has the first one
    fill(tablet)
    tablet.give_room(1)
    page.locator("input[type=file][multiple]").set_input_files([photo(tmp_path, 2), photo(tmp_path, 3)])
    page.get_by_text("Kein Platz mehr auf dem Gerät: 2 Fotos sind nicht gesichert.").wait_for()
    page.get_by_text("Gehen Sie ins Netz, damit gesendet wird, was wartet.").wait_for()
    assert page.locator(".toast").count() == 0
    assert page.locator(".photo").count() == len(tablet.stored("photos")) == 1

    # words still find the room that was kept back for them
    tablet.step(scene.first, "arbeit")
    kept = nearly_full(tablet, "Gasfeder getauscht, Rolle geölt")
    assert draft_of(tablet)["work"] == kept

    # and when that is gone too, what was typed stands on the screen and nothing else is lost
    tablet.give_room(1)
    fill(tablet)
    tablet.write(WORK, "Gasfeder getauscht, Rolle geölt, Sitz geprüft.")
    tablet.write("Gefundene Mängel", "Lehne locker")
    tablet.wait_for_bar(FULL)
    assert draft_of(tablet)["work"] == kept
    tablet.step(scene.first, "ergebnis")
    tablet.choose("Niemand da")
    tablet.choose("Auch telefonisch nicht erreicht")
    tablet.step(scene.first, "abschluss")
    page.get_by_role("button", name="Bericht abschließen").click()
    page.get_by_text("Kein Platz mehr auf dem Gerät: Das wurde nicht ausgeführt.").wait_for()
    tablet.step(scene.first, "arbeit")
    page.get_by_label(WORK).wait_for()
    assert page.get_by_label(WORK).input_value() == "Gasfeder getauscht, Rolle geölt, Sitz geprüft."
    tablet.go(f"besuch/{scene.first}")
    page.get_by_role("button", name="Notiz an das Büro").click()
    asked = page.locator("dialog.ask")
    asked.get_by_label("Ihre Notiz").fill("Bitte anrufen")
    asked.get_by_role("button", name="Absenden").click()
    asked.get_by_text("Die Notiz bleibt hier stehen: Machen Sie Platz, dann senden Sie sie.").wait_for()
    asked.get_by_role("button", name="Später").click()
    page.locator("#bar", has_text=FULL).locator("a", has_text=FULL).click()
    page.get_by_text("Was gesichert ist, bleibt und wird gesendet.").wait_for()
    with scene.database():
        assert not FieldEntry.objects.exists()

    # with network it sends what waits; the photo that is sent makes room for the rest
    tablet.give_room(tablet.used())
    tablet.network(True)
    tablet.all_sent()
    with scene.database():
        draft = Visit.objects.get(pk=scene.first).draft or {}
        assert draft["work"] == "Gasfeder getauscht, Rolle geölt, Sitz geprüft."
        assert (draft["defects"], draft["result"]) == ("Lehne locker", "nobody_there")
        assert ReportPhoto.objects.count() == 1
        assert not ServiceReport.objects.exists()

    # and with room again all goes on as before
    tablet.give_room(10 * ROOM)
    tablet.photograph(scene.first, [photo(tmp_path, 2)])
    page.locator(".photo").nth(1).wait_for()
    assert page.get_by_text("Kein Platz mehr").count() == 0
    tablet.go(f"besuch/{scene.first}")
    page.get_by_role("button", name="Notiz an das Büro").click()
    assert asked.get_by_label("Ihre Notiz").input_value() == "Bitte anrufen"
    asked.get_by_role("button", name="Absenden").click()
    asked.wait_for(state="detached")
    tablet.finish(scene.first)
    tablet.all_sent()
    with scene.database():
        assert ServiceReport.objects.get().result == "nobody_there"
        assert FieldEntry.objects.filter(kind="note").count() == 1
        assert set(FieldEntry.objects.values_list("outcome", flat=True)) == {"applied"}
    assert not tablet.complaints
