"""The lists of the portal: what waits for the reader first, then the newest, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.core import signing
from django.db.models import Q, QuerySet

from kulanz.cases.indexing import searchable
from kulanz.cases.models import Case
from kulanz.cases.models.case import OPEN
from kulanz.cases.permissions import visible_to
from kulanz.cases.queries.others_names import without_recorders_of_others
from kulanz.cases.rules import READER_OF
from kulanz.cases.wording import load_overrides, state_text
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.search.api import find_documents
from kulanz.core.ui.badges import Badge
from kulanz.interfaces.portal.finding import own_turn
from kulanz.interfaces.portal.presenting import by_program, state_badge
from kulanz.masterdata.parties.models import Membership, Party

PAGE_SIZE: Final = 25
MOST_WAITING: Final = 25
_BATCH: Final = 500
_BATCHES: Final = 10
_ENDED: Final = Q(step__in=["closed", "cancelled"], merged_into=None)
_FOREVER: Final = 2**31

# What the filter "Stand" offers, in plain words, as conditions.
STATES: Final[dict[str, Q]] = {
    "bei_uns": Q(waits_for__in=["us", "erp"]) & OPEN,
    "bei_anderen": Q(waits_for__in=["dealer", "customer", "technician", "supplier"]) & OPEN,
    "erledigt": Q(step="closed") & ~Q(closed_by="rejection"),
    "abgelehnt": Q(step="closed", closed_by="rejection"),
    "storniert": Q(step="cancelled"),
}
ENDED_STATES: Final = frozenset({"erledigt", "abgelehnt", "storniert"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the tab, and what narrows it."""

    ended: bool = False
    query: str = ""
    state: str = ""
    filer: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.query or self.state or self.filer)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the case and its state in the reader's words."""

    case: Case
    badge: Badge
    overdue: bool
    waits_for_reader: bool


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Row]
    next_cursor: str = ""


def waiting_for_reader(actor: Actor, *, today: date, language: str) -> list[Row]:
    """The cases in which it is the reader's turn, longest waiting first."""
    cases = visible_to(actor).filter(OPEN, waits_for=own_turn(actor).value)
    return _rows(actor, list(_light(cases).order_by("state_since", "pk")[:MOST_WAITING]), today, language)


def list_cases(
    actor: Actor,
    wish: Wish,
    *,
    today: date,
    language: str,
    cursor: str = "",
    without: Sequence[int] = (),
) -> Page:
    """One page, newest activity first; a search goes over running and finished cases alike.

    A forged or stale cursor starts from the top.
    """
    cases = visible_to(actor)
    if wish.state in STATES:
        cases = cases.filter(STATES[wish.state])
    if wish.filer:
        cases = cases.filter(_filed_by(wish.filer))
    if wish.query:
        found, more = _search(actor, cases.filter(merged_into=None), wish.query, cursor)
        return Page(_rows(actor, found, today, language), more)
    cases = cases.filter(_ENDED if wish.ended else OPEN).exclude(pk__in=list(without))
    after = _read(cursor)
    if after is not None and after[0]:
        value, pk = after
        cases = cases.filter(Q(updated_at__lte=value) & (Q(updated_at__lt=value) | Q(pk__lt=pk)))
    found = list(_light(cases).order_by("-updated_at", "-pk")[: PAGE_SIZE + 1])
    more = _write(found[PAGE_SIZE - 1].updated_at, found[PAGE_SIZE - 1].pk) if len(found) > PAGE_SIZE else ""
    return Page(_rows(actor, found[:PAGE_SIZE], today, language), more)


def _search(actor: Actor, cases: QuerySet[Case], query: str, cursor: str) -> tuple[list[Case], str]:
    """Words are found for the whole tenant; batch by batch until a page of the reader's own is full."""
    after = _read(cursor)
    before: int | None = after[1] if after is not None else None
    found: list[Case] = []
    more = False
    for _round in range(_BATCHES):
        ids = find_documents(query=query, audiences=searchable(actor.kind), limit=_BATCH, before=before)
        found += list(_light(cases.filter(pk__in=ids)).order_by("-pk")[: PAGE_SIZE + 1 - len(found)])
        more = len(ids) == _BATCH
        if len(found) > PAGE_SIZE or not more:
            break
        before = ids[-1]
    if len(found) > PAGE_SIZE:
        cursor = _write(None, found[PAGE_SIZE - 1].pk)
    else:
        cursor = _write(None, before or _FOREVER) if more else ""
    return found[:PAGE_SIZE], cursor


def _light(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("customer", "place_of_use").defer("description", "solution", "claim_reason")


def _rows(actor: Actor, cases: list[Case], today: date, language: str) -> list[Row]:
    overrides = load_overrides(actor.tenant_id) if cases else {}
    reader, turn = READER_OF[actor.kind], own_turn(actor)
    without_recorders_of_others(actor, cases)
    for case in cases:
        case.created_by_name = "" if by_program(case) else case.created_by_name
    return [
        Row(
            case=case,
            badge=state_badge(case, state_text(case, reader, language, overrides), turn),
            overdue=case.is_open and case.next_news_on is not None and case.next_news_on < today,
            waits_for_reader=case.is_open and case.waits_for == turn,
        )
        for case in cases
    ]


def count_running(actor: Actor, bound: int = 99) -> int:
    """How many are running, counted no further than `bound` + 1."""
    return visible_to(actor).filter(OPEN).order_by()[: bound + 1].count()


def filers(actor: Actor) -> list[tuple[str, str]]:
    """Who in the house may have filed: (value, name). Persons of the house account and named accesses."""
    if actor.kind is not ActorKind.DEALER or actor.organisation_id is None:
        return []
    house = actor.organisation_id
    people = Party.objects.filter(affiliations__organisation_id=house).order_by("name").distinct()[:200]
    members = Membership.objects.filter(organisation_id=house, kind=ActorKind.DEALER, person=None)
    found = [(f"p{person.pk}", person.name) for person in people]
    found += [(f"m{member.pk}", member.name) for member in members.order_by("name")[:200]]
    return sorted(found, key=lambda pair: pair[1].casefold())


def _filed_by(text: str) -> Q:
    kind, number = text[:1], text[1:]
    if not number.isdecimal() or len(number) > 17:
        return Q()
    if kind == "p":
        return Q(created_by_clerk_id=int(number))
    return Q(created_by_membership_id=int(number), created_by_clerk=None)


def _write(at: datetime | None, pk: int) -> str:
    return signing.dumps([at.isoformat() if at else "", pk], compress=True)


def _read(cursor: str) -> tuple[str, int] | None:
    if not cursor:
        return None
    try:
        found: Any = signing.loads(cursor)
    except (signing.BadSignature, ValueError):
        return None
    return str(found[0]), int(found[1])
