"""What stands before the customer: his appointment, the times he may choose, and what he may do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import F

from kulanz.cases.calendar import tenant_calendar
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import workers_of, works_of
from kulanz.masterdata.parties.rules.interlock import judge
from kulanz.stages.execution.models import Visit, VisitSlot
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.queries.clearance import material_of, work_kinds_of
from kulanz.stages.execution.queries.houses import of_its_house
from kulanz.stages.execution.queries.suggestions import suggest
from kulanz.stages.execution.queries.ways import held_between, out_of_reach, spot_of
from kulanz.stages.execution.rules.appointments import MOST_SLOTS, Standing, slot_is_open
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.execution.rules.working_day import Span, first_gap

DAYS_AHEAD: Final = 21
_AFTERNOON: Final = time(13)


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A time at which this technician, and who comes along, may do it and is free; nobody is held by it."""

    technician: Technician
    starts_at: datetime
    ends_at: datetime
    others: tuple[Technician, ...] = ()

    @property
    def value(self) -> str:
        """As forms send it back."""
        return f"{self.technician.pk}@{self.starts_at.isoformat()}"

    @property
    def crew_ids(self) -> list[int]:
        """Who comes then; the first leads."""
        return [self.technician.pk, *(person.pk for person in self.others)]


def read_slot(value: str) -> tuple[int, datetime] | None:
    """Technician and beginning; None for nonsense."""
    pk, _at, moment = value.partition("@")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    try:
        starts_at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (int(pk), starts_at) if starts_at.tzinfo is not None else None


def kept_crew(visit: Visit) -> list[Technician]:
    """The crew of several that is booked, or was when times were offered instead; none where one comes."""
    booked = [row.technician for row in visit.crew.select_related("technician").order_by("-leads", "pk")]
    if booked:
        return booked if len(booked) > 1 else []
    newest = visit.slots.filter(chosen_at=None).order_by(F("withdrawn_at").desc(nulls_first=True), "-pk")
    slot = newest.first()
    if slot is None or not slot.others:
        return []
    known = Technician.objects.in_bulk(slot.crew_ids)
    return [known[pk] for pk in slot.crew_ids if pk in known]


def standing_of(visit: Visit, *, at: datetime) -> Standing:
    return Standing(
        state=VisitState(visit.state),
        starts_at=visit.starts_at,
        moves=visit.customer_moves,
        notice=visit.starts_at - at if visit.starts_at is not None else timedelta(0),
        now=at,
    )


def notice_until(tenant_id: int, starts_at: datetime | None, *, at: datetime) -> timedelta:
    """The working time from now until then."""
    if starts_at is None or starts_at <= at:
        return timedelta(0)
    tenant = Tenant.objects.defer("logo").get(pk=tenant_id)
    return timedelta(seconds=tenant_calendar(tenant).consumed(at, starts_at))


def open_slots(visit: Visit, *, at: datetime) -> list[VisitSlot]:
    """What the office offered and is still to be had: not withdrawn, not too near, everybody who comes free,
    allowed, and able to be there in time. The database has the last word when one is chosen.
    """
    rows = list(
        visit.slots.filter(withdrawn_at=None, chosen_at=None, starts_at__gt=at)
        .select_related("technician__organisation")
        .order_by("starts_at", "pk")
    )
    if not rows:
        return []
    calendar = tenant_calendar(Tenant.objects.defer("logo").get(pk=visit.tenant_id))
    along = {pk for row in rows for pk in row.others}
    others = Technician.objects.select_related("organisation").in_bulk(along) if along else {}
    people = {**others, **{row.technician_id: row.technician for row in rows}}
    taken = _taken(visit, people, rows[0].starts_at, rows[-1].ends_at)
    cleared = _Cleared(visit, list(people.values()))
    found: dict[datetime, VisitSlot] = {}
    for row in rows:
        if any(pk not in people or not people[pk].active for pk in row.crew_ids):
            continue
        free = not any(
            span.start < row.ends_at and row.starts_at < span.end for pk in row.crew_ids for span in taken[pk]
        )
        notice = timedelta(seconds=calendar.consumed(at, row.starts_at))
        near = not slot_is_open(starts_at=row.starts_at, now=at, notice=notice)
        if free and not near and all(cleared.on(pk, row.starts_at) for pk in row.crew_ids):
            # two technicians at one time are one time to the customer
            found.setdefault(row.starts_at, row)
    return list(found.values())


