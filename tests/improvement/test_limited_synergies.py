"""What a house saves with other brands is counted as far as there is cost to share, and the line says so."""

from __future__ import annotations

import io
from decimal import Decimal

from python_calamine import load_workbook

from kulanz.core import clock
from tests.desk.conftest import client_of
from tests.improvement.dealing import Dealing
from tests.improvement.house import AT, House
from tests.improvement.test_cockpit_portal import LIST, OPTIONS, text_of

TOLD = "Begrenzt auf das, was Fahrzeuge, Lager und Verwaltung ohne den Anteil anderer Marken kosten"


def test_an_amount_that_was_limited_says_so(house: House) -> None:
    dealing = Dealing(house)
    dealing.prices()
    for n in range(6):
        dealing.report(dealing.case(f"2026-05-0{n + 1}"))
    rates = dealing.rates()
    blatt = client_of(house.people.blatt_house, house.people.tenant)
    with clock.frozen(AT):
        assert TOLD not in text_of(blatt.get(OPTIONS))
        rates.synergy_amount = Decimal(99999)
        rates.save(update_fields=["synergy_amount"])
        page = text_of(blatt.get(OPTIONS))
        assert f"Synergien, fester Betrag {TOLD}; eingetragen ist mehr. -7.920,00 €" in page
        listed = blatt.get(LIST, {"form": "csv"}).content.decode("utf-8-sig")
        assert listed.count(TOLD) == 1
        book = load_workbook(io.BytesIO(blatt.get(LIST, {"form": "xlsx"}).content))
    rows = book.get_sheet_by_name("Selbst oder Werk").to_python()
    assert [row[1] for row in rows if TOLD in str(row[-1])] == ["Synergien, fester Betrag"]
