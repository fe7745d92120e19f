"""Who could go when: certificate, region, free time, the way, what lies in the vehicle; with the reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from kulanz.cases.calendar import tenant_calendar
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import in_region, workers_of, works_of
from kulanz.masterdata.parties.rules.interlock import House, Work, Worker, judge
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.execution.models import Stock, Visit
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.queries.clearance import material_of, work_kinds_of
from kulanz.stages.execution.queries.houses import of_its_house
from kulanz.stages.execution.queries.ways import Held, held_between, out_of_reach, spot_of
from kulanz.stages.execution.rules.working_day import Hours, Span, Unusual, first_gap, unusual

DAYS_AHEAD: Final = 14
BEST: Final = 6
# How many digits of a postcode are near enough to go there on the same day.
_NEAR: Final = 2


class Because(StrEnum):
    CERTIFIED = "certified"
    NAMED = "named"
    """Was named to fit the parts."""
    WISHED = "wished"
    REGION = "region"
    NEAR = "near"
    """Is near on that day anyway."""
    PARTS = "parts"
    SOME_PARTS = "some_parts"
    WANTED_DAY = "wanted_day"


WEIGHTS: Final = {
    Because.NAMED: 80,
    Because.WISHED: 60,
    Because.REGION: 40,
    Because.NEAR: 25,
    Because.WANTED_DAY: 20,
    Because.PARTS: 15,
    Because.SOME_PARTS: 5,
    Because.CERTIFIED: 0,
}
_A_DAY_LATER: Final = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One person at one time, local."""

    technician: Technician
    starts: datetime
    ends: datetime
    because: tuple[Because, ...]
    score: int


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is the same for every person."""

    visit: Visit
    works: tuple[Work, ...]
    material: Relevance
    days: tuple[date, ...]
    zone: ZoneInfo
    not_before: datetime
    region: set[int]
    parts: dict[int, Because]
    crew: frozenset[int]
    """Who is on the plan for it: their time is no proposal, another of theirs is."""


def suggest(actor: Actor, visit: Visit, *, at: datetime, limit: int = BEST) -> list[Suggestion]:
    """The best time of each person who may do it and is free in the next two weeks, the best first.

    Free is who can also come from where he is before and get to where he is next (`rules.travel`). Only
    people of the house that carries it out (`houses.of_its_house`); where that is open, whom the dealer
    wished and our own people come first. `visit` is one the actor sees.
    """
    tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
    zone = ZoneInfo(tenant.time_zone)
    people = of_its_house(people_on_board(actor), visit)
    found = list(people.select_related("organisation"))
    now = at.astimezone(zone)
    first = now.date()
    if visit.wanted_on is not None and visit.wanted_on > first:
        first = max(first, visit.wanted_on - timedelta(days=3))
    calendar = tenant_calendar(tenant)
    ahead = (first + timedelta(days=n) for n in range(DAYS_AHEAD))
    days = tuple(day for day in ahead if calendar.is_working_day(day))
    if not days or not found:
        return []
    facts = _Facts(
        visit=visit,
        works=works_of(visit.tenant_id, work_kinds_of(visit)),
        material=material_of(visit),
        days=days,
        zone=zone,
        not_before=now + timedelta(minutes=30),
        region=in_region(found, postcode=visit.postcode, country=visit.country),
        parts=_parts(visit, found),
        crew=frozenset(visit.crew.values_list("technician_id", flat=True)),
    )
    taken = _taken(found, facts)
    workers = workers_of(found)
    best = [
        option
        for person in found
        if (option := _best(person, workers[person.pk], taken[person.pk], facts)) is not None
    ]
    best.sort(key=lambda one: (_is_strange(one), -one.score, one.starts, one.technician.name))
    return best[:limit]


def _is_strange(one: Suggestion) -> bool:
    return one.technician.house != House.FACTORY and not {Because.WISHED, Because.NAMED} & set(one.because)


def warnings_of(
    tenant: Tenant,
    technicians: Sequence[Technician],
    starts_at: datetime,
    ends_at: datetime,
    *,
    at: datetime,
    wanted_on: date | None = None,
) -> dict[str, tuple[Unusual, ...]]:
    """What is unusual about a time, by technician's name; nothing of it keeps anybody from planning it."""
    zone = ZoneInfo(tenant.time_zone)
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    works_on = tenant_calendar(tenant).is_working_day(start.date())
    found = {
        person.name: unusual(
            start=start,
            end=end,
            hours=Hours(person.day_start, person.day_end),
            works_on=works_on,
            now=at.astimezone(zone),
            wanted_on=wanted_on,
        )
        for person in technicians
    }
    return {name: what for name, what in found.items() if what}


