"""Figures to take away: hours with the digits they are reckoned with, columns that say what they hold."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kulanz.core import clock
from kulanz.core.tables.reading import read_table
from kulanz.stages.improvement.rules.options import Cost, Line
from kulanz.stages.improvement.sheets import quantity_of
from tests.desk.conftest import client_of
from tests.improvement.dealing import Dealing
from tests.improvement.house import AT, House

LIST = "/portal/auswertung/liste/"


@pytest.mark.parametrize(
    ("line", "quantity", "shown"),
    [
        (Line.HOURS, "555", "9.25"),
        (Line.HOURS, "1410", "23.5"),
        (Line.WORK, "540", "9.0"),
        (Line.WORK, "10", "0.1667"),
        (Line.KILOMETRES, "12.35", "12.35"),
        (Line.DISTANCE, "110", "110.0"),
        (Line.CALL_OUTS, "8", "8"),
    ],
)
def test_the_quantity_times_the_rate_is_the_amount(line: Line, quantity: str, shown: str) -> None:
    assert str(quantity_of(Cost(line, Decimal(quantity)))) == shown


def test_what_costs_by_the_year_has_no_quantity() -> None:
    assert quantity_of(Cost(Line.TRAINING, Decimal(12))) is None


def test_the_list_of_all_figures_says_what_each_column_holds(house: House) -> None:
    dealing = Dealing(house)
    dealing.prices()
    for n in range(6):
        dealing.report(dealing.case(f"2026-05-0{n + 1}"))
    for _n in range(2):
        dealing.case("2026-06-10", dealer_part="principal", carried_out_by="factory")
    dealing.rates()
    with clock.frozen(AT):
        answer = client_of(house.people.blatt_house, house.people.tenant).get(LIST, {"form": "csv"})
    table = read_table("a.csv", answer.content)
    assert table.headings == (
        "Liste", "Bezeichnung", "Option", "Zeitraum", "davor", "Menge", "Einheit", "Betrag netto", "Hinweis",
    )  # fmt: skip
    rows = [dict(zip(table.headings, row.cells, strict=True)) for row in table.rows]
    hours = next(row for row in rows if row["Bezeichnung"] == "Arbeit und Fahrt, Stunden")
    assert (hours["Liste"], hours["Option"]) == ("Selbst oder Werk", "Option A: eigener Kundendienst")
    assert (hours["Menge"], hours["Einheit"], hours["Betrag netto"]) == ("14,0", "Stunden", "812,00")
    kinds = next(row for row in rows if row["Liste"] == "Arten" and row["Zeitraum"] == "8")
    assert (kinds["Bezeichnung"], kinds["Einheit"]) == ("Reparatur", "Vorgänge")
    parts = next(row for row in rows if row["Bezeichnung"] == "Ersatzteile gekauft")
    assert parts["Einheit"] == "Betrag netto"
