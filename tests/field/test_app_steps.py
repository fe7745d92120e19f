"""The way through the report on a real tablet: it follows what was chosen a moment ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kulanz.stages.execution.models import FieldEntry, ServiceReport
from tests.field.app_scene import SPRING, Scene, TabletFactory
from tests.field.tablet import Tablet

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]


def onwards(tablet: Tablet, place: str, heading: str) -> None:
    tablet.page.get_by_role("link", name="Weiter", exact=True).click()
    tablet.page.locator(f"html[data-place='{place}']").wait_for(state="attached")
    tablet.page.get_by_role("heading", level=1, name=heading).wait_for()


def test_onwards_follows_the_result_that_was_chosen(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    report = f"besuch/{scene.first}/bericht"
    tablet.step(scene.first, "ergebnis")
    tablet.page.get_by_text("Schritt 9 von 11").wait_for()
    tablet.choose("Niemand da")
    tablet.page.get_by_text("Schritt 9 von 10").wait_for()
    onwards(tablet, f"{report}/abschluss", "Abschluss")
    tablet.step(scene.first, "ergebnis")
    tablet.choose("Erledigt")
    tablet.page.get_by_text("Schritt 9 von 11").wait_for()
    onwards(tablet, f"{report}/unterschrift", "Unterschrift")
    # the address of a step that is left out leads to the next there is
    tablet.step(scene.first, "ergebnis")
    tablet.choose("Niemand da")
    tablet.step(scene.first, "unterschrift")
    tablet.page.get_by_role("heading", level=1, name="Abschluss").wait_for()
    assert not tablet.complaints


def test_a_double_tap_orders_once_and_says_one_thing(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    page = tablet.page
    tablet.step(scene.first, "bestellung")
    page.locator(".hit", has_text=SPRING).click()
    page.get_by_text("Jetzt bestellen").wait_for()
    tablet.network(False)
    page.evaluate(
        """() => {
          const buttons = [...document.querySelectorAll("button")];
          const now = buttons.find((one) => one.textContent === "Jetzt bestellen");
          now.click();
          now.click();
        }"""
    )
    page.locator("[data-order] .badge", has_text="wartet auf Netz").wait_for()
    assert page.locator(".toast").all_inner_texts() == ["Die Bestellung wird gesendet."]
    # the note lies over nothing one would read or press, and does not come along
    # all three at one moment: the screen is drawn anew when the order is noted
    page.wait_for_function(
        """() => {
          const at = (what) => document.querySelector(what)?.getBoundingClientRect();
          const [bottom, note, foot] = [at("footer.bottom"), at(".toast"), at(".foot-row")];
          if (!bottom || !note || !foot) return false;
          // and takes no stroke from what lies under it
          const under = document.elementFromPoint(note.x + note.width / 2, note.y + 5);
          if (under?.closest(".bottom")) return false;
          return bottom.top <= note.top && note.top < note.bottom && note.bottom <= foot.top;
        }"""
    )
    onwards(tablet, f"besuch/{scene.first}/bericht/fotos", "Fotos")
    assert page.locator(".toast").count() == 0
    tablet.network(True)
    tablet.all_sent()
    with scene.database():
        assert FieldEntry.objects.filter(kind="order_part").count() == 1
    assert not tablet.complaints


def test_a_late_report_that_went_out_is_not_called_missing(scene: Scene, tablets: TabletFactory) -> None:
    # at noon where the technician is: an hour that begins before midnight would end today
    today = datetime.now(ZoneInfo(scene.world.tenant.time_zone))
    noon = today.replace(hour=12, minute=0, second=0, microsecond=0)
    yesterday = noon - timedelta(days=1)
    with scene.database():
        late = scene.world.planned(starts_at=yesterday, ends_at=yesterday + timedelta(hours=1))
    tablet = tablets()
    page = tablet.page
    tablet.step(late.pk, "ergebnis")
    tablet.choose("Niemand da")
    tablet.choose("Geklingelt und 15 Minuten gewartet")
    tablet.finish(late.pk)
    tablet.all_sent()
    tablet.open(f"besuch/{late.pk}")  # the day is fetched anew, without it
    page.get_by_role("heading", level=1, name="Bericht gesendet").wait_for()
    page.get_by_text("Der Bericht ist im Büro angekommen").wait_for()
    assert page.get_by_text("Besuch nicht gefunden").count() == 0
    with scene.database():
        assert ServiceReport.objects.get().visit_id == late.pk
    # another one that never was here is missing as before
    tablet.go(f"besuch/{late.pk + 1000}")
    page.get_by_role("heading", level=1, name="Besuch nicht gefunden").wait_for()
    assert not tablet.complaints
