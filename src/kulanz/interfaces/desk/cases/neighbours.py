"""The worker's own list beside the case: what comes before and after, so that the next is one key away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.cases.queries.rows import Row
from kulanz.cases.queries.worklist import Filters, View, list_cases
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.desk.cases.filters import LIST_KEY, TITLES, read_filters
from kulanz.interfaces.desk.cases.presenting import row_badge

_LOOKED_AT: Final = 50
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`rows` with their badges; numbers of the neighbours, empty at the ends."""

    view: str
    title: Any
    url: str
    rows: list[tuple[Row, Any]]
    previous: str
    following: str


def list_of(request: KulanzRequest, found: Case) -> tuple[Filters, str]:
    """The list the worker came from; without one, his own or the open ones."""
    kept = request.session.get(LIST_KEY)
    if isinstance(kept, str) and kept:
        return read_filters(QueryDict(kept)), kept
    return _default(request, found)


def _default(request: KulanzRequest, found: Case) -> tuple[Filters, str]:
    view = View.MINE if found.owner_id == request.actor.membership_id else View.OPEN
    return Filters(view=view), f"view={view.value}"


def neighbours(request: KulanzRequest, found: Case) -> Neighbours:
    """Around this case in the list it was opened from, or in the worker's own where it is not in that."""
    filters, query = list_of(request, found)
    rows = _rows(request, filters)
    at = _place(rows, found)
    default, default_query = _default(request, found)
    if at is None and default != filters:
        filters, query = default, default_query
        rows = _rows(request, filters)
        at = _place(rows, found)
    if at is None:
        previous, following, first = "", rows[0].number if rows else "", 0
    else:
        previous = rows[at - 1].number if at else ""
        following = rows[at + 1].number if at + 1 < len(rows) else ""
        first = max(0, min(at - _SHOWN // 2, len(rows) - _SHOWN))
    base = "desk:search" if filters.query else "desk:worklist"
    return Neighbours(
        view=filters.view.value,
        title=TITLES[filters.view],
        url=f"{reverse(base)}?{query}",
        rows=[(row, row_badge(row)) for row in rows[first : first + _SHOWN]],
        previous=previous,
        following=following,
    )


def _rows(request: KulanzRequest, filters: Filters) -> list[Row]:
    today = local_date(request.tenant, clock.now())
    language = (get_language() or "de")[:2]
    return list(list_cases(request.actor, filters, today=today, size=_LOOKED_AT, language=language).rows)


def _place(rows: list[Row], found: Case) -> int | None:
    return next((index for index, row in enumerate(rows) if row.pk == found.pk), None)


def next_number(request: KulanzRequest, found: Case) -> str:
    """The case to go on with once this one is done; empty where the list has no other."""
    around = neighbours(request, found)
    return around.following or around.previous
