"""Sales figures come in as lists: what a cell may say, what is refused, and that nothing is half done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.core.tables.cells import Cell, CellFlaw
from kulanz.core.tables.refusals import NoTable
from kulanz.core.tables.writing import Value, write_csv, write_xlsx
from kulanz.masterdata.parties.models import Party
from kulanz.stages.improvement.commands.sales import import_sales, plan_sales
from kulanz.stages.improvement.models import SalesFigure, SalesTotal
from kulanz.stages.improvement.queries.figures import Filters
from kulanz.stages.improvement.queries.rate import complaint_rate
from kulanz.stages.improvement.refusals import SalesListOutdated, SalesListRefused
from kulanz.stages.improvement.rules.monthly import SalesFlaw, month_of_cell
from tests.improvement.house import AT, House, month

HEADINGS = ["Monat", "Artikelnummer", "Händlernummer", "Land", "Menge"]


def listed(*rows: list[object]) -> bytes:
    return write_csv(HEADINGS, rows)  # type: ignore[arg-type]  # whatever a test writes into a cell


@pytest.fixture
def dealer(house: House) -> Party:
    Party.objects.filter(pk=house.people.blatt.pk).update(number="D7")
    return house.people.blatt


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-10", month("2026-10")),
        ("10/2026", month("2026-10")),
        ("1.2026", month("2026-01")),
        ("2026-10-31", month("2026-10")),
        ("29.02.2024", month("2024-02")),
        (date(2026, 10, 15), month("2026-10")),
        (Decimal("10.2026"), month("2026-10")),
        (Decimal("10.202"), month("2020-10")),  # a spreadsheet drops the last nought of 10.2020
        ("13/2026", None),
        ("Oktober", None),
        (Decimal(202610), None),
        (True, None),
        ("", None),
    ],
)
def test_months(cell: Cell, expected: date | None) -> None:
    assert month_of_cell(cell) == expected


@given(st.one_of(st.text(max_size=12), st.decimals(allow_nan=False, allow_infinity=False), st.dates()))
def test_any_cell_is_a_first_of_month_or_nothing(cell: Cell) -> None:
    found = month_of_cell(cell)

    assert found is None or found.day == 1


def test_taken_over_and_taken_over_again(house: House, dealer: Party) -> None:
    lena = house.people.lena
    content = listed(
        ["2026-10", "100", "D7", "DE", 40], ["10/2026", "100", "", "de", 10], ["2026-09", "300", "", "AT", -2]
    )

    plan = plan_sales(actor=lena, name="a.csv", content=content, at=AT)

    assert (plan.new, plan.changed, plan.unchanged, plan.units) == (3, 0, 0, 48)
    assert (plan.first, plan.last, plan.problems) == (month("2026-09"), month("2026-10"), ())
    assert not SalesFigure.objects.exists()

    import_sales(actor=lena, name="a.csv", content=content, at=AT, expected=plan.digest)

    kept = SalesFigure.objects.values_list("month", "article__number", "dealer", "country", "quantity")
    assert set(kept) == {
        (month("2026-10"), "100", dealer.pk, "DE", 40),
        (month("2026-10"), "100", None, "DE", 10),
        (month("2026-09"), "300", None, "AT", -2),
    }
    entry = ProtocolEntry.objects.get(event="sales.imported")
    assert (entry.facts["new"], entry.facts["months"]) == (3, ["2026-09-01", "2026-10-01"])
    again = import_sales(actor=lena, name="a.csv", content=content, at=AT)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert SalesFigure.objects.count() == 3

    # A corrected list replaces what it names and leaves the rest.
    import_sales(actor=lena, name="b.csv", content=listed(["2026-10", "100", "D7", "DE", 30]), at=AT)

    assert complaint_rate(actor=lena, at=AT, filters=Filters()).whole.now.sold == 38
    totals = {by: list(SalesTotal.objects.filter(by=by).order_by("pk")) for by in SalesTotal.By.values}
    assert {by: sum(t.quantity for t in rows) for by, rows in totals.items()} == dict.fromkeys(totals, 38)


def test_a_spreadsheet(house: House, dealer: Party) -> None:
    rows: list[list[Value]] = [
        [40, date(2026, 10, 1), 100, "D7", "DE"],
        [7, date(2026, 9, 1), 300, None, "Österreich"],
    ]
    content = write_xlsx(["Menge", *HEADINGS[:4]], rows)

    plan = import_sales(actor=house.people.lena, name="a.xlsx", content=content, at=AT)

    assert (plan.new, plan.units) == (2, 47)
    assert set(SalesFigure.objects.values_list("country", flat=True)) == {"DE", "AT"}


@pytest.mark.parametrize(
    ("row", "flaw", "column"),
    [
        (["2026-13", "100", "", "DE", 1], SalesFlaw.NO_MONTH, "month"),
        (["", "100", "", "DE", 1], SalesFlaw.MISSING, "month"),
        (["2027-01", "100", "", "DE", 1], SalesFlaw.MONTH_ABSURD, "month"),
        (["1999-12", "100", "", "DE", 1], SalesFlaw.MONTH_ABSURD, "month"),
        (["2026-10", "", "", "DE", 1], SalesFlaw.MISSING, "article"),
        (["2026-10", "999", "", "DE", 1], SalesFlaw.NO_SUCH_ARTICLE, "article"),
        (["2026-10", "100", "D9", "DE", 1], SalesFlaw.NO_SUCH_DEALER, "dealer"),
        (["2026-10", "100", "", "", 1], SalesFlaw.MISSING, "country"),
        (["2026-10", "100", "", "Nirgendwo", 1], SalesFlaw.COUNTRY_UNKNOWN, "country"),
        (["2026-10", "100", "", "XX", 1], SalesFlaw.COUNTRY_UNKNOWN, "country"),
        (["2026-10", "100", "", "DE", None], SalesFlaw.MISSING, "quantity"),
        (["2026-10", "100", "", "DE", "viele"], CellFlaw.NO_NUMBER, "quantity"),
        (["2026-10", "100", "", "DE", "1.234"], CellFlaw.AMBIGUOUS, "quantity"),
        (["2026-10", "100", "", "DE", Decimal("1.5")], SalesFlaw.NOT_WHOLE, "quantity"),
        (["2026-10", "100", "", "DE", 10**12], SalesFlaw.TOO_MANY, "quantity"),
        (["10/2026", "100", "D7", "de", 3], SalesFlaw.TWICE, ""),
    ],
)
def test_one_wrong_line_and_nothing_is_taken_over(
    house: House, dealer: Party, row: list[object], flaw: SalesFlaw | CellFlaw, column: str
) -> None:
    content = listed(["2026-10", "100", "D7", "DE", 40], row)

    plan = plan_sales(actor=house.people.lena, name="a.csv", content=content, at=AT)

    assert [(p.line, p.flaw, p.column) for p in plan.problems] == [(3, flaw, column)]
    with pytest.raises(SalesListRefused):
        import_sales(actor=house.people.lena, name="a.csv", content=content, at=AT)
    assert not SalesFigure.objects.exists()
    assert not ProtocolEntry.objects.filter(event="sales.imported").exists()


def test_two_dealers_of_one_number(house: House, dealer: Party) -> None:
    Party.objects.filter(pk=house.people.fremd.pk).update(number="D7")

    plan = plan_sales(
        actor=house.people.lena, name="a.csv", content=listed(["2026-10", "100", "D7", "DE", 1]), at=AT
    )

    assert [p.flaw for p in plan.problems] == [SalesFlaw.DEALER_AMBIGUOUS]


def test_only_the_first_problems_of_many_are_listed(house: House) -> None:
    content = listed(*(["2026-10", f"x{n}", "", "DE", 1] for n in range(700)))

    plan = plan_sales(actor=house.people.lena, name="a.csv", content=content, at=AT)

    assert (len(plan.problems), plan.found) == (200, 700)


def test_missing_columns(house: House) -> None:
    content = write_csv(["Monat", "Artikel", "Artikelnummer"], [["2026-10", "100", "100"]])

    plan = plan_sales(actor=house.people.lena, name="a.csv", content=content, at=AT)

    assert {(p.column, p.flaw) for p in plan.problems} == {
        ("country", SalesFlaw.NO_HEADING),
        ("quantity", SalesFlaw.NO_HEADING),
        ("Artikelnummer", SalesFlaw.HEADING_TWICE),
    }


def test_what_was_looked_at_is_what_is_taken_over(house: House) -> None:
    lena, content = house.people.lena, listed(["2026-10", "100", "", "DE", 40])
    plan = plan_sales(actor=lena, name="a.csv", content=content, at=AT)
    import_sales(actor=lena, name="b.csv", content=listed(["2026-10", "100", "", "DE", 5]), at=AT)

    with pytest.raises(SalesListOutdated):
        import_sales(actor=lena, name="a.csv", content=content, at=AT, expected=plan.digest)

    assert SalesFigure.objects.get().quantity == 5


def test_no_list_at_all(house: House) -> None:
    with pytest.raises(NoTable):
        plan_sales(actor=house.people.lena, name="a.csv", content=b"\x00\x01\x02", at=AT)


def test_who_may(house: House) -> None:
    people, content = house.people, listed(["2026-10", "100", "", "DE", 40])
    for person in (people.anna, people.blatt_house, people.tom):
        with pytest.raises(NotAllowed):
            plan_sales(actor=person, name="a.csv", content=content, at=AT)
        with pytest.raises(NotAllowed):
            import_sales(actor=person, name="a.csv", content=content, at=AT)
    assert not SalesFigure.objects.exists()
    assert import_sales(actor=people.otto, name="a.csv", content=content, at=AT).new == 1
