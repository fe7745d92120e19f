"""Lists of rates: a dry run that changes nothing, then exactly that, or a reason for every faulty line."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from tests.catalog.rates_world import AT, TODAY, everything, person, pick_up

from kulanz.core.access.actor import Actor, Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.core.tables.cells import CellFlaw
from kulanz.core.tables.reading import read_table
from kulanz.core.tables.writing import write_csv, write_xlsx
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.commands.rate_lists import import_exchange_rates, import_rates
from kulanz.masterdata.catalog.models import Rate
from kulanz.masterdata.catalog.queries.rate_exports import exchange_list, rate_list
from kulanz.masterdata.catalog.queries.rate_lists import Plan, plan_exchange_rates, plan_rates
from kulanz.masterdata.catalog.queries.rates import exchange_rates_of, rates_of, rates_valid_on
from kulanz.masterdata.catalog.refusals_of_rates import (
    LIST_FLAWS,
    RateListOutdated,
    RateListRefused,
)
from kulanz.masterdata.catalog.rules.rate_lists import ListFlaw
from kulanz.masterdata.catalog.rules.rates import Clash, Move, RateFlaw

NEXT = date(2027, 1, 1)
LIST = """Kostenart;Land;Frachteinheit;Bis kg;Gültig ab;Betrag;Anteil %;Währung;Bemerkung
Abholkosten;de;Palette;;01.01.2027;85,00;;;neu
new_delivery;AT;PALETTE;;2027-01-01;"1.120,50";;CHF;
shipping;DE;;31,5;;14,9;;EUR;ohne Tag
customs;US;;;01.01.2027;;3,5;USD;
packaging;;;;01.01.2027;4;;;
second_choice;;paket;;01.01.2027;10;;;
"""


@pytest.fixture
def keeper(tenant: Tenant, defaults: None) -> Actor:
    return person(tenant, Role.FINANCE)


def planned(keeper: Actor, content: str | bytes, name: str = "saetze.csv", **given: Any) -> Plan:
    raw = content.encode() if isinstance(content, str) else content
    return plan_rates(keeper, read_table(name, raw), today=TODAY, **{"otherwise_from": TODAY, **given})


def taken(keeper: Actor, content: str | bytes, **given: Any) -> Plan:
    raw = content.encode() if isinstance(content, str) else content
    return import_rates(
        actor=keeper, name="saetze.csv", content=raw, at=AT, **{"otherwise_from": TODAY, **given}
    )


def spreadsheet(fill: Callable[[Any], None]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        fill(book.add_worksheet())
    return target.getvalue()


def test_the_dry_run_changes_nothing_and_the_confirmed_run_does_just_that(keeper: Actor) -> None:
    before = everything()
    plan = planned(keeper, LIST)
    assert everything() == before
    assert (plan.problems, plan.unknown) == ((), ("Bemerkung",))
    assert {row.move for row in plan.rows} == {Move.NEW}
    assert plan.rows[0].what == "Abholkosten, Deutschland, Palette"
    done = taken(keeper, LIST, expected=plan.digest)
    assert done.digest == plan.digest
    found = {
        r.cost_kind.code: (r.amount, r.share_percent, r.currency, r.valid_from)
        for r in rates_of(keeper).exclude(created_by_name="System")
    }
    assert found == {
        "pick_up": (Decimal(85), None, "EUR", NEXT),
        "new_delivery": (Decimal("1120.50"), None, "CHF", NEXT),
        "shipping": (Decimal("14.90"), None, "EUR", TODAY),
        "customs": (None, Decimal("3.5"), "USD", NEXT),
        "packaging": (Decimal(4), None, "EUR", NEXT),
        "second_choice": (Decimal(10), None, "EUR", NEXT),
    }
    entry = ProtocolEntry.objects.get(event="rate.imported")
    assert (entry.facts["new"], entry.facts["corrected"], len(entry.facts["sha256"])) == (6, 0, 64)
    again = planned(keeper, LIST)
    assert {row.move for row in again.rows} == {Move.UNCHANGED}


def test_new_corrected_unchanged_and_ended(keeper: Actor) -> None:
    pick_up(keeper, date(2026, 1, 1), "80")
    pick_up(keeper, NEXT, "85")
    text = """Kostenart;Land;FE;Ab;Betrag
