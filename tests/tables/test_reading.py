"""Lists as people send them: every delimiter and spelling, spreadsheets with formulas and merged cells."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.tables.cells import Cell, CellFlaw, Unreadable, day_of, number_of, text_of, yes_of
from kulanz.core.tables.columns import columns_of
from kulanz.core.tables.reading import Fault, read_table
from kulanz.core.tables.refusals import (
    BrokenTable,
    EmptyTable,
    NoTable,
    OldSpreadsheet,
    TableTooLarge,
    TooManyColumns,
    TooManyRows,
)
from kulanz.core.tables.writing import write_csv, write_sheets, write_xlsx


def spreadsheet(fill: Any) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        fill(book)
    return target.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_every_usual_spelling(delimiter: str, encoding: str) -> None:
    text = delimiter.join(["Größe", '"Be;zeich,nung"']) + "\r\n\r\n" + delimiter.join(["1", "ä"]) + "\r\n"
    table = read_table("liste.csv", text.encode(encoding))
    assert table.headings == ("Größe", "Be;zeich,nung")
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("1", "ä"))]


def test_lines_are_counted_where_records_begin() -> None:
    table = read_table("a.csv", 'sep=;\nA;B\n"zwei\nZeilen";x\n;\nfünf;y\n'.encode())
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("zwei\nZeilen", "x")), (6, ("fünf", "y"))]


def test_a_spreadsheet_keeps_numbers_and_days() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sätze")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(1, 1, ["Land", "Betrag", "Ab", "Ja"])
        page.write_row(2, 1, ["DE", 0.1 + 0.2])
        page.write_datetime(2, 3, date(2026, 2, 28), day)
        page.write_boolean(2, 4, True)
        page.write_formula(3, 2, "=2+3", None, 5)
        book.add_worksheet("Zweites").write(0, 0, "anderes")

    table = read_table("s.xlsx", spreadsheet(fill))
    assert table.sheet == "Sätze"
    assert table.headings == ("", "Land", "Betrag", "Ab", "Ja")
    assert [(row.line, row.cells) for row in table.rows] == [
        (3, ("", "DE", Decimal("0.3"), date(2026, 2, 28), True)),
        (4, ("", "", Decimal(5), "", "")),
    ]
    assert table.faults == ()


def test_formulas_without_value_errors_and_merged_cells_are_faults() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Land", "Betrag", "Ab"])
        page.write_formula(1, 1, "=1+1", None, "")
        page.write_formula(2, 1, "=NA()", None, "#N/A")
        page.merge_range(3, 0, 5, 0, "DE")
        page.write(3, 1, 5)
        page.write(5, 1, 6)

    table = read_table("s.xlsx", spreadsheet(fill))
    assert set(table.faults) == {
        Fault(2, "Betrag", CellFlaw.FORMULA),
        Fault(3, "Betrag", CellFlaw.ERROR),
        Fault(5, "Land", CellFlaw.MERGED),
        Fault(6, "Land", CellFlaw.MERGED),
    }


def test_hidden_sheets_are_passed_over() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Intern").hide()
        page = book.add_worksheet("Offen")
        page.write(0, 0, "A")
        page.activate()

    table = read_table("s.xlsx", spreadsheet(fill))
    assert (table.sheet, table.headings, table.rows) == ("Offen", ("A",), ())


def test_a_cell_in_a_far_corner_does_not_unfold_the_sheet() -> None:
    def corner(line: int, column: int) -> bytes:
        def fill(book: Any) -> None:
            page = book.add_worksheet()
            page.write(0, 0, "A")
            page.write(line, column, "x")

        return spreadsheet(fill)

    with pytest.raises(TooManyColumns):
        read_table("s.xlsx", corner(5, 16_000))
    with pytest.raises(TooManyRows):
        read_table("s.xlsx", corner(1_000_000, 0))


def test_what_is_no_list_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    cases: list[tuple[str, bytes, type[Exception]]] = [
        ("leer.csv", b"", EmptyTable),
        ("leer.csv", b"\n;;\n", EmptyTable),
        ("bild.csv", b"\x00\x01\x02", NoTable),
        ("alt.xls", b"\xd0\xcf\x11\xe0rest", OldSpreadsheet),
        ("kaputt.xlsx", b"PK\x03\x04 und sonst nichts", BrokenTable),
        ("breit.csv", ("A" + ";B" * 200).encode(), TooManyColumns),
        ("lang.csv", b"A\n1\n2\n3\n", TooManyRows),
    ]
    for name, content, refusal in cases:
        with pytest.raises(refusal) as refused:
            read_table(name, content, most_rows=2)
        assert str(refused.value)
    monkeypatch.setattr("kulanz.core.tables.reading.LARGEST", 10)
    with pytest.raises(TableTooLarge):
        read_table("gross.csv", b"A;B;C;D;E;F\n")


def test_an_archive_that_is_no_spreadsheet_is_broken() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(BrokenTable):
        read_table("s.xlsx", target.getvalue())


def test_entities_are_not_expanded() -> None:
    content = write_xlsx(["A"], [["x"]])
    bomb = b'<!DOCTYPE w [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                data = data.replace(b"<worksheet", bomb + b"<worksheet", 1).replace(
                    b"<v>0</v>", b"<v>&b;</v>"
                )
            archive.writestr(entry, data)
    with pytest.raises(BrokenTable):
        read_table("s.xlsx", target.getvalue())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.50", "12.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1 234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234", "1.234"),
        ("0.925", "0.925"),
        ("-3", "-3"),
        ("−3", "-3"),
    ],
)
def test_numbers(text: str, number: str | None) -> None:
    assert number_of(text) == (Decimal(number) if number else None)


@pytest.mark.parametrize("text", ["x", "1,2,3", "1.23.4", "1e5", "NaN", "٣", "12 €", "--1", ".", "9" * 21])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        number_of(text)
    assert refused.value.flaw is CellFlaw.NO_NUMBER


def test_a_lone_dot_before_three_digits_is_ambiguous_unless_said_otherwise() -> None:
    with pytest.raises(Unreadable) as refused:
        number_of("1.085")
    assert refused.value.flaw is CellFlaw.AMBIGUOUS
    assert number_of("1.085", dot_is_decimal=True) == Decimal("1.085")


def test_days_and_yes() -> None:
    leap = date(2028, 2, 29)
    assert day_of("29.2.2028") == day_of("2028-02-29") == day_of(datetime(2028, 2, 29, 5, tzinfo=UTC)) == leap
    assert day_of(" ") is None
    for wrong in ("29.2.2027", "1.1.26", "2026-1-1", Decimal(46023), True):
        with pytest.raises(Unreadable):
            day_of(wrong)
    assert (yes_of("Ja"), yes_of("n"), yes_of(""), yes_of(True), yes_of(Decimal(0))) == (
        True, False, None, True, False,
    )  # fmt: skip
    with pytest.raises(Unreadable):
        yes_of("vielleicht")


def test_columns_are_found_by_many_names() -> None:
    columns = columns_of(
        ["Gültig ab", "BETRAG", "gueltig-ab", "Notiz", ""],
        {"valid_from": ("gültig ab", "Gueltig_ab"), "amount": ("Betrag",)},
    )
    assert columns.places == {"valid_from": 0, "amount": 1}
    assert (columns.unknown, columns.twice) == (("Notiz",), ("gueltig-ab",))
    assert columns.missing(["amount", "country"]) == ["country"]
    assert columns.pick(["2026-01-01"]) == {"valid_from": "2026-01-01", "amount": ""}


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)


@given(st.lists(st.tuples(words, st.decimals(-9_999_999, 9_999_999, places=2), st.dates()), max_size=8))
def test_what_is_written_is_read_again(rows: list[tuple[str, Decimal, date]]) -> None:
    headings = ["=Text", "Zahl", "Tag"]

    def understood(name: str, content: bytes) -> list[list[Cell | None]]:
        table = read_table(name, content)
        assert table.headings == tuple(headings)
        return [[text_of(r.cells[0]), number_of(r.cells[1]), day_of(r.cells[2])] for r in table.rows]

    wanted = [[text, number, day] for text, number, day in rows]
    assert understood("a.csv", write_csv(headings, rows)) == wanted
    if all(day.year >= 1900 for *_rest, day in rows):
        assert understood("a.xlsx", write_xlsx(headings, rows, sheet="Liste")) == wanted


def test_nothing_written_is_a_formula() -> None:
    bad = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")']
    text = write_csv(["A"], [[value] for value in bad]).decode("utf-8-sig")
    assert all(line.lstrip('"').startswith("'") for line in text.splitlines()[1:])
    content = write_sheets(
        {"Eins": (["A"], [[value] for value in bad]), "Zwei": (["B"], [[1], [None], [True]])}
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
            assert b"<f>" not in archive.read(name)
    assert [row.cells[0] for row in read_table("a.xlsx", content).rows] == [value.strip() for value in bad]
