"""The dealer's own cases in figures (R102): how many, of which kind, about what, how long, how satisfied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    Aggregate,
    Avg,
    BooleanField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    Q,
    QuerySet,
)
from django.db.models.functions import TruncMonth

from kulanz.cases.models import Case
from kulanz.cases.models.case import OPEN
from kulanz.cases.rules import CarriedOutBy, Kind, Step
from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.permissions_of_houses import reports_of_others
from kulanz.stages.improvement.permissions_of_cockpit import cases_of, counted_cases
from kulanz.stages.improvement.queries.figures import Key
from kulanz.stages.improvement.rules.periods import before, start_of
from kulanz.stages.improvement.rules.rate import Dimension, Window, window_at
from kulanz.stages.improvement.rules.visiting import Sort, is_guarantee

TOP: Final = 10
FEWEST_RATINGS: Final = 5
_TENTH: Final = Decimal("0.1")


@dataclass(slots=True)
class Share:
    """One row of a list: the period, and as long a span before it."""

    key: Key
    now: int = 0
    before: int = 0


@dataclass(slots=True)
class Counts:
    """Cases by what they have one of. `months` are those of the window, oldest first."""

    total: Share = field(default_factory=lambda: Share(None))
    assemblies: Share = field(default_factory=lambda: Share(None))
    own_guarantee: Share = field(default_factory=lambda: Share(None))
    months: dict[date, int] = field(default_factory=dict)
    kinds: dict[str, Share] = field(default_factory=dict)
    coverages: dict[str, Share] = field(default_factory=dict)
    carried_out: dict[str, Share] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Times:
    """Days from recording to the end, of cases recorded in the period; None where none has ended."""

    ended: int
    half: Decimal | None
    most: Decimal | None
    """Nine of ten."""
    half_before: Decimal | None
    open_now: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """An average of at least `ratings` ratings, of the last twelve full months; None where too few."""

    average: Decimal | None
    ratings: int = 0


class _Percentile(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def first_case(actor: Actor, dealer_id: int) -> datetime | None:
    """When the oldest of them was recorded."""
    found: datetime | None = counted_cases(actor, dealer_id).aggregate(first=Min("created_at"))["first"]
    return found


def within(cases: QuerySet[Case], window: Window, zone: ZoneInfo) -> QuerySet[Case]:
    return cases.filter(**recorded_within(window, zone))


def recorded_within(window: Window, zone: ZoneInfo, path: str = "") -> dict[str, datetime]:
    return {
        f"{path}created_at__gte": start_of(window.first, zone),
        f"{path}created_at__lt": start_of(window.end, zone),
    }


def count_cases(actor: Actor, dealer_id: int, window: Window, zone: ZoneInfo) -> Counts:
    """One statement for all that a case has one of."""
    both = Window(before(window).first, window.end)
    rows = (
        within(counted_cases(actor, dealer_id), both, zone)
        .order_by()
        .values_list(TruncMonth("created_at", tzinfo=zone), "kind", "coverage", "carried_out_by")
        .annotate(n=Count("pk"))
    )
    counts = Counts(months=dict.fromkeys(window.months(), 0))
    for moment, kind, coverage, carried_out, n in rows:
        month = moment.date()
        recent = month >= window.first
        if recent:
            counts.months[month] += n
        for shares, key in (
            (counts.kinds, kind),
            (counts.coverages, coverage),
            (counts.carried_out, carried_out),
        ):
            _add(shares.setdefault(key, Share(key)), n, recent=recent)
        _add(counts.total, n, recent=recent)
        if kind == Kind.ASSEMBLY:
            _add(counts.assemblies, n, recent=recent)
        if carried_out == CarriedOutBy.DEALER and is_guarantee(Sort(kind, coverage)):
            _add(counts.own_guarantee, n, recent=recent)
    return counts


def _add(share: Share, n: int, *, recent: bool) -> None:
    if recent:
        share.now += n
    else:
        share.before += n


def times_of(actor: Actor, dealer_id: int, window: Window, zone: ZoneInfo) -> Times:
    cases = counted_cases(actor, dealer_id)
    took = F("closed_at") - F("created_at")
    now, earlier = (
        Q(step=Step.CLOSED.value, **recorded_within(span, zone)) for span in (window, before(window))
    )
    found: dict[str, Any] = cases.aggregate(
        ended=Count("pk", filter=now),
        half=_Percentile(took, share="0.5", filter=now),
        most=_Percentile(took, share="0.9", filter=now),
        half_before=_Percentile(took, share="0.5", filter=earlier),
        open_now=Count("pk", filter=OPEN),
    )
    return Times(
        ended=found["ended"],
        half=_days(found["half"]),
        most=_days(found["most"]),
        half_before=_days(found["half_before"]),
        open_now=found["open_now"],
    )


def _days(took: timedelta | None) -> Decimal | None:
    if took is None:
        return None
    return (Decimal(took // timedelta(seconds=1)) / Decimal(86_400)).quantize(_TENTH, ROUND_HALF_UP)


# One look at the positions for three lists; a case counts once in each row.
_ABOUT: Final = """
    SELECT grouping(article, product_group, failure), article, product_group, failure,
           count(DISTINCT case_id) FILTER (WHERE recent), count(DISTINCT case_id) FILTER (WHERE NOT recent)
    FROM (
        SELECT c.id AS case_id, c.recent, p.article_id AS article, p.failure_code AS failure,
               coalesce(a.product_group_id, p.product_group_id) AS product_group
        FROM ({cases}) AS c(id, recent)
        JOIN cases_position p ON p.case_id = c.id
        LEFT JOIN catalog_article a ON a.id = p.article_id
    ) told
    GROUP BY GROUPING SETS ((article), (product_group), (failure))