def _taken(people: Sequence[Technician], facts: _Facts) -> dict[int, list[Held]]:
    since = datetime.combine(facts.days[0], time(0), facts.zone)
    until = datetime.combine(facts.days[-1] + timedelta(days=1), time(0), facts.zone)
    return held_between([person.pk for person in people], since, until, but=facts.visit.pk)


def _best(person: Technician, worker: Worker, taken: Sequence[Held], facts: _Facts) -> Suggestion | None:
    """The time with the highest score; None where he may not, or is not free."""
    lasts = timedelta(minutes=facts.visit.duration_minutes)
    spot = spot_of(facts.visit)
    blocked = out_of_reach(taken, spot)
    near_on = {one.span.start.astimezone(facts.zone).date() for one in taken if one.spot.shares(spot, _NEAR)}
    always = _always(person, facts)
    best: Suggestion | None = None
    for late, day in enumerate(facts.days):
        judgement = judge(material=facts.material, works=facts.works, worker=worker, day=day)
        if not judgement.allowed:
            continue
        start = _free(person, day, blocked, facts)
        if start is None:
            continue
        start = start.astimezone(facts.zone)
        because = list(always)
        if judgement.relevant:
            because.insert(0, Because.CERTIFIED)
        if day in near_on:
            because.append(Because.NEAR)
        if facts.visit.wanted_on == day:
            because.append(Because.WANTED_DAY)
        score = sum(WEIGHTS[one] for one in because) - _A_DAY_LATER * late
        if best is None or score > best.score:
            best = Suggestion(person, start, start + lasts, tuple(because), score)
    return best


def _free(person: Technician, day: date, blocked: list[Span], facts: _Facts) -> datetime | None:
    """When he is free for it on a day: another time than the one it has."""
    opens = datetime.combine(day, person.day_start, facts.zone)
    closes = datetime.combine(day, person.day_end, facts.zone)
    visit = facts.visit
    lasts = timedelta(minutes=visit.duration_minutes)
    start = first_gap(opens=opens, closes=closes, taken=blocked, lasts=lasts, not_before=facts.not_before)
    if start is None or person.pk not in facts.crew or start != visit.starts_at or visit.ends_at is None:
        return start
    return first_gap(opens=opens, closes=closes, taken=blocked, lasts=lasts, not_before=visit.ends_at)


def _always(person: Technician, facts: _Facts) -> list[Because]:
    found = []
    decision = facts.visit.order.decision if facts.visit.order is not None else None
    if decision is not None and decision.assembler_id == person.person_id:
        found.append(Because.NAMED)
    if facts.visit.case.wished_technician_id == person.person_id:
        found.append(Because.WISHED)
    if person.pk in facts.region:
        found.append(Because.REGION)
    if person.pk in facts.parts:
        found.append(facts.parts[person.pk])
    return found


def _parts(visit: Visit, people: Sequence[Technician]) -> dict[int, Because]:
    """Who has the needed parts in his vehicle, all of them or some."""
    needed = {part.article_id: part.quantity for part in visit.parts.all() if part.article_id is not None}
    if not needed:
        return {}
    have: dict[int, int] = defaultdict(int)
    rows = Stock.objects.filter(
        vehicle__active=True,
        vehicle__technician_id__in=[person.pk for person in people],
        article_id__in=list(needed),
    )
    for technician_id, article_id, quantity in rows.values_list(
        "vehicle__technician_id", "article_id", "quantity"
    ):
        if quantity >= needed[article_id]:
            have[technician_id] += 1
    return {pk: Because.PARTS if count == len(needed) else Because.SOME_PARTS for pk, count in have.items()}
