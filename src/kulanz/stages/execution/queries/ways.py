"""Where technicians are booked, with the way from there: what they can reach, and what is too short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.board import bookings_between
from kulanz.stages.execution.rules.travel import LONGEST, Spot, minutes_between
from kulanz.stages.execution.rules.working_day import Span

_AROUND: Final = timedelta(minutes=LONGEST)


@dataclass(frozen=True, slots=True)
class Held:
    """A booking; an absence is nowhere."""

    span: Span
    spot: Spot
    name: str


@dataclass(frozen=True, slots=True)
class ShortWay:
    """Two visits of one person, in their order, with `left` minutes between them and `needed` estimated."""

    who: str
    here: str
    there: str
    left: int
    needed: int


def spot_of(visit: Visit) -> Spot:
    return Spot(visit.country, visit.postcode)


def held_between(
    technician_ids: Collection[int], since: datetime, until: datetime, *, but: int | None = None
) -> dict[int, list[Held]]:
    """What they are booked for in a span and near enough to it that the way matters, but for visit `but`.

    By beginning; one statement for any number of people.
    """
    found: dict[int, list[Held]] = defaultdict(list)
    rows = bookings_between(list(technician_ids), since - _AROUND, until + _AROUND)
    if but is not None:
        rows = rows.exclude(visit_id=but)
    columns = ("visit__country", "visit__postcode", "visit__city", "visit__name")
    for pk, starts_at, ends_at, country, postcode, city, name in rows.order_by("starts_at", "pk").values_list(
        "technician_id", "starts_at", "ends_at", *columns
    ):
        spot = Spot(country or "", postcode or "")
        found[pk].append(Held(Span(starts_at, ends_at), spot, city or postcode or name or ""))
    return found


def out_of_reach(held: Iterable[Held], spot: Spot) -> list[Span]:
    """When he cannot be at `spot`: while he is booked elsewhere, or on the way from there or to there."""
    found = []
    for one in held:
        way = timedelta(minutes=minutes_between(one.spot, spot) or 0)
        found.append(Span(one.span.start - way, one.span.end + way))
    return found


def short_ways(
    visit: Visit, technicians: Sequence[Technician], starts_at: datetime, ends_at: datetime
) -> list[ShortWay]:
    """Which ways to this visit and on from it are too short, for each who goes. One statement."""
    held = held_between([person.pk for person in technicians], starts_at, ends_at, but=visit.pk)
    here = Held(Span(starts_at, ends_at), spot_of(visit), visit.city or visit.postcode or visit.name)
    found = []
    for person in technicians:
        known = [one for one in held[person.pk] if one.spot.known]
        before = max((one for one in known if one.span.end <= starts_at), key=_end, default=None)
        after = min((one for one in known if one.span.start >= ends_at), key=_start, default=None)
        pairs = [(before, here)] if before is not None else []
        pairs += [(here, after)] if after is not None else []
        found += [way for one, two in pairs if (way := _short(person.name, one, two)) is not None]
    return found


def _end(held: Held) -> datetime:
    return held.span.end


def _start(held: Held) -> datetime:
    return held.span.start


def _short(who: str, one: Held, two: Held) -> ShortWay | None:
    needed = minutes_between(one.spot, two.spot)
    left = int((two.span.start - one.span.end) / timedelta(minutes=1))
    if needed is None or left >= needed:
        return None
    here, there = one.name, two.name
    if here == there:
        # two addresses of one town
        here, there = f"{one.spot.code} {here}", f"{two.spot.code} {there}"
    return ShortWay(who, here, there, left, needed)
