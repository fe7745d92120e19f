"""Before a report goes out: the signature holds for what was signed, and what contradicts itself is asked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kulanz.cases.models import Task
from kulanz.stages.execution.models import ServiceReport
from tests.browser.machine import PATIENCE
from tests.field.app_scene import SPRING, Scene, TabletFactory
from tests.field.tablet import TABLET

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]

AGAIN = "Kunde neu unterschreiben lassen"


def test_a_changed_report_is_signed_anew_and_contradictions_are_asked(
    scene: Scene, tablets: TabletFactory
) -> None:
    tablet = tablets(size=TABLET)
    page = tablet.page
    tablet.begin(scene.first)
    tablet.step(scene.first, "pruefliste")
    tablet.choose("Typenschild abgelesen")
    tablet.write("Sitzhöhe unten * (mm)", "431")
    tablet.step(scene.first, "arbeit")
    tablet.write("Ausgeführte Arbeit", "Gasfeder geprüft.")
    tablet.step(scene.first, "bestellung")
    page.locator(".hit", has_text=SPRING).click()
    page.locator(".notice", has_text="4 im Fahrzeug").wait_for()
    tablet.step(scene.first, "sicherheit")
    tablet.choose("Nein, nicht benutzen")
    tablet.step(scene.first, "ergebnis")
    tablet.choose("Erledigt")
    tablet.step(scene.first, "unterschrift")
    tablet.write("Name in Druckschrift", "Karla Kunde")
    tablet.sign()

    tablet.network(False)
    tablet.step(scene.first, "arbeit")
    tablet.write("Ausgeführte Arbeit", "Gasfeder geprüft und eingestellt.")
    tablet.step(scene.first, "abschluss")
    page.locator(".hit", has_text=AGAIN).click()
    page.locator(".notice", has_text="nach der Unterschrift geändert").wait_for()
    expect(page.get_by_label("Name in Druckschrift", exact=True)).to_have_value("Karla Kunde")
    tablet.sign()

    tablet.step(scene.first, "abschluss")
    send = page.locator(".btn:not([disabled])", has_text="Bericht abschließen").first
    dialog = page.locator("dialog[open]")
    send.click()
    dialog.get_by_text("das Produkt darf nicht benutzt werden, und dass nichts offen bleibt").wait_for()
    dialog.get_by_role("button", name="Abbrechen").click()
    expect(dialog).to_have_count(0)
    send.click()
    dialog.get_by_role("button", name="Bericht abschließen").click()
    expect(dialog.get_by_role("heading")).to_have_text("Ist „Teil fehlt“ gemeint?", timeout=PATIENCE)
    assert SPRING in dialog.inner_text()
    dialog.get_by_role("button", name="Bericht abschließen").click()
    page.locator(f"html[data-place='besuch/{scene.first}']").wait_for(state="attached")
    tablet.network(True)
    tablet.all_sent()
    with scene.database():
        report = ServiceReport.objects.get()
        assert (report.work_done, report.signed_by_name) == (
            "Gasfeder geprüft und eingestellt.",
            "Karla Kunde",
        )
        assert report.signature is not None
        assert report.signed_at is not None
        assert report.signed_at <= report.finished_at
        assert Task.objects.filter(title__contains="nicht zu benutzen").exists()
    assert not tablet.complaints
