"""Who may go: what each one lacks for a visit on a day, and the ways out of the interlock's refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.typed import as_typed
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.permissions_of_skills import may_certify
from kulanz.masterdata.parties.queries.interlock import works_of
from kulanz.masterdata.parties.queries.missing import Missing, missing_certificates
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.permissions_of_visits import VisitAction, may_with_visit
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.queries.clearance import work_kinds_of
from kulanz.stages.execution.queries.houses import has_house, may_be_sent, of_its_house
from kulanz.stages.execution.queries.lacking import lacking
from kulanz.stages.execution.refusals_of_visits import OtherHouse
from kulanz.stages.execution.visit_words import day_words, moment_words


def people_context(request: KulanzRequest, found: Visit, day: date | None) -> dict[str, Any]:
    """Who can be chosen, by organisation, the visit's own first; each with what he lacks that day."""
    day = day or found.wanted_on or local_date(request.tenant, clock.now())
    allowed = may_be_sent(people_on_board(request.actor), found.case)
    people = list(allowed.select_related("organisation"))
    own = set(of_its_house(allowed, found).values_list("organisation_id", flat=True))
    lacks = lacking(found, people, day)
    groups: dict[str, list[tuple[Technician, str]]] = {}
    for person in sorted(
        people,
        key=lambda p: (
            p.organisation_id not in own,
            p.house != House.FACTORY,
            p.organisation.name,
            p.name,
        ),
    ):
        groups.setdefault(person.organisation.name, []).append((person, lacks.get(person.pk, "")))
    return {"people": list(groups.items()), "people_day": day_words(day)}


def refused_context(
    request: KulanzRequest,
    visit: Visit,
    refused: NotCleared,
    crew: Sequence[int],
    starts_at: datetime,
    *,
    back: str,
) -> dict[str, Any]:
    """The refusal, who could go instead at that time, and the certificates that would open it; whoever issues
    one comes `back`.
    """
    local_start = starts_at.astimezone(ZoneInfo(request.tenant.time_zone))
    return {
        "problem": refused.why(),
        "problem_visit": visit,
        "could": refused.could,
        "could_houses": not has_house(visit),
        "could_when": moment_words(local_start),
        "problem_starts": as_typed(local_start),
        "ways_out": _ways_out(request, visit, refused, crew, back),
    }


def other_house_context(
    request: KulanzRequest,
    visit: Visit,
    refused: OtherHouse,
    crew: Sequence[int],
    times: tuple[str, str],
) -> dict[str, Any]:
    """The refusal, and giving the visit to the house of those who were chosen, where that is one;
    `times` as they are typed.
    """
    people = people_on_board(request.actor).filter(pk__in=crew).select_related("organisation")
    houses = {person.organisation for person in people}
    other = (
        houses.pop() if len(houses) == 1 and may_with_visit(request.actor, VisitAction.EDIT, visit) else None
    )
    return {
        "problem": str(refused),
        "problem_visit": visit,
        "other_house": other,
        "other_crew": list(crew),
        "other_starts": times[0],
        "other_ends": times[1],
    }


def _ways_out(
    request: KulanzRequest, visit: Visit, refused: NotCleared, crew: Sequence[int], back: str
) -> list[tuple[Missing, str]]:
    if not may_certify(request.actor):
        return []
    people = list(people_on_board(request.actor).filter(pk__in=crew).select_related("organisation"))
    works = works_of(visit.tenant_id, work_kinds_of(visit))
    return [(one, _address(one, back)) for one in missing_certificates(refused.judged, people, works)]


def _address(one: Missing, back: str) -> str:
    if one.renews is not None:
        return f"{reverse('desk:renew_certificate', args=[one.renews])}?{urlencode({'next': back})}"
    asked: dict[str, Any] = {"holder": one.holder_id}
    if one.work_kind_id is not None:
        asked["kind"] = one.work_kind_id
    return f"{reverse('desk:new_certificate')}?{urlencode(asked | {'next': back})}"
