"""The planning board: the week of all technicians, and what waits to be planned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages as notices
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.typed import as_typed, day_of, key_of, keys_of, moment_of
from kulanz.interfaces.desk.execution.away import absent_words, in_the_way_context
from kulanz.interfaces.desk.execution.board_cells import (
    heads_of,
    kind_choices,
    lines_of,
    marks_of_states,
    monday_of,
    planned_from,
)
from kulanz.interfaces.desk.execution.crew import other_house_context, refused_context
from kulanz.masterdata.parties.models import Party, Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.screens.visits import crew_of, when_of
from kulanz.stages.execution.commands.visits.absences import remove_absence
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.permissions_of_visits import (
    VisitAction,
    may_with_visit,
    require_visit,
    visits_visible_to,
)
from kulanz.stages.execution.queries.board import BoardFilters, board
from kulanz.stages.execution.refusals_of_visits import NoSuchVisit, OtherHouse, VisitsInTheWay
from kulanz.stages.execution.rules.working_day import EARLIEST, LATEST
from kulanz.stages.execution.visit_words import plan_warnings, visit_badge
from kulanz.workflows.absences import enter_absence, visits_in_the_way
from kulanz.workflows.visits import plan_visit

_ABSENCE: Final = ("technician", "what", "starts", "ends")
_KEPT: Final = ("woche", "tag", "organisation", "region", "art")


@gate(ActorKind.STAFF)
@require_GET
def planning_board(request: KulanzRequest) -> HttpResponse:
    return _render(request)


@gate(ActorKind.STAFF)
@require_POST
def plan(request: KulanzRequest) -> HttpResponse:
    """A visit is dropped on a person and an hour. What is refused comes back with who could do it."""
    visit = _asked_for(request)
    require_visit(request.actor, VisitAction.PLAN, visit)
    starts = moment_of(request.POST.get("starts", ""), ZoneInfo(request.tenant.time_zone))
    crew = keys_of(request.POST.get("crew", "").split(","))
    if starts is None:
        return _render(request, status=422, problem=_("Bitte Tag und Uhrzeit wählen."), problem_visit=visit)
    at = clock.now()
    try:
        # no block around it: what was refused is undone already, and that the interlock refused is kept
        planned = plan_visit(
            actor=request.actor,
            visit_id=visit.pk,
            crew=crew,
            starts_at=starts,
            house_id=key_of(request.POST.get("house", "")),
            expected_version=key_of(request.POST.get("version", "")),
            at=at,
        )
    except NotAllowed:
        raise
    except NotCleared as refused:
        back = f"{reverse('desk:board')}?{_kept(request.GET)}#w{visit.pk}"
        problem = refused_context(request, visit, refused, crew, starts, back=back)
        return _render(request, status=409, **problem)
    except OtherHouse as refused:
        problem = other_house_context(request, visit, refused, crew, (as_typed(starts), ""))
        return _render(request, status=409, **problem)
    except Refusal as refused:
        return _render(request, status=409, problem=str(refused), problem_visit=visit)
    return _planned(request, planned, at)


@gate(ActorKind.STAFF)
@require_POST
def absence(request: KulanzRequest) -> HttpResponse:
    """Holiday, training, illness: from one moment to another. Visits in that time come back as a list with
    the form; what it showed is taken off the plan when it is sent again with `off`.
    """
    zone = ZoneInfo(request.tenant.time_zone)
    typed: dict[str, Any] = {name: request.POST.get(name, "")[:120] for name in _ABSENCE}
    starts, ends = (moment_of(typed[name], zone) for name in ("starts", "ends"))
    typed["technician"] = technician = key_of(typed["technician"])
    if not may_with_visit(request.actor, VisitAction.ABSENCE):
        raise NotAllowed
    if starts is None or ends is None or technician is None:
        typed["problem"] = _("Bitte Person, Anfang und Ende angeben.")
        return _render(request, status=422, away=typed)
    asked: dict[str, Any] = {"technician_id": technician, "starts_at": starts, "ends_at": ends}
    freed = keys_of(request.POST.getlist("visits")[:500]) if "off" in request.POST else []
    at = clock.now()
    try:
        with transaction.atomic():
            noted = enter_absence(
                actor=request.actor, what=request.POST.get("what", ""), visits=freed, at=at, **asked
            )
    except NotAllowed:
        raise
    except VisitsInTheWay as refused:
        found = visits_in_the_way(actor=request.actor, **asked)
        typed |= {"problem": str(refused), **in_the_way_context(found, zone)}
        return _render(request, status=409, away=typed)
    except Refusal as refused:
        return _render(request, status=409, away=typed | {"problem": str(refused)})
    notices.success(request, _("Die Abwesenheit ist eingetragen."))
    for words in absent_words(noted):
        notices.warning(request, words)
    return _back(request)


@gate(ActorKind.STAFF)
@require_POST
def drop_absence(request: KulanzRequest, booking_id: int) -> HttpResponse:
    if not may_with_visit(request.actor, VisitAction.ABSENCE):
        raise NotAllowed
    if not Booking.objects.filter(tenant_id=request.actor.tenant_id, pk=booking_id, visit=None).exists():
        raise Http404
    remove_absence(actor=request.actor, booking_id=booking_id, at=clock.now())
    notices.success(request, _("Die Abwesenheit ist entfernt."))
    return _back(request)


def _asked_for(request: KulanzRequest) -> Visit:
    wanted = key_of(request.POST.get("visit", ""))
    found = visits_visible_to(request.actor).select_related("case").filter(pk=wanted or 0).first()
    if found is None:
        raise NoSuchVisit
    return found


def _planned(request: KulanzRequest, visit: Visit, at: datetime) -> HttpResponse:
    crew, zone = crew_of(visit), ZoneInfo(request.tenant.time_zone)
    if visit.starts_at is None or visit.ends_at is None:
        return _back(request)
    done = _("%(number)s ist geplant: %(who)s, %(when)s.") % {
        "number": visit.number,
        "who": ", ".join(person.name for person in crew),
        "when": when_of(visit, zone),
    }
    warnings = plan_warnings(request.tenant, visit, crew, at=at)
    if request.headers.get("HX-Request"):
        return _render(request, done=done, warnings=warnings)
    notices.success(request, done)
    for words in warnings:
        notices.warning(request, words)
    return _back(request)


def _back(request: KulanzRequest) -> HttpResponse:
    return redirect(f"{reverse('desk:board')}?{_kept(request.GET)}")


def _kept(given: QueryDict, **changed: str) -> str:
    values = {name: given.get(name, "")[:40] for name in _KEPT} | changed
    return urlencode({name: value for name, value in values.items() if value})


def _render(request: KulanzRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    at = clock.now()
    today = local_date(request.tenant, at)
    chosen = planned_day(request.GET.get("tag", ""))
    monday = monday_of(planned_day(request.GET.get("woche", "")) or chosen or planned_from(today))
    in_week = chosen is not None and monday <= chosen < monday + timedelta(days=7)
    day = chosen if chosen is not None and in_week else (today if monday_of(today) == monday else monday)
    filters = _filters(request.GET)
    may_plan = may_with_visit(request.actor, VisitAction.PLAN)
    found = board(request.actor, monday=monday, at=at, filters=filters)
    whole = found.organisations if filters.organisation_id is None else _organisations(request)
    context: dict[str, Any] = {
        "board": found,
        "groups": lines_of(found, day, may_plan=may_plan),
        "heads": heads_of(found, day),
        "marks": marks_of_states(),
        "day_words": day,
        "waiting": [
            {"row": row, "badge": visit_badge(row.visit.state) if row.visit.state == "offered" else None}
            for row in found.waiting
        ],
        "filters": filters,
        "organisations": sorted(whole.items(), key=lambda one: one[1]),
        "kinds": kind_choices(found),
        "narrowed": filters != BoardFilters(),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "week": monday.isocalendar().week,
        "previous_url": f"?{_kept(request.GET, woche=(monday - timedelta(days=7)).isoformat(), tag='')}",
        "next_url": f"?{_kept(request.GET, woche=(monday + timedelta(days=7)).isoformat(), tag='')}",
        "today_url": f"?{_kept(request.GET, woche='', tag='')}",
        "day_urls": _kept(request.GET, woche="", tag=""),
        "kept": _kept(request.GET),
        "may_plan": may_plan,
        "may_note": may_with_visit(request.actor, VisitAction.ABSENCE),
        "menu_current": "board",
        **extra,
    }
    name = "board_body.html" if request.headers.get("HX-Request") else "board.html"
    return render(request, f"desk/execution/{name}", context, status=status)


def _organisations(request: KulanzRequest) -> dict[int, str]:
    """All there are, for a filter that shows one of them only."""
    people = Technician.objects.filter(tenant_id=request.actor.tenant_id, active=True)
    return dict(Party.objects.filter(pk__in=people.values("organisation_id")).values_list("pk", "name"))


def _filters(given: QueryDict) -> BoardFilters:
    return BoardFilters(
        organisation_id=key_of(given.get("organisation", "")),
        region=_plain(given.get("region", ""))[:10].strip(),
        kind=_plain(given.get("art", ""))[:12],
    )


def planned_day(text: str) -> date | None:
    """The day of an address; None where that is none, or none anybody plans for."""
    found = day_of(text)
    return found if found is not None and EARLIEST.year <= found.year < LATEST.year else None


def _plain(text: str) -> str:
    return text.replace("\x00", "")