pick_up;DE;PALETTE;2026-01-01;80
pick_up;DE;PALETTE;2027-01-01;86,5
pick_up;DE;PALETTE;2027-07-01;
pick_up;AT;PALETTE;2025-01-01;70
pick_up;AT;PALETTE;2026-06-01;72
"""
    plan = planned(keeper, text)
    assert [(row.line, row.move) for row in plan.rows] == [
        (2, Move.UNCHANGED), (3, Move.CORRECTED), (4, Move.ENDS), (5, Move.NEW), (6, Move.NEW),
    ]  # fmt: skip
    corrected, last = plan.rows[1], plan.rows[4]
    assert corrected.before is not None
    assert last.before is not None
    assert (corrected.before.amount, corrected.after.amount) == (Decimal(85), Decimal("86.5"))
    assert last.before.amount == Decimal(70)
    taken(keeper, text, expected=plan.digest)
    assert ProtocolEntry.objects.get(event="rate.corrected").facts["amount_before"] == "85.00"
    assert [r.amount for r in rates_valid_on(keeper, date(2027, 8, 1)) if r.cost_kind.code == "pick_up"] == [
        Decimal(72)
    ]


def test_every_faulty_line_is_named_and_nothing_is_taken(keeper: Actor) -> None:
    pick_up(keeper, date(2026, 1, 1), "80")
    text = """Kostenart;Land;Frachteinheit;Bis kg;Gültig ab;Betrag;Anteil %;Währung
