"""The planning board: who is booked when in a week, and what waits to be planned.

A fixed number of statements, whatever the board shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Case, F, Q, QuerySet, When

from kulanz.cases.calendar import tenant_calendar
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician, WorkKind
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import Booking, Visit, VisitWork
from kulanz.stages.execution.permissions_of_visits import visits_visible_to
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.execution.rules.working_day import LONGEST_MINUTES

MOST_PEOPLE: Final = 200
MOST_TO_PLAN: Final = 100
_LONGEST: Final = timedelta(minutes=LONGEST_MINUTES)
_NO_VISIT: Final = (0, "", 0, "", "", "", "", "")
TO_PLAN: Final = (VisitState.TO_PLAN.value, VisitState.OFFERED.value)


@dataclass(frozen=True, slots=True)
class BoardFilters:
    """Which people: of one organisation, whose region a postcode is, or one by one."""

    organisation_id: int | None = None
    region: str = ""
    kind: str = ""


class Entry(NamedTuple):
    """A booking as a card; `visit_id` is 0 for an absence. Times are local."""

    booking_id: int
    technician_id: int
    starts: datetime
    ends: datetime
    absence: str = ""
    visit_id: int = 0
    number: str = ""
    version: int = 0
    state: str = ""
    kind: str = ""
    city: str = ""
    postcode: str = ""
    name: str = ""
    leads: bool = True
    others: tuple[str, ...] = ()
    """The rest of the crew by name."""
    crew: tuple[int, ...] = ()
    """All of the crew by technician's id, the first leads."""


@dataclass(frozen=True, slots=True)
class Row:
    technician: Technician
    days: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visit in the side list."""

    visit: Visit
    works: tuple[str, ...]
    due: bool
    """The day it was wanted for is over, or today."""


@dataclass(frozen=True, slots=True)
class Board:
    days: tuple[date, ...]
    works_on: tuple[bool, ...]
    """Whether the house works on each of the days."""
    rows: Sequence[Row]
    waiting: Sequence[Waiting]
    more_waiting: bool
    today: date
    zone: str
    organisations: dict[int, str] = field(default_factory=dict)


def people_on_board(actor: Actor) -> QuerySet[Technician]:
    """Whom this actor may plan or sees planned: the office everybody, a dealer his own people."""
    people = Technician.objects.filter(tenant_id=actor.tenant_id, active=True)
    if actor.is_staff or actor.is_system:
        return people
    if actor.kind is ActorKind.DEALER and actor.organisation_id is not None:
        return people.filter(organisation_id=actor.organisation_id)
    return people.none()


def board(
    actor: Actor, *, monday: date, at: datetime, filters: BoardFilters | None = None, days: int = 7
) -> Board:
    """The week from `monday` on, in the tenant's zone."""
    wanted = filters or BoardFilters()
    tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
    zone = ZoneInfo(tenant.time_zone)
    shown = tuple(monday + timedelta(days=n) for n in range(days))
    since = datetime.combine(shown[0], time(0), zone)
    until = datetime.combine(shown[-1] + timedelta(days=1), time(0), zone)
    people = list(_narrowed(people_on_board(actor), wanted).select_related("organisation")[:MOST_PEOPLE])
    entries = _entries(actor, people, since, until, zone)
    by_day = _by_day(entries, shown)
    today = at.astimezone(zone).date()
    waiting, more = _waiting(actor, wanted, today)
    calendar = tenant_calendar(tenant)
    return Board(
        days=shown,
        works_on=tuple(calendar.is_working_day(day) for day in shown),
        rows=[Row(person, tuple(tuple(by_day[person.pk, day]) for day in shown)) for person in people],
        waiting=waiting,
        more_waiting=more,
        today=today,
        zone=tenant.time_zone,
        organisations={person.organisation_id: person.organisation.name for person in people},
    )


def bookings_between(technician_ids: Collection[int], since: datetime, until: datetime) -> QuerySet[Booking]:
    """Bookings that touch a span. A visit has an end, so old ones need no look; absences are few."""
    visits = Q(visit__isnull=False, starts_at__gt=since - _LONGEST, starts_at__lt=until)
    absences = Q(visit=None, starts_at__lt=until)
    return Booking.objects.filter(
        visits | absences, technician_id__in=list(technician_ids), ends_at__gt=since
    )


def _narrowed(people: QuerySet[Technician], wanted: BoardFilters) -> QuerySet[Technician]:
    if wanted.organisation_id is not None:
        people = people.filter(organisation_id=wanted.organisation_id)
    region = wanted.region.replace(" ", "").upper()
    if region:
        # those whose region begins like this, and those whose region this place lies in
        beginnings = [region[:length] for length in range(len(region) + 1)]
        people = people.filter(
            Q(regions__prefix__startswith=region) | Q(regions__prefix__in=beginnings)
        ).distinct()
    # our own people first: it is their week that is planned here
    ours_first = Case(When(house=House.FACTORY.value, then=0), default=1)
    return people.order_by(ours_first, "organisation__name", "name", "pk")


