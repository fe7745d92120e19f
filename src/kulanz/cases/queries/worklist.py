"""Lists of cases: one query each, paged by key, never counted beyond a bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, Self

from django.core import signing
from django.db import connection
from django.db.models import Q, QuerySet

from kulanz.cases.indexing import searchable
from kulanz.cases.models import Case
from kulanz.cases.models.case import OPEN, WITH_THE_DEALER
from kulanz.cases.permissions import visible_to
from kulanz.cases.queries.rows import COLUMNS, Row, rows_of
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.core.search.api import find_documents

PAGE_SIZE: Final = 50
COUNT_BOUND: Final = 99
SEARCH_BOUND: Final = 500


class View(StrEnum):
    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    OVERDUE = "overdue"
    FOLLOW_UP = "follow_up"
    OPEN = "open"
    ENDED = "ended"
    ALL = "all"
    SPAM = "spam"


class Sort(StrEnum):
    RECENT = "recent"
    NEWS = "news"
    CREATED = "created"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows; every field narrows. `query` goes through the text search."""

    view: View = View.OPEN
    sort: Sort = Sort.RECENT
    step: str = ""
    kind: str = ""
    severity: str = ""
    waits_for: str = ""
    claim_status: str = ""
    owner_id: int | None = None
    team_id: int | None = None
    dealer_id: int | None = None
    customer_id: int | None = None
    query: str = ""

    def without(self, **fields: Any) -> Self:
        return replace(self, **fields)


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Row]
    next_cursor: str = ""
    notes: tuple[str, ...] = field(default_factory=tuple)


_ORDER: Final[dict[Sort, tuple[str, ...]]] = {
    Sort.RECENT: ("-updated_at", "-pk"),
    Sort.NEWS: ("next_news_on", "pk"),
    Sort.CREATED: ("-created_at", "-pk"),
}


def selected(actor: Actor, filters: Filters, today: date) -> QuerySet[Case]:
    """The visible cases of a view with its filters, not yet ordered."""
    cases = visible_to(actor).filter(_of_view(actor, filters.view, today))
    plain = {
        name: getattr(filters, name)
        for name in ("step", "kind", "severity", "waits_for", "claim_status")
        if getattr(filters, name)
    }
    for name in ("owner_id", "team_id", "dealer_id", "customer_id"):
        if getattr(filters, name) is not None:
            plain[name] = getattr(filters, name)
    return cases.filter(**plain)


def _of_view(actor: Actor, view: View, today: date) -> Q:
    real = Q(is_spam=False, merged_into=None)
    return {
        View.MINE: OPEN & Q(owner_id=actor.membership_id),
        View.TEAM: OPEN & Q(team_id=actor.team_id),
        View.UNASSIGNED: OPEN & Q(owner=None) & ~WITH_THE_DEALER,
        View.WAITING: OPEN & ~Q(waits_for=WaitsFor.US),
        View.OVERDUE: OPEN & Q(next_news_on__lt=today),
        View.FOLLOW_UP: OPEN & Q(follow_up_on__isnull=False),
        View.OPEN: OPEN,
        View.ENDED: real & Q(step__in=["closed", "cancelled"]),
        View.ALL: real,
        View.SPAM: Q(is_spam=True),
    }[view]


def list_cases(
    actor: Actor,
    filters: Filters,
    *,
    today: date,
    cursor: str = "",
    language: str = "de",
    size: int = PAGE_SIZE,
) -> Page:
    """One page. `cursor` is what the previous page gave; a forged or stale one starts from the top."""
    if filters.query.strip():
        return search_cases(actor, filters, today=today, cursor=cursor, language=language, size=size)
    order = _ORDER[filters.sort]
    cases = selected(actor, filters, today)
    if filters.sort is Sort.NEWS:
        cases = cases.filter(next_news_on__isnull=False)
    after = _read_cursor(cursor)
    if after is not None:
        cases = cases.filter(_beyond(filters.sort, after))
    found = list(cases.order_by(*order).values(*COLUMNS)[: size + 1])
    rows = rows_of(actor, found[:size], today, language)
    more = _write_cursor(filters.sort, found[size - 1]) if len(found) > size else ""
    return Page(rows=rows, next_cursor=more)


def search_cases(
    actor: Actor,
    filters: Filters,
    *,
    today: date,
    cursor: str = "",
    language: str = "de",
    size: int = PAGE_SIZE,
) -> Page:
    """Cases whose text holds all words of `filters.query`, newest first; spam never."""
    after = _read_cursor(cursor)
    before = int(after[1]) if after is not None else None
    ids = find_documents(
        query=filters.query,
        audiences=searchable(actor.kind),
        limit=SEARCH_BOUND,
        before=before,
    )
    cases = selected(actor, filters, today).filter(pk__in=ids)
    found = list(cases.order_by("-pk").values(*COLUMNS)[: size + 1])
    rows = rows_of(actor, found[:size], today, language)
    if len(found) > size:
        more = signing.dumps(["", found[size - 1]["pk"]], compress=True)
    elif len(ids) >= SEARCH_BOUND:
        more = signing.dumps(["", ids[-1]], compress=True)
    else:
        more = ""
    return Page(rows=rows, next_cursor=more)


def count_up_to(actor: Actor, filters: Filters, today: date, bound: int = COUNT_BOUND) -> int:
    """How many, counted no further than `bound` + 1 (shown as "99+")."""
    return selected(actor, filters, today).order_by()[: bound + 1].count()


def counts_up_to(
    actor: Actor, views: Sequence[View], today: date, bound: int = COUNT_BOUND
) -> dict[View, int]:
    """`count_up_to` for several views in one question to the database."""
    parts: list[str] = []
    values: list[Any] = []
    for view in views:
        bounded = selected(actor, Filters(view=view), today).order_by().values("pk")[: bound + 1]
        statement, given = bounded.query.sql_with_params()
        # the statements come from the query compiler, their values travel as parameters
        parts.append(f"(SELECT count(*) FROM ({statement}) AS bounded)")  # noqa: S608
        values += given
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return dict(zip(views, cursor.fetchone(), strict=True))


def newest_change(actor: Actor, filters: Filters, today: date) -> datetime | None:
    """When anything in this view last moved; a list polls it to say "new"."""
    return (
        selected(actor, filters, today)
        .order_by("-updated_at", "-pk")
        .values_list("updated_at", flat=True)
        .first()
    )


def changed_since(actor: Actor, filters: Filters, today: date, since: datetime) -> int:
    """How many of the view's cases moved after `since`, up to the bound."""
    return selected(actor, filters, today).filter(updated_at__gt=since).order_by()[: COUNT_BOUND + 1].count()


def _beyond(sort: Sort, after: tuple[str, int]) -> Q:
    value, pk = after
    match sort:
        case Sort.NEWS:
            return Q(next_news_on__gt=value) | Q(next_news_on=value, pk__gt=pk)
        case Sort.CREATED:
            return Q(created_at__lte=value) & (Q(created_at__lt=value) | Q(pk__lt=pk))
        case _:
            return Q(updated_at__lte=value) & (Q(updated_at__lt=value) | Q(pk__lt=pk))


def _write_cursor(sort: Sort, row: dict[str, Any]) -> str:
    name = {Sort.NEWS: "next_news_on", Sort.CREATED: "created_at"}.get(sort, "updated_at")
    return signing.dumps([row[name].isoformat(), row["pk"]], compress=True)


def _read_cursor(cursor: str) -> tuple[str, int] | None:
    if not cursor:
        return None
    try:
        value, pk = signing.loads(cursor)
    except (signing.BadSignature, ValueError):
        return None
    return str(value), int(pk)