def free_slots(
    visit: Visit,
    *,
    at: datetime,
    actor: Actor | None = None,
    together: Sequence[Technician] = (),
    first: Collection[int] = (),
    most: int = MOST_SLOTS,
) -> list[FreeSlot]:
    """Times at which somebody could come in the next three weeks: morning and afternoon of each working day,
    each time once, by whoever of those who are free `suggest` ranks first, `first` before all others; nobody
    where he could not be in time, or not get on from in time. With `together` the times of this whole crew,
    its first leads.
    """
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    zone, calendar = ZoneInfo(tenant.time_zone), tenant_calendar(tenant)
    asking = actor or system_actor(visit.tenant_id)
    everybody = people_on_board(asking)
    people = list(of_its_house(everybody, visit).select_related("organisation"))
    if not people:
        return []
    since_day = max(at.astimezone(zone).date(), visit.wanted_on or date.min)
    days = [day for n in range(DAYS_AHEAD) if calendar.is_working_day(day := since_day + timedelta(days=n))]
    if not days:
        return []
    since, until = _begin(days[0], zone), _begin(days[-1] + timedelta(days=1), zone)
    taken = _taken(visit, {person.pk for person in people}, since, until)
    cleared = _Cleared(visit, people)
    best = suggest(asking, visit, at=at, limit=len(people))
    rank = {one.technician.pk: place for place, one in enumerate(best)}
    people.sort(key=lambda p: (p.pk not in first, rank.get(p.pk, len(rank)), p.name, p.pk))
    crews: list[tuple[Technician, ...]] = [(person,) for person in people]
    if together:
        known = {person.pk: person for person in people}
        crews = [tuple(known[p.pk] for p in together)] if all(p.pk in known for p in together) else []
    lasts = timedelta(minutes=visit.duration_minutes)
    found: dict[datetime, FreeSlot] = {}
    for day in days:
        for opens in (time.min, _AFTERNOON):
            for crew in crews:
                begin = max(opens, *(person.day_start for person in crew))
                start = first_gap(
                    opens=datetime.combine(day, begin, zone),
                    closes=datetime.combine(day, min(person.day_end for person in crew), zone),
                    taken=[span for person in crew for span in taken[person.pk]],
                    lasts=lasts,
                    not_before=at.astimezone(zone),
                )
                if start is None or start in found or not all(cleared.on(p.pk, start) for p in crew):
                    continue
                notice = timedelta(seconds=calendar.consumed(at, start))
                if slot_is_open(starts_at=start, now=at, notice=notice):
                    found[start] = FreeSlot(crew[0], start, start + lasts, crew[1:])
                    break
        if len(found) >= most:
            break
    return [found[start] for start in sorted(found)][:most]


class _Cleared:
    """Whether the interlock lets a technician do this visit on a day; asked once for each."""

    def __init__(self, visit: Visit, people: Collection[Technician]) -> None:
        self._works = works_of(visit.tenant_id, work_kinds_of(visit))
        self._material = material_of(visit)
        self._workers = workers_of(list(people))
        self._zone = ZoneInfo(Tenant.objects.only("time_zone").get(pk=visit.tenant_id).time_zone)
        self._known: dict[tuple[int, date], bool] = {}

    def on(self, technician_id: int, moment: datetime) -> bool:
        day = moment.astimezone(self._zone).date()
        key = (technician_id, day)
        if key not in self._known:
            worker = self._workers[technician_id]
            judged = judge(material=self._material, works=self._works, worker=worker, day=day)
            self._known[key] = judged.allowed
        return self._known[key]


def _taken(
    visit: Visit, technician_ids: Collection[int], since: datetime, until: datetime
) -> dict[int, list[Span]]:
    """When they are booked by others than this visit, or on the way from there or to there."""
    held = held_between(technician_ids, since, until, but=visit.pk)
    spot = spot_of(visit)
    return {pk: out_of_reach(held.get(pk, ()), spot) for pk in technician_ids}


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)
