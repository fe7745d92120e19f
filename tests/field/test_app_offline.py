"""The field app without network, for real: the browser is cut off, killed, started again."""

from __future__ import annotations

from pathlib import Path

import pytest

from kulanz.stages.execution.models import FieldEntry, ReportPhoto, ServiceReport, Stock
from tests.field.app_scene import FRITZ, Scene, TabletFactory
from tests.field.tablet import photo
from tests.field.whole_visit import repair

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]


def test_a_visit_without_network_survives_the_end_of_the_browser(
    scene: Scene, tablets: TabletFactory, tmp_path: Path
) -> None:
    tablet = tablets()
    tablet.network(False)
    repair(tablet, scene.first, [photo(tmp_path, number) for number in range(10)])
    tablet.wait_for_bar("11 Fotos")
    assert "1 Bericht" in tablet.bar()
    assert "Wird gesendet, sobald wieder Netz da ist." in tablet.bar()
    with scene.database():
        assert not FieldEntry.objects.exists()

    tablet.kill()
    tablet.start(offline=True)
    tablet.open()
    tablet.visits().first.wait_for()
    tablet.wait_for_bar("11 Fotos")
    assert all(row["bytes"] for row in tablet.stored("photos"))
    tablet.network(True)
    tablet.sign_in_if_asked(FRITZ)
    tablet.all_sent()
    tablet.open()
    tablet.page.get_by_text("Bericht gesendet").wait_for()
    tablet.all_sent()

    with scene.database():
        report = ServiceReport.objects.get()
        assert (report.visit_id, report.result, report.safety) == (scene.first, "solved", "safe")
        assert (report.work_done, report.travel_minutes) == ("Gasfeder getauscht, Sitzhöhe geprüft.", 25)
        assert (report.signed_by_name, report.authorised) == ("Karla Kunde", True)
        assert report.signature is not None
        assert report.photos_named == 11
        assert ReportPhoto.objects.filter(report=report).count() == 11
        assert sorted(FieldEntry.objects.values_list("kind", flat=True)) == ["report", "start"]
        assert set(FieldEntry.objects.values_list("outcome", flat=True)) == {"applied"}
        assert [line["value"] for line in report.checklist] == ["", "431"]
        assert Stock.objects.get().quantity == 3
    assert not tablet.complaints


def test_killed_between_two_keys_nothing_typed_is_lost(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    tablet.network(False)
    tablet.begin(scene.first)
    tablet.step(scene.first, "arbeit")
    tablet.page.get_by_label("Ausgeführte Arbeit").press_sequentially("Feder ersetzt", delay=5)
    tablet.draft_with(work="Feder ersetzt")
    tablet.kill()
    tablet.start(offline=True)
    tablet.open(f"besuch/{scene.first}/bericht/arbeit")
    field = tablet.page.get_by_label("Ausgeführte Arbeit")
    field.wait_for()
    assert field.input_value() == "Feder ersetzt"


def test_an_answer_that_gets_lost_sends_nothing_twice(scene: Scene, tablets: TabletFactory) -> None:
    """The server has taken the entries in, and the tablet never hears of it."""
    tablet = tablets()
    lost: list[str] = []

    def lose(route: object) -> None:
        lost.append(route.fetch().text())  # type: ignore[attr-defined]  # a playwright route
        route.abort()  # type: ignore[attr-defined]  # the same

    tablet.page.route("**/feld/api/entries", lose)
    tablet.begin(scene.first)
    tablet.step(scene.first, "ergebnis")
    tablet.choose("Niemand da")
    tablet.choose("Geklingelt und 15 Minuten gewartet")
    tablet.finish(scene.first)
    tablet.wait_for_bar("1 Bericht")
    tablet.page.wait_for_timeout(1500)
    assert lost
    tablet.page.unroute("**/feld/api/entries")
    tablet.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    tablet.all_sent()
    with scene.database():
        assert ServiceReport.objects.get().result == "nobody_there"
        kinds = list(FieldEntry.objects.values_list("kind", flat=True))
        assert len(kinds) == len(set(kinds))


def test_the_day_is_small_and_answers_with_data_are_never_kept_as_files(
    scene: Scene, tablets: TabletFactory
) -> None:
    tablet = tablets()
    kept = tablet.page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const asked = await (await caches.open(name)).keys();
            found.push(...asked.map(one => new URL(one.url).pathname));
          }
          return found;
        }"""
    )
    assert "/feld/" in kept
    assert not [path for path in kept if path.startswith(("/feld/api/", "/feld/datei/"))]
