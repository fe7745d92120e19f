"""A visit on the tablet from the door to the signature."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.field.app_scene import SPRING
from tests.field.tablet import Tablet


def repair(tablet: Tablet, visit: int, pictures: Sequence[Path] = (), *, signs: str = "Karla Kunde") -> None:
    """The whole visit as the technician goes through it, up to the signature."""
    tablet.begin(visit)
    tablet.write("Fahrzeit (min)", "25")
    tablet.step(visit, "pruefliste")
    tablet.choose("Typenschild abgelesen")
    tablet.write("Sitzhöhe unten * (mm)", "431")
    tablet.step(visit, "arbeit")
    tablet.write("Ausgeführte Arbeit", "Gasfeder getauscht, Sitzhöhe geprüft.")
    tablet.step(visit, "teile")
    tablet.page.locator(".hit", has_text=SPRING).click()
    tablet.page.get_by_label("Menge", exact=True).wait_for()
    if pictures:
        tablet.photograph(visit, pictures)
    tablet.step(visit, "sicherheit")
    tablet.choose("Ja, sicher")
    tablet.step(visit, "ergebnis")
    tablet.choose("Erledigt")
    tablet.step(visit, "unterschrift")
    tablet.write("Name in Druckschrift", signs)
    tablet.sign()
    tablet.finish(visit)