Abholung;DE;PALETTE;;2027-01-01;1;;
pick_up;;PALETTE;;2027-01-01;1;;
pick_up;DE;;;2027-01-01;1;;
pick_up;XX;PALETTE;;2027-01-01;1;;
pick_up;DE;KISTE;;2027-01-01;1;;
pick_up;DE;PALETTE;;2027-01-01;-1;;
pick_up;DE;PALETTE;;2027-01-01;10000000;;
pick_up;DE;PALETTE;;2027-01-01;1.234;;
pick_up;DE;PALETTE;;2027-01-01;viel;;
pick_up;DE;PALETTE;;2027-13-01;1;;
pick_up;DE;PALETTE;;2027-01-01;1;;DM
pick_up;DE;PALETTE;;2026-01-01;81;;
pick_up;DE;PALETTE;;2025-01-01;79;;
pick_up;DE;PALETTE;;2027-02-01;82;;
pick_up;DE;PALETTE;;01.02.2027;83;;
pick_up;AT;PALETTE;;2027-01-01;;;
shipping;DE;;7;2027-01-01;1;;
disposal;;;;2027-01-01;1;;
;DE;PALETTE;;2027-01-01;1;;
customs;US;;;2027-01-01;1;2;
"""
    plan = planned(keeper, text)
    assert [(p.line, p.column, p.flaw) for p in plan.problems] == [
        (2, "cost_kind", ListFlaw.NO_SUCH_KIND),
        (3, "country", RateFlaw.COUNTRY_MISSING),
        (4, "freight_unit", RateFlaw.UNIT_MISSING),
        (5, "country", RateFlaw.COUNTRY_UNKNOWN),
        (6, "freight_unit", ListFlaw.NO_SUCH_UNIT),
        (7, "amount", RateFlaw.NEGATIVE),
        (8, "amount", RateFlaw.TOO_LARGE),
        (9, "amount", CellFlaw.AMBIGUOUS),
        (10, "amount", CellFlaw.NO_NUMBER),
        (11, "valid_from", CellFlaw.NO_DAY),
        (12, "currency", RateFlaw.CURRENCY_UNKNOWN),
        (13, "valid_from", Clash.BEGUN),
        (14, "valid_from", Clash.AFTERWARDS),
        (16, "valid_from", ListFlaw.TWICE),
        (17, "amount", Clash.NOTHING_TO_END),
        (18, "up_to_kg", ListFlaw.NO_SUCH_CLASS),
        (19, "cost_kind", RateFlaw.NOT_RATED),
        (20, "cost_kind", ListFlaw.MISSING),
        (21, "share_percent", RateFlaw.BOTH),
    ]
    assert all(str(LIST_FLAWS[problem.flaw]) for problem in plan.problems)
    before = everything()
    with pytest.raises(RateListRefused):
        taken(keeper, text)
    assert everything() == before


@pytest.mark.parametrize(
    ("heading", "column", "flaw"),
    [
        ("Kostenart;Land", "amount", ListFlaw.NO_HEADING),
        ("Betrag;Land", "cost_kind", ListFlaw.NO_HEADING),
        ("Kostenart;Betrag;Satz;Land", "Satz", ListFlaw.HEADING_TWICE),
    ],
)
def test_headings_that_do_not_do(keeper: Actor, heading: str, column: str, flaw: ListFlaw) -> None:
    (problem,) = planned(keeper, f"{heading}\npackaging;1;2\n").problems
    assert (problem.line, problem.column, problem.flaw) == (1, column, flaw)


def test_without_a_day_of_its_own_a_list_needs_the_column(keeper: Actor) -> None:
    text = "Kostenart;Betrag\npackaging;3\n"
    (problem,) = planned(keeper, text, otherwise_from=None).problems
    assert (problem.column, problem.flaw) == ("valid_from", ListFlaw.NO_HEADING)


def test_a_spreadsheet_with_formulas_and_merged_cells(keeper: Actor) -> None:
    def fill(page: Any) -> None:
        page.write_row(0, 0, ["Kostenart", "Land", "FE", "Ab", "Betrag", "Notiz"])
        for line in range(1, 6):
            page.write_row(
                line, 0, ["pick_up", ("DE", "AT", "CH", "FR", "IT")[line - 1], "PALETTE", "2027-01-01"]
            )
        page.write_formula(1, 4, "=40*2", None, 80)
        page.write_formula(2, 4, "=40*2", None, "")
        page.write_formula(3, 4, "=1/0", None, "#DIV/0!")
        page.merge_range(4, 0, 5, 0, "pick_up")
        page.write(4, 4, 70)
        page.write(5, 4, 71)
        page.write_formula(4, 5, "=1/0", None, "#DIV/0!")  # a column nobody reads

    content = spreadsheet(fill)
    plan = planned(keeper, content, "saetze.xlsx")
    assert [(p.line, p.column, p.flaw) for p in plan.problems] == [
        (3, "Betrag", CellFlaw.FORMULA),
        (4, "Betrag", CellFlaw.ERROR),
        (6, "Kostenart", CellFlaw.MERGED),
    ]
    assert [(row.line, row.after.amount) for row in plan.rows] == [(2, Decimal(80)), (5, Decimal(70))]
    before = everything()
    with pytest.raises(RateListRefused):
        taken(keeper, content)
    assert everything() == before


def test_what_has_changed_meanwhile_is_looked_at_again(keeper: Actor) -> None:
    plan = planned(keeper, LIST)
    pick_up(keeper, TODAY, "60")
    before = everything()
    with pytest.raises(RateListOutdated):
        taken(keeper, LIST, expected=plan.digest)
    assert everything() == before


@pytest.mark.parametrize(("form", "write"), [("csv", write_csv), ("xlsx", write_xlsx)])
def test_what_goes_out_comes_in_again(keeper: Actor, form: str, write: Callable[..., bytes]) -> None:
    taken(keeper, LIST)
    pick_up(keeper, date(2028, 1, 1), None)
    before = list(Rate.objects.order_by("pk").values())
    content = write(*rate_list(rates_of(keeper)))
    plan = planned(keeper, content, f"saetze.{form}")
    assert (plan.problems, plan.changes) == ((), ())
    assert len(plan.rows) == len(before)
    taken(keeper, content)
    assert list(Rate.objects.order_by("pk").values()) == before


def test_lists_of_exchange_rates(keeper: Actor) -> None:
    text = "Währung;Gültig ab;Kurs\nCHF;01.01.2026;1.085\nusd;2026-01-01;0,92345678\n"
    plan = plan_exchange_rates(keeper, read_table("k.csv", text.encode()), today=TODAY, otherwise_from=None)
    assert [(str(row.target), row.after.amount) for row in plan.rows] == [
        ("CHF", Decimal("1.085")), ("USD", Decimal("0.92345678")),
    ]  # fmt: skip
    import_exchange_rates(actor=keeper, name="k.csv", content=text.encode(), at=AT, expected=plan.digest)
    content = write_xlsx(*exchange_list(exchange_rates_of(keeper)))
    again = plan_exchange_rates(keeper, read_table("k.xlsx", content), today=TODAY, otherwise_from=None)
    assert {row.move for row in again.rows} == {Move.UNCHANGED}
    bad = "Währung;Ab;Kurs\nEUR;2027-01-01;1\nXXX;2027-01-01;1\nCHF;2027-01-01;0\nCHF;2027-01-01;\n"
    bad_plan = plan_exchange_rates(
        keeper, read_table("k.csv", bad.encode()), today=TODAY, otherwise_from=None
    )
    assert [(p.line, p.column, p.flaw) for p in bad_plan.problems] == [
        (2, "currency", RateFlaw.OWN_CURRENCY),
        (3, "currency", RateFlaw.CURRENCY_UNKNOWN),
        (4, "rate", RateFlaw.EXCHANGE_NOT_POSITIVE),
        (5, "rate", ListFlaw.MISSING),
    ]
    before = everything()
    with pytest.raises(RateListRefused):
        import_exchange_rates(actor=keeper, name="k.csv", content=bad.encode(), at=AT)
    assert everything() == before


def test_only_keepers_take_lists_over(tenant: Tenant, defaults: None) -> None:
    agent = person(tenant, Role.AGENT)
    before = everything()
    with pytest.raises(NotAllowed):
        taken(agent, LIST)
    with pytest.raises(NotAllowed):
        import_exchange_rates(actor=agent, name="k.csv", content=b"x", at=AT)
    assert everything() == before
