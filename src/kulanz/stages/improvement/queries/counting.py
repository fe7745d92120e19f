"""The statements behind the complaint rate: facts and sales, counted by several groupings in one go.

A row that repeats no group of its case counts once (rules.repeats), so counts can be added up over whatever
else the statement groups by: one statement serves the lists by article, product group and supplier.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Sum

from kulanz.core.access.actor import Actor
from kulanz.stages.improvement.facts_sql import repeats_sql
from kulanz.stages.improvement.models import SalesTotal
from kulanz.stages.improvement.permissions import sales_visible_to, totals_visible_to
from kulanz.stages.improvement.queries.figures import Filters, Key
from kulanz.stages.improvement.rules.rate import Dimension, Window
from kulanz.stages.improvement.rules.repeats import Repeats

COLUMNS: Final[Mapping[Dimension, str]] = {
    Dimension.ARTICLE: "article_id",
    Dimension.GROUP: "product_group_id",
    Dimension.SUPPLIER: "supplier_id",
    Dimension.DEALER: "dealer_id",
    Dimension.COUNTRY: "country",
    Dimension.FAILURE_CODE: "failure_code",
    Dimension.REMEDY: "remedy_id",
    Dimension.DELIVERED: "delivered_month",
}
_REPEATS: Final[Mapping[Dimension, Repeats]] = {
    Dimension.ARTICLE: Repeats.ARTICLE,
    Dimension.GROUP: Repeats.GROUP,
    Dimension.SUPPLIER: Repeats.SUPPLIER,
    Dimension.DEALER: Repeats.CASE,
    Dimension.COUNTRY: Repeats.CASE,
    Dimension.FAILURE_CODE: Repeats.FAILURE_CODE,
    Dimension.REMEDY: Repeats.REMEDY,
    Dimension.DELIVERED: Repeats.DELIVERED,
}
# Lists told by one statement: what they go by hangs together, so few rows come of it.
TOGETHER: Final = (
    (Dimension.ARTICLE, Dimension.GROUP, Dimension.SUPPLIER),
    (Dimension.FAILURE_CODE, Dimension.REMEDY),
    (Dimension.DEALER,),
)
_SOLD_BY: Final[Mapping[Dimension, str]] = {
    Dimension.ARTICLE: "article",
    Dimension.GROUP: "article__product_group",
    Dimension.SUPPLIER: "article__supplier",
    Dimension.DEALER: "dealer",
    Dimension.COUNTRY: "country",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """Part of a row's figures; `span` is the month, or whether it lies in the window."""

    dimension: Dimension
    key: Key
    span: Any
    cases: int
    accepted: int
    hundredths: int


