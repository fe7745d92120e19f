"""The complaint rate: the headline, its months, and the lists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.improvement.permissions import (
    StatisticsAction,
    facts_visible_to,
    require_statistics,
    sales_visible_to,
)
from kulanz.stages.improvement.queries.counting import COLUMNS, TOGETHER, Complaints, Sales
from kulanz.stages.improvement.queries.figures import Figures, Filters, Key, Row
from kulanz.stages.improvement.rules.rate import (
    MONTHS,
    OF_ALL_SALES,
    Counting,
    Dimension,
    Window,
    months_after,
    window_at,
    year_before,
)

EVERY_LIST: Final = tuple(Dimension)


@dataclass(frozen=True, slots=True)
class Report:
    """`months` are those of recording, oldest first; the rows of the lists stand in no order."""

    window: Window
    whole: Row
    months: list[Row]
    lists: dict[Dimension, list[Row]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One figure of the report: which row of which list, in which span, counted how."""

    dimension: Dimension | None
    key: Key = None
    month: date | None = None
    before: bool = False
    counting: Counting = Counting.CASES


def complaint_rate(
    *, actor: Actor, at: datetime, filters: Filters, lists: Collection[Dimension] = EVERY_LIST
) -> Report:
    """Headline and months, and those of the lists that are wanted. Raises NotAllowed."""
    require_statistics(actor, StatisticsAction.READ)
    zone = zone_of(actor.tenant_id)
    window = window_at(at, zone)
    complaints = Complaints(actor.tenant_id, filters, window)
    sales = Sales(actor, filters, window)
    months, countries = _by_month(window, complaints, sales)
    whole = Row(None)
    for row in months:
        for recent in (True, False):
            part = row.of(recent)
            whole.of(recent).add(part.cases, part.hundredths, part.accepted)
            whole.of(recent).sold += part.sold
    found: dict[Dimension, list[Row]] = {}
    for together in TOGETHER:
        if not set(together).isdisjoint(lists):
            found |= _lists(together, complaints, sales, whole)
    found[Dimension.COUNTRY] = countries
    if Dimension.DELIVERED in lists:
        found[Dimension.DELIVERED] = _delivered(complaints, months, at.astimezone(zone).date())
    return Report(window, whole, months, {dimension: found[dimension] for dimension in lists})


def _by_month(window: Window, complaints: Complaints, sales: Sales) -> tuple[list[Row], list[Row]]:
    """The months of recording, and the list by country: one statement tells both."""
    months = {month: Row(month) for month in window.months()}
    countries = _Rows()

    def both(month: date, country: Key) -> Iterator[Figures]:
        recent = month >= window.first
        yield months[month if recent else months_after(month, MONTHS)].of(recent)
        yield countries[country].of(recent)

    for one in complaints.by_month():
        for figures in both(one.span, one.key):
            figures.add(one.cases, one.hundredths, one.accepted)
    for month, country, units in sales.by_month():
        for figures in both(month, country):
            figures.sold += units
    return list(months.values()), list(countries.values())


def _lists(
    dimensions: Sequence[Dimension], complaints: Complaints, sales: Sales, whole: Row
) -> dict[Dimension, list[Row]]:
    found = {dimension: _Rows() for dimension in dimensions}
    for one in complaints.by(dimensions):
        found[one.dimension][one.key].of(one.span).add(one.cases, one.hundredths, one.accepted)
    if OF_ALL_SALES.isdisjoint(dimensions):
        for dimension, key, recent, units in sales.by(dimensions):
            found[dimension][key].of(recent).sold += units
    else:
        for row in (row for rows in found.values() for row in rows.values()):
            row.now.sold, row.before.sold = whole.now.sold, whole.before.sold
    return {dimension: list(rows.values()) for dimension, rows in found.items()}


def _delivered(complaints: Complaints, months: list[Row], today: date) -> list[Row]:
    """So far; the deliveries of the year before as they stood a year ago, at the same age."""
    rows = {row.key: Row(row.key) for row in months}
    for row in months:
        rows[row.key].now.sold, rows[row.key].before.sold = row.now.sold, row.before.sold
    for one in complaints.by_delivery(today, year_before(today)):
        month = one.key if one.span else months_after(cast(date, one.key), MONTHS)
        rows[month].of(one.span).add(one.cases, one.hundredths, one.accepted)
    return list(rows.values())


class _Rows(dict[Key, Row]):
    """Makes the row of a key that is not there yet."""

    def __missing__(self, key: Key) -> Row:
        self[key] = Row(key)
        return self[key]


def counted_cases(*, actor: Actor, at: datetime, filters: Filters, asked: Asked) -> QuerySet[Case]:
    """Exactly the cases that stand behind one figure of the report. Raises NotAllowed."""
    require_statistics(actor, StatisticsAction.READ)
    zone = zone_of(actor.tenant_id)
    window = window_at(at, zone)
    today = at.astimezone(zone).date()
    span = window.before() if asked.before else window
    facts = facts_visible_to(actor).filter(**filters.of_facts())
    if asked.dimension is Dimension.DELIVERED:
        until = year_before(today) if asked.before else today
        facts = facts.filter(delivered_month__gte=span.first, delivered_month__lt=span.end, day__lte=until)
    else:
        facts = facts.filter(month__gte=span.first, month__lt=span.end)
    if asked.dimension is not None:
        facts = facts.filter(_same(COLUMNS[asked.dimension], asked.key))
    if asked.month is not None:
        facts = facts.filter(month=asked.month)
    if asked.counting is Counting.ACCEPTED:
        facts = facts.filter(accepted=True)
    return visible_to(actor).filter(pk__in=facts.values("case"))


def _same(column: str, key: Key) -> Q:
    return Q(**{f"{column}__isnull": True}) if key is None else Q(**{column: key})


def has_sales(actor: Actor) -> bool:
    """Whether any sales figures were imported yet."""
    return sales_visible_to(actor).exists()


def zone_of(tenant_id: int) -> ZoneInfo:
    return ZoneInfo(Tenant.objects.values_list("time_zone", flat=True).get(pk=tenant_id))