"""
# What grouping() says of each list, and where its key stands.
_LISTS: Final = {
    0b011: (Dimension.ARTICLE, 1),
    0b101: (Dimension.GROUP, 2),
    0b110: (Dimension.FAILURE_CODE, 3),
}


def about(actor: Actor, dealer_id: int, window: Window, zone: ZoneInfo) -> dict[Dimension, list[Share]]:
    """Articles, product groups and failure codes by cases; a case counts once in each it has."""
    both = Window(before(window).first, window.end)
    recent = ExpressionWrapper(Q(created_at__gte=start_of(window.first, zone)), output_field=BooleanField())
    found: dict[Dimension, list[Share]] = {dimension: [] for dimension, _at in _LISTS.values()}
    try:
        cases, given = (
            within(counted_cases(actor, dealer_id), both, zone)
            .order_by()
            .annotate(recent=recent)
            .values_list("pk", "recent")
            .query.sql_with_params()
        )
    except EmptyResultSet:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT.replace("{cases}", cases), given)
        rows = cursor.fetchall()
    for grouping, *keys, now, earlier in rows:
        dimension, at = _LISTS[grouping]
        if now:
            found[dimension].append(Share(keys[at - 1], now, earlier))
    for shares in found.values():
        shares.sort(key=lambda share: (-share.now, str(share.key)))
    return found


def top(shares: Sequence[Share]) -> tuple[Sequence[Share], int]:
    """The first ones, and how many more there are."""
    return shares[:TOP], max(len(shares) - TOP, 0)


def satisfaction(actor: Actor, dealer_id: int, at: datetime, zone: ZoneInfo) -> Satisfaction:
    """The same for every chosen period, and whatever becomes of a case: else leaving one out by another
    period, or by withdrawing it, would tell its rating.
    """
    window = window_at(at, zone)
    found = ServiceReport.objects.filter(
        ~reports_of_others([dealer_id]),
        visit__case__in=cases_of(actor, dealer_id),
        rating__isnull=False,
        received_at__gte=start_of(window.first, zone),
        received_at__lt=start_of(window.end, zone),
    ).aggregate(n=Count("pk"), average=Avg("rating"))
    if found["n"] < FEWEST_RATINGS:
        return Satisfaction(None)
    average = Decimal(found["average"]).quantize(_TENTH, ROUND_HALF_UP)
    return Satisfaction(average, found["n"] // FEWEST_RATINGS * FEWEST_RATINGS)


def listed_cases(actor: Actor, dealer_id: int, window: Window, zone: ZoneInfo) -> tuple[int, Iterator[Case]]:
    """How many, and the cases with what a list of them tells, oldest first."""
    cases = within(counted_cases(actor, dealer_id), window, zone)
    rows = (
        cases.select_related("customer", "place_of_use")
        .defer("description", "solution", "claim_reason")
        .prefetch_related("positions__article")
        .order_by("created_at", "pk")
    )
    return cases.count(), rows.iterator(chunk_size=2_000)