def _entries(
    actor: Actor, people: Sequence[Technician], since: datetime, until: datetime, zone: ZoneInfo
) -> list[Entry]:
    """Three statements by time alone, put together here: joined by the database, each would read whole
    tables of visits and cases for a week of them.
    """
    shown = {person.pk: person.name for person in people}
    bookings = list(
        _in_span(since, until)
        .order_by("starts_at", "pk")
        .values_list("pk", "technician_id", "starts_at", "ends_at", "absence", "visit_id", "leads")
    )
    visits = {
        row[0]: row
        for row in visits_visible_to(actor)
        .filter(starts_at__gt=since - _LONGEST, starts_at__lt=until, ends_at__gt=since)
        .values_list("pk", "number", "version", "state", "kind", "city", "postcode", "name")
    }
    crews: dict[int, list[int]] = defaultdict(list)
    for row in sorted(bookings, key=lambda one: (not one[6], one[0])):
        if row[5] is not None:
            crews[row[5]].append(row[1])
    names = _names(shown, {pk for crew in crews.values() for pk in crew})
    found = []
    for pk, person, starts_at, ends_at, absence, visit_id, leads in bookings:
        if person not in shown:
            continue
        visit = visits.get(visit_id or 0, _NO_VISIT)
        crew = crews.get(visit_id or 0, [])
        found.append(
            Entry(
                booking_id=pk,
                technician_id=person,
                starts=starts_at.astimezone(zone),
                ends=ends_at.astimezone(zone),
                absence=absence,
                visit_id=visit[0],
                number=visit[1],
                version=visit[2],
                state=visit[3],
                kind=visit[4],
                city=visit[5],
                postcode=visit[6],
                name=visit[7],
                leads=leads,
                others=tuple(names[one] for one in crew if one != person),
                crew=tuple(crew),
            )
        )
    return found


def _in_span(since: datetime, until: datetime) -> QuerySet[Booking]:
    """Everybody's bookings that touch a span, found by their end."""
    visits = Q(visit__isnull=False, ends_at__gt=since, ends_at__lt=until + _LONGEST)
    absences = Q(visit=None, ends_at__gt=since)
    return Booking.objects.filter(visits | absences, starts_at__lt=until)


def _names(shown: dict[int, str], wanted: set[int]) -> dict[int, str]:
    """The names of whole crews, also of those whom the filters leave out."""
    others = Technician.objects.filter(pk__in=wanted - set(shown)).values_list("pk", "name")
    return shown | dict(others)


def _by_day(entries: Sequence[Entry], days: Sequence[date]) -> dict[tuple[int, date], list[Entry]]:
    """What lasts over several days stands in each of them."""
    found: dict[tuple[int, date], list[Entry]] = defaultdict(list)
    for entry in entries:
        first = entry.starts.date()
        last = (entry.ends - timedelta(microseconds=1)).date()
        for day in days:
            if first <= day <= last:
                found[entry.technician_id, day].append(entry)
    return found


def _waiting(actor: Actor, wanted: BoardFilters, today: date) -> tuple[list[Waiting], bool]:
    """What is to be planned, by the day it is wanted for, then by place."""
    visits = visits_visible_to(actor).filter(state__in=TO_PLAN).select_related("organisation")
    if actor.kind is ActorKind.DEALER:
        visits = visits.filter(organisation_id=actor.organisation_id)
    elif wanted.organisation_id is not None:
        visits = visits.filter(Q(organisation_id=wanted.organisation_id) | Q(organisation=None))
    region = wanted.region.replace(" ", "").upper()
    if region:
        visits = visits.filter(postcode__startswith=region)
    if wanted.kind:
        visits = visits.filter(kind=wanted.kind)
    found = list(
        visits.defer("draft").order_by(F("wanted_on").asc(nulls_last=True), "postcode", "pk")[
            : MOST_TO_PLAN + 1
        ]
    )
    works = _works([visit.pk for visit in found])
    rows = [
        Waiting(visit, works.get(visit.pk, ()), visit.wanted_on is not None and visit.wanted_on <= today)
        for visit in found[:MOST_TO_PLAN]
    ]
    return rows, len(found) > MOST_TO_PLAN


def _works(visit_ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in VisitWork.objects.filter(visit_id__in=visit_ids).select_related("work_kind").order_by("pk"):
        kind: WorkKind = row.work_kind
        found[row.visit_id].append(str(kind))
    return {visit_id: tuple(names) for visit_id, names in found.items()}
