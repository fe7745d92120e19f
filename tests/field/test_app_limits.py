"""What the office would refuse, found on the device; and a refused report that comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kulanz.stages.execution.models import ChecklistItem, FieldEntry, ServiceReport, Visit
from tests.execution.visits_world import NINE
from tests.field.app_scene import SPRING, Scene, TabletFactory
from tests.field.limit_cases import cases, times
from tests.field.tablet import Tablet

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]
JUDGE = """async ([cases, item, now, planned]) => {
  const { faults } = await import("/static/field/js/checks.js");
  const { theDay } = await import("/static/field/js/visits.js");
  const { limits } = await theDay();
  const visit = { starts_at: planned, works: [{ checklist: [{ id: item, kind: "value", text: "" }] }] };
  return cases.map((data) => faults(data, visit, limits, new Date(now)).length === 0);
}"""
LIMITS = """async () => (await (await import("/static/field/js/visits.js")).theDay()).limits"""


def write_report(tablet: Tablet, visit: int) -> None:
    tablet.begin(visit)
    tablet.step(visit, "pruefliste")
    tablet.choose("Typenschild abgelesen")
    tablet.write("Sitzhöhe unten * (mm)", "431")
    tablet.step(visit, "arbeit")
    tablet.write("Ausgeführte Arbeit", "Gasfeder getauscht.")
    tablet.step(visit, "sicherheit")
    tablet.choose("Ja, sicher")
    tablet.step(visit, "ergebnis")
    tablet.choose("Erledigt")
    tablet.step(visit, "unterschrift")
    tablet.choose("Kunde unterschreibt nicht")
    tablet.write("Warum nicht?", "keine Zeit")


def test_what_the_office_would_refuse_is_said_at_the_field(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    page = tablet.page
    with scene.database():
        item = ChecklistItem.objects.get(kind="value").pk
    # the device judges as the office does (tests/field/test_limits.py asks that one the same)
    limits = page.evaluate(LIMITS)
    for now in (NINE, NINE + timedelta(days=9)):
        told = [*cases(limits, item), *times(limits, now, NINE)]
        given = [[data for _name, data, _fine in told], item, now.isoformat(), NINE.isoformat()]
        judged = page.evaluate(JUDGE, given)
        assert [name for (name, _data, fine), found in zip(told, judged, strict=True) if fine != found] == []

    write_report(tablet, scene.first)
    tablet.step(scene.first, "abschluss")
    page.get_by_text("Alles da.").wait_for()
    tablet.step(scene.first, "ankunft")
    arrived = page.get_by_label("Angekommen", exact=True)
    began = arrived.input_value()
    arrived.fill("2041-01-01T10:00")
    page.get_by_text("Diese Zeit liegt in der Zukunft.").wait_for()
    tablet.step(scene.first, "abschluss")
    page.get_by_text("Angekommen: Diese Zeit liegt in der Zukunft.").click()
    page.get_by_text("Diese Zeit liegt in der Zukunft.").wait_for()
    arrived.fill(began)
    tablet.write("Fahrzeit (min)", "abc")
    tablet.write("Fahrstrecke (km)", "99999999")
    page.get_by_text("Bitte eine Zahl eintragen.").wait_for()
    page.get_by_text("Möglich ist 0 bis 9999.").wait_for()
    tablet.step(scene.first, "pruefliste")
    tablet.write("Sitzhöhe unten * (mm)", "wenig")
    page.get_by_text("Bitte eine Zahl eintragen.").wait_for()
    tablet.step(scene.first, "abschluss")
    page.get_by_text("Fahrstrecke: Möglich ist 0 bis 9999.").wait_for()
    page.get_by_text("Prüfliste, Sitzhöhe unten: Bitte eine Zahl eintragen.").wait_for()
    assert page.get_by_text("Alles da.").count() == 0
    assert page.get_by_role("button", name="Bericht abschließen").is_disabled()
    page.get_by_text("Fahrzeit: Bitte eine Zahl eintragen.").click()
    minutes = page.get_by_label("Fahrzeit (min)", exact=True)
    minutes.wait_for()
    assert minutes.input_value() == "abc"

    tablet.step(scene.first, "teile")
    page.locator(".hit", has_text=SPRING).click()
    page.get_by_label("Menge", exact=True).fill("5")
    asked = page.locator("dialog.ask")
    asked.get_by_text("Im Fahrzeug ist laut Bestand nur 4").wait_for()
    asked.get_by_role("button", name="Trotzdem eintragen").click()
    asked.wait_for(state="detached")
    page.get_by_role("button", name="Menge: mehr").click()
    page.get_by_text("Im Fahrzeug ist laut Bestand nur 4").wait_for()
    assert asked.count() == 0
    assert page.get_by_label("Menge", exact=True).input_value() == "6"
    with scene.database():
        assert not ServiceReport.objects.exists()
    assert not tablet.complaints


def test_a_report_taken_back_is_not_sent_until_it_is_finished(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    page = tablet.page
    write_report(tablet, scene.first)
    # a device that knows nothing of the limits yet
    page.evaluate(
        """async () => {
          const { meta, setMeta } = await import("/static/field/js/db.js");
          const day = await meta("day");
          await setMeta("day", { ...day, limits: { photos: 40, number: day.limits.number } });
        }"""
    )
    tablet.network(False)
    tablet.step(scene.first, "ankunft")
    tablet.write("Fahrstrecke (km)", "99999999")
    tablet.finish(scene.first)
    tablet.network(True)
    tablet.open("offen")
    tablet.wait_for_bar("Eine Sache braucht Ihre Entscheidung.")
    page.get_by_text("Die Angabe „Fahrstrecke“ liegt außerhalb des Möglichen.").wait_for()
    assert page.get_by_text("Sie brauchen nichts zu tun").count() == 0
    # the visit leads to where it is decided
    tablet.go(f"besuch/{scene.first}")
    page.get_by_role("link", name="Das wurde nicht angenommen").click()
    page.get_by_role("button", name="Zum Ändern zurückholen").click()
    page.locator(f"html[data-place='besuch/{scene.first}/bericht/ankunft']").wait_for(state="attached")
    assert page.get_by_label("Fahrstrecke (km)", exact=True).input_value() == "99999999"
    tablet.wait_for_bar("Ein Bericht ist nicht gesendet")
    tablet.open("offen")
    page.get_by_text("Zurückgeholt und noch nicht gesendet").wait_for()
    tablet.wait_for_bar("Ein Bericht ist nicht gesendet")
    assert page.get_by_text("Alles ist gesendet.").count() == 0
    assert page.get_by_text("Sie brauchen nichts zu tun").count() == 0
    page.locator(".count", has_text="1").wait_for()
    with scene.database():
        assert not ServiceReport.objects.exists()
        assert Visit.objects.get(pk=scene.first).state == "under_way"

    page.get_by_role("link", name="Bericht fortsetzen").click()
    tablet.write("Fahrstrecke (km)", "99")
    tablet.finish(scene.first)
    tablet.all_sent()
    with scene.database():
        assert ServiceReport.objects.get().travel_km == 99
        reports = FieldEntry.objects.filter(kind="report").order_by("sequence")
        assert [row.outcome for row in reports] == ["refused", "applied"]
    assert not tablet.complaints