@dataclass(frozen=True, slots=True)
class Complaints:
    """Facts of the window and the twelve months before it, as far as they are looked at."""

    tenant_id: int
    filters: Filters
    window: Window

    def by(self, dimensions: Sequence[Dimension]) -> Iterator[Counted]:
        """Apart for the window and the months before it."""
        return self._count("month >= %(first)s", dimensions, _RECORDED)

    def by_month(self) -> Iterator[Counted]:
        """By month of recording and country."""
        return self._count("month", [Dimension.COUNTRY], _RECORDED)

    def by_delivery(self, today: date, year_ago: date) -> Iterator[Counted]:
        """By month of delivery; those before the window as they stood a year ago."""
        days = {"today": today, "year_ago": year_ago}
        return self._count("delivered_month >= %(first)s", [Dimension.DELIVERED], _DELIVERED, days)

    def _count(
        self,
        span: str,
        dimensions: Sequence[Dimension],
        conditions: Collection[str],
        more: Mapping[str, Any] | None = None,
    ) -> Iterator[Counted]:
        wanted = self.filters.of_facts()
        statement = _statement(
            span,
            dimensions,
            [*conditions, *(f"{column} = %({column})s" for column in wanted)],
            told=not self.filters.some_positions,
        )
        given = {
            "tenant": self.tenant_id,
            "first": self.window.first,
            "earliest": self.window.before().first,
            "end": self.window.end,
            **wanted,
            **(more or {}),
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            rows = cursor.fetchall()
        for at, dimension in enumerate(dimensions):
            own = 2 + len(dimensions) + 2 * at
            for row in rows:
                yield Counted(dimension, row[2 + at], row[0], row[own], row[own + 1], int(row[1]))


_RECORDED: Final = ("month >= %(earliest)s", "month < %(end)s")
_DELIVERED: Final = (
    "delivered_month >= %(earliest)s",
    "delivered_month < %(end)s",
    "day <= CASE WHEN delivered_month >= %(first)s THEN %(today)s ELSE %(year_ago)s END",
)


def _statement(span: str, dimensions: Sequence[Dimension], conditions: Collection[str], *, told: bool) -> str:
    """Where only some positions of a case are looked at, what the facts tell of repeats does not hold."""
    columns = [COLUMNS[dimension] for dimension in dimensions]
    counters = [
        f"count(*) FILTER (WHERE repeats & {_REPEATS[d]:d} = 0),"
        f" count(*) FILTER (WHERE accepted AND repeats_accepted & {_REPEATS[d]:d} = 0)"
        for d in dimensions
    ]
    groups = ", ".join(["1", *(str(3 + at) for at in range(len(columns)))])
    where = " AND ".join(["tenant_id = %(tenant)s", *conditions])
    source = f"(SELECT * FROM improvement_complaintfact WHERE {where})"  # noqa: S608  # our own names
    if not told:
        kept = "month, day, accepted, hundredths, " + ", ".join(COLUMNS.values())
        bits = functools.reduce(operator.or_, (_REPEATS[dimension] for dimension in dimensions))
        source = f"(SELECT {kept}, {repeats_sql(bits)} FROM {source} looked_at)"  # noqa: S608  # our own names
    return (
        f"SELECT {span}, sum(hundredths), {', '.join(columns + counters)}"  # noqa: S608  # our own names
        f" FROM {source} facts GROUP BY {groups}"
    )


@dataclass(frozen=True, slots=True)
class Sales:
    """Units sold in the window and the twelve months before it, as far as they are looked at."""

    actor: Actor
    filters: Filters
    window: Window

    def by(self, dimensions: Sequence[Dimension]) -> Iterator[tuple[Dimension, Key, bool, int]]:
        """Dimension, its value, whether in the window, units."""
        columns = [_SOLD_BY[dimension] for dimension in dimensions]
        recent = ExpressionWrapper(Q(month__gte=self.window.first), output_field=BooleanField())
        rows = self._rows(dimensions[0]).order_by().annotate(recent=recent)
        for row in rows.values_list("recent", *columns).annotate(n=Sum("quantity")):
            for at, dimension in enumerate(dimensions, 1):
                yield dimension, row[at], row[0], int(row[-1])

    def by_month(self) -> Iterator[tuple[date, str, int]]:
        """Month, country, units."""
        rows = self._rows(Dimension.COUNTRY).order_by()
        for month, country, units in rows.values_list("month", "country").annotate(n=Sum("quantity")):
            yield month, country, int(units)

    def _rows(self, dimension: Dimension) -> QuerySet[Any]:
        """The smallest table that knows both the dimension and what is filtered by."""
        rows: QuerySet[Any]
        if self.filters.some_positions or self.filters.dealer_id is not None:
            rows = sales_visible_to(self.actor)
        elif dimension in (Dimension.DEALER, Dimension.COUNTRY):
            rows = totals_visible_to(self.actor).filter(by=SalesTotal.By.DEALER_COUNTRY)
        elif self.filters.country:
            rows = totals_visible_to(self.actor).filter(by=SalesTotal.By.ARTICLE_COUNTRY)
        else:
            rows = totals_visible_to(self.actor).filter(by=SalesTotal.By.ARTICLE)
        window = self.window
        return rows.filter(self.filters.of_sales(), month__gte=window.before().first, month__lt=window.end)
