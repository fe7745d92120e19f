"""On the tablet, without network: a measured value that cannot be taken is answered with the reason."""

from __future__ import annotations

import pytest

from kulanz.stages.execution.models import ServiceReport, Visit
from tests.field.app_scene import Scene, TabletFactory

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]


def test_what_cannot_be_measured_is_said_with_its_reason(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    page = tablet.page
    tablet.network(False)
    tablet.begin(scene.first)
    tablet.step(scene.first, "pruefliste")
    tablet.choose("Typenschild abgelesen")
    page.get_by_role("button", name="Nicht messbar: Sitzhöhe unten").click()
    page.get_by_text("Diese Arbeit ist sicherheitsrelevant.").wait_for()
    page.get_by_text("Bitte ausfüllen.").wait_for()
    tablet.step(scene.first, "arbeit")
    tablet.write("Ausgeführte Arbeit", "Gasfeder getauscht.")
    tablet.step(scene.first, "sicherheit")
    tablet.choose("Ja, sicher")
    tablet.step(scene.first, "ergebnis")
    tablet.choose("Erledigt")
    tablet.step(scene.first, "unterschrift")
    tablet.choose("Kunde unterschreibt nicht")
    tablet.write("Warum nicht?", "keine Zeit")
    # without a reason it is not answered
    tablet.step(scene.first, "abschluss")
    page.get_by_text("Prüfpunkt: Sitzhöhe unten").click()
    page.locator("html[data-place$='bericht/pruefliste']").wait_for(state="attached")
    # one may think better of it
    page.get_by_role("button", name="Doch prüfbar: Sitzhöhe unten").click()
    page.get_by_label("Sitzhöhe unten * (mm)", exact=True).wait_for()
    page.get_by_role("button", name="Nicht messbar: Sitzhöhe unten").click()
    tablet.choose("Messgerät defekt oder nicht dabei")
    page.get_by_label("Anderer Grund oder Näheres", exact=True).fill("Maßband gerissen")
    tablet.step(scene.first, "abschluss")
    page.get_by_text("Sicherheit nicht nachgewiesen").wait_for()
    page.get_by_role("button", name="Bericht abschließen").click()
    page.locator("dialog.ask").get_by_role("button", name="Bericht abschließen").click()
    tablet.wait_for_bar("1 Bericht")
    tablet.network(True)
    tablet.all_sent()
    with scene.database():
        report = ServiceReport.objects.get()
        assert (report.result, report.authorised, report.unproven) == ("solved", True, True)
        assert [line["unable"] for line in report.checklist] == ["", "Maßband gerissen"]
        assert Visit.objects.get(follows_id=scene.first).reinspects
    assert not tablet.complaints
