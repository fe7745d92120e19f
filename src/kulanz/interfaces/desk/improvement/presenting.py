"""Figures of the complaint rate as they stand on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from django.utils.translation import gettext as _

from kulanz.core.access.actor import Actor
from kulanz.interfaces.desk.improvement.asking import Question
from kulanz.masterdata.catalog.wording import country_text
from kulanz.stages.improvement.queries.figures import Figures, Key, Row
from kulanz.stages.improvement.queries.names import names_of
from kulanz.stages.improvement.rules.rate import Counting, Dimension
from kulanz.stages.improvement.words import month_name, month_short, number

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list or a month, in words and figures; `query` leads to its cases, empty where none are.

    `rate_value` and `before_value` are for the chart.
    """

    label: str
    counted: str
    sold: str
    rate: str
    rate_value: str
    before: str
    before_value: str
    change: str
    small: bool
    query: str


def percent(value: Decimal | None) -> str:
    return "–" if value is None else f"{number(value, 2)}\u00a0%"


def points(value: Decimal | None) -> str:
    """+0,25 or −0,25; percentage points."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{number(abs(value), 2)}"


def pieces(value: Decimal | int) -> str:
    """Whole pieces without decimals, parts of one with two."""
    whole = value == int(value)
    return number(int(value)) if whole else number(value, 2)


def line_of(label: str, row: Row, counting: Counting, query: str) -> Line:
    now, before = row.now.rate(counting), row.before.rate(counting)
    return Line(
        label=label,
        counted=pieces(row.now.counted(counting)),
        sold=number(row.now.sold),
        rate=percent(now),
        rate_value="" if now is None else str(now),
        before=percent(before),
        before_value="" if before is None else str(before),
        change=points(row.change(counting)),
        small=row.now.is_small(counting),
        query=f"?{query}" if counted_any(row.now, counting) else "",
    )


def counted_any(figures: Figures, counting: Counting) -> bool:
    return bool(figures.accepted if counting is Counting.ACCEPTED else figures.cases)


def month_lines(rows: Sequence[Row], question: Question) -> list[Line]:
    """The months of recording, oldest first."""
    months = [(cast(date, row.key), row) for row in rows]
    return [
        line_of(month_short(month), row, question.counting, question.query_of_month(month))
        for month, row in months
    ]


def list_lines(actor: Actor, rows: Sequence[Row], question: Question) -> list[Line]:
    """The rows of the chosen list in the chosen order; only the first of many unless all are wanted."""
    names: dict[Key, str] = {}
    if question.sort == "name":
        names = names_of(actor, question.dimension, [row.key for row in rows])
    ordered = in_order(rows, question, lambda row: label_of(question.dimension, row.key, names))
    shown = ordered if question.every else ordered[:SHOWN]
    names = names or names_of(actor, question.dimension, [row.key for row in shown])
    return [
        line_of(
            label_of(question.dimension, row.key, names),
            row,
            question.counting,
            question.query_of_row(row.key),
        )
        for row in shown
    ]


def in_order(rows: Sequence[Row], question: Question, name: Callable[[Row], str]) -> list[Row]:
    """Figures fall, names and months rise; rows without the figure stand last."""
    counting = question.counting
    if question.dimension is Dimension.DELIVERED and question.sort == "rate":
        return sorted(rows, key=lambda row: cast(date, row.key))
    if question.sort == "name":
        return sorted(rows, key=lambda row: name(row).casefold())
    figure: dict[str, Callable[[Row], Any]] = {
        "rate": lambda row: row.now.rate(counting),
        "counted": lambda row: row.now.counted(counting),
        "sold": lambda row: row.now.sold,
        "change": lambda row: row.change(counting),
    }
    measure = figure[question.sort]

    def place(row: Row) -> tuple[bool, Any, Any]:
        value = measure(row)
        return value is not None, value if value is not None else 0, row.now.counted(counting)

    return sorted(rows, key=place, reverse=True)


def label_of(dimension: Dimension, key: Key, names: dict[Key, str]) -> str:
    """What a row is called; what has no key has a name for that too."""
    if key in (None, ""):
        return {
            Dimension.ARTICLE: _("ohne Artikel"),
            Dimension.GROUP: _("ohne Produktgruppe"),
            Dimension.SUPPLIER: _("ohne Lieferant"),
            Dimension.DEALER: _("ohne Händler (direkt)"),
            Dimension.FAILURE_CODE: _("ohne Fehlercode"),
            Dimension.REMEDY: _("noch keine Maßnahme"),
        }.get(dimension, "–")
    match dimension:
        case Dimension.COUNTRY:
            return country_text(str(key))
        case Dimension.DELIVERED:
            return month_name(cast(date, key))
        case _:
            return names.get(key, str(key))
