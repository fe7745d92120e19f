"""A technician's tour: where he goes on a day, in the order in which it makes sense."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import Booking, Visit, VisitPart, VisitTool, VisitWork
from kulanz.stages.execution.permissions_of_visits import visits_visible_to
from kulanz.stages.execution.queries.board import bookings_between
from kulanz.stages.execution.queries.ways import spot_of
from kulanz.stages.execution.rules.travel import minutes_between


@dataclass(frozen=True, slots=True)
class Way:
    """From the stop before, in minutes: the estimate, and what the plan leaves for it."""

    needed: int
    left: int

    @property
    def too_short(self) -> bool:
        return self.left < self.needed


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of a tour. `crew` are names, the first leads; times are local. `way` leads there, where both
    places are known.
    """

    visit: Visit
    leads: bool
    starts: datetime
    ends: datetime
    crew: tuple[str, ...]
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Tour:
    day: date
    technician: Technician
    stops: tuple[Stop, ...]
    absences: tuple[Booking, ...] = ()


def tour(actor: Actor, technician_ids: Collection[int], day_from: date, day_to: date) -> list[Tour]:
    """The tours of these people from one day to another, both included; days with nothing are left out.

    By day and name; within a day by appointment, then by postcode. A visit of several days stands in each.
    Only visits the actor sees; case, works, parts and tools are loaded with them. A fixed number of
    statements.
    """
    zone = ZoneInfo(Tenant.objects.values_list("time_zone", flat=True).get(pk=actor.tenant_id))
    since = datetime.combine(day_from, time(0), zone)
    until = datetime.combine(day_to + timedelta(days=1), time(0), zone)
    people = Technician.objects.filter(tenant_id=actor.tenant_id, pk__in=list(technician_ids))
    technicians = {person.pk: person for person in people.select_related("organisation", "person")}
    booked = list(bookings_between(list(technicians), since, until).order_by("starts_at", "pk"))
    visits = _visits(actor, {row.visit_id for row in booked if row.visit_id is not None})
    found: dict[tuple[date, int], list[Booking]] = defaultdict(list)
    for row in booked:
        for day in _days(row, zone, day_from, day_to):
            found[day, row.technician_id].append(row)
    tours = [
        _tour(day, technicians[pk], rows, visits, zone)
        for (day, pk), rows in sorted(found.items(), key=lambda one: (one[0][0], technicians[one[0][1]].name))
    ]
    return [one for one in tours if one.stops or one.absences]


def _visits(actor: Actor, ids: set[int]) -> dict[int, Visit]:
    visits = (
        visits_visible_to(actor)
        .filter(pk__in=ids)
        .select_related("case", "case__customer", "case__dealer", "organisation")
        .prefetch_related(
            Prefetch("crew", Booking.objects.select_related("technician").order_by("-leads", "pk")),
            Prefetch("works", VisitWork.objects.select_related("work_kind")),
            Prefetch("parts", VisitPart.objects.select_related("article")),
            Prefetch("tools", VisitTool.objects.select_related("tool__vehicle", "tool__technician")),
        )
    )
    return {visit.pk: visit for visit in visits}


def _tour(
    day: date, technician: Technician, rows: Sequence[Booking], visits: dict[int, Visit], zone: ZoneInfo
) -> Tour:
    stops = []
    for row in rows:
        visit = visits.get(row.visit_id or 0)
        if visit is not None:
            stops.append(
                Stop(
                    visit=visit,
                    leads=row.leads,
                    starts=row.starts_at.astimezone(zone),
                    ends=row.ends_at.astimezone(zone),
                    crew=tuple(one.technician.name for one in visit.crew.all()),
                )
            )
    stops.sort(key=lambda stop: (stop.starts, stop.visit.postcode, stop.visit.pk))
    firsts: list[Stop | None] = [None, *stops]
    ways = [_way(before, stop) for before, stop in zip(firsts, stops, strict=False)]
    told = tuple(replace(stop, way=way) for stop, way in zip(stops, ways, strict=True))
    return Tour(day, technician, told, tuple(row for row in rows if row.visit_id is None))


def _way(before: Stop | None, stop: Stop) -> Way | None:
    needed = minutes_between(spot_of(before.visit), spot_of(stop.visit)) if before is not None else None
    if before is None or needed is None:
        return None
    return Way(needed, max(0, int((stop.starts - before.ends) / timedelta(minutes=1))))


def _days(row: Booking, zone: ZoneInfo, day_from: date, day_to: date) -> list[date]:
    first = max(row.starts_at.astimezone(zone).date(), day_from)
    last = min((row.ends_at - timedelta(microseconds=1)).astimezone(zone).date(), day_to)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
