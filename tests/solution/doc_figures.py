"""The figures of the examples in docs/calculation.md, and how a test puts inputs together from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from kulanz.masterdata.catalog.rules.costs import COST_KINDS
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import (
    Cell,
    Column,
    Entry,
    Inputs,
    Item,
    Kind,
    Line,
    RateRow,
    RemedySpec,
)
from kulanz.stages.solution.rules.remedies import REMEDIES

D = Decimal
DAY = date(2026, 11, 22)
START = date(2026, 1, 1)

KINDS = tuple(Kind(kind.code, kind.name, kind.scope, kind.is_revenue) for kind in COST_KINDS)
DEFAULTS = tuple(
    RemedySpec(
        remedy.code,
        remedy.name,
        remedy.nature,
        remedy.goods,
        (
            *(Cell(kind) for kind in remedy.required),
            *(Cell(kind, required=False) for kind in remedy.optional),
        ),
        remedy.is_benchmark,
    )
    for remedy in REMEDIES
)
CLASSES = (D("5.000"), D("10.000"), D("31.500"))


def rate(kind: str, amount: str | None, **key: Any) -> RateRow:
    return RateRow(
        kind,
        **{"valid_from": START, "amount": None if amount is None else D(amount), "currency": "EUR"} | key,
    )


RATES = (
    rate("packaging", "4.50"),
    rate("handling", "6.00"),
    rate("fixed", "12.00"),
    rate("shipping", "5.90", country="DE", up_to_kg=D(5)),
    rate("shipping", "8.40", country="DE", up_to_kg=D(10)),
    rate("shipping", "14.90", country="DE", up_to_kg=D("31.5")),
    rate("pick_up", "7.50", country="DE", unit="parcel"),
    rate("pick_up", "48.00", country="DE", unit="pallet"),
    rate("pick_up", "85.00", country="DE", unit="forwarder"),
    rate("new_delivery", "6.20", country="DE", unit="parcel"),
    rate("new_delivery", "55.00", country="DE", unit="pallet"),
    rate("new_delivery", "95.00", country="DE", unit="forwarder"),
    rate("second_choice", "10.00", unit="parcel"),
    rate("second_choice", "120.00", unit="pallet"),
    rate("second_choice", "150.00", unit="forwarder"),
    rate("warehouse", "3.00", unit="parcel"),
    rate("warehouse", "18.00", unit="pallet"),
    rate("warehouse", "22.00", unit="forwarder"),
    rate("new_delivery", "21.00", country="CH", unit="parcel"),
    rate("new_delivery", "32.50", country="NO", unit="parcel"),
    rate("customs", None, country="DE", share_percent=D(0)),
    rate("customs", None, country="CH", share_percent=D("2.5")),
    rate("customs", "35.00", country="NO"),
)

CHAIR = Item("chair", "Chair", D(1), D("180.00"), unit="parcel")
SPRING = Item("spring", "Gas spring", D(1), D("23.80"), weight_kg=D("1.2"))
TABLE = Item("table", "Table", D(1), D("240.00"), unit="forwarder")
SHELF = Item("shelf", "Shelf", D(3), D("61.35"), unit="pallet", units_per_piece=D("0.4"))
LAMP = Item("lamp", "Lamp", D(5), D("19.99"), unit="parcel", units_per_piece=D("0.25"))
THREE = (TABLE, SHELF, LAMP)


def entry(kind: str, amount: str, **more: Any) -> Entry:
    return Entry(kind, D(amount), **more)


CALL_OUT = entry("call_out", "95.00", remedy="external_service")
MATERIAL = entry("material", "38.50")
FUTILE = entry("futile_visit", "45.00")
DISPOSAL = entry("disposal", "15.00")
REDUCTION = entry("price_reduction", "60.00")


def inputs(**given: Any) -> Inputs:
    """Without more: the day, the country, the default matrix and all rates of the examples."""
    return Inputs(
        **{
            "day": DAY,
            "currency": "EUR",
            "country": "DE",
            "kinds": KINDS,
            "remedies": DEFAULTS,
            "classes": CLASSES,
            "rates": RATES,
        }
        | given
    )


def without(*kinds: str) -> tuple[RateRow, ...]:
    return tuple(row for row in RATES if row.kind not in kinds)


def chair(*entries: Entry, **given: Any) -> Inputs:
    """Example 1 with the entries of one's own."""
    return inputs(**{"items": (CHAIR,), "parts": (SPRING,), "entries": entries} | given)


def amounts(column: Column) -> dict[str, list[Decimal | None]]:
    """Each cost kind with its lines, in the order of the column."""
    found: dict[str, list[Decimal | None]] = {}
    for line in column.lines:
        found.setdefault(line.kind, []).append(line.amount)
    return found


def line(column: Column, kind: str, item: str = "") -> Line:
    return next(one for one in column.lines if (one.kind, one.item) == (kind, item))


def spec(code: str) -> RemedySpec:
    return next(remedy for remedy in DEFAULTS if remedy.code == code)


def column(given: Inputs, remedy: str) -> Column:
    return compare(given).column(remedy)
