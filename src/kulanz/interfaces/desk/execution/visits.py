"""A visit's page: what is to be done, who goes when, who could, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.typed import keys_of, local_of
from kulanz.interfaces.desk.cases.history_words import channel_words, line
from kulanz.interfaces.desk.execution.crew import people_context
from kulanz.interfaces.desk.execution.visit_forms import VisitForm
from kulanz.masterdata.parties.models import RELEVANCE
from kulanz.masterdata.parties.queries.interlock import judge_technicians
from kulanz.screens.visits import crew_of, suggestion_rows, visit_context
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.permissions_of_visits import VisitAction, may_with_visit, visits_visible_to
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.queries.clearance import material_of, relevance_of_visit, work_kinds_of
from kulanz.stages.execution.queries.houses import has_house, of_its_house
from kulanz.stages.execution.queries.suggestions import suggest
from kulanz.stages.execution.queries.visits import visit_history
from kulanz.stages.execution.rules.visits import ENDED, VisitState, may_become
from kulanz.stages.execution.visit_words import plan_warnings


def visit_or_404(request: KulanzRequest, number: str) -> Visit:
    found = (
        visits_visible_to(request.actor)
        .select_related("case", "order", "organisation", "follows")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


@gate(ActorKind.STAFF)
@require_GET
def visit(request: KulanzRequest, visit_number: str) -> HttpResponse:
    return render_visit(request, visit_or_404(request, visit_number))


@gate(ActorKind.STAFF)
@require_GET
def suggestions(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """Who could go when, for the board: with one press it is planned."""
    found = visit_or_404(request, visit_number)
    return render(
        request,
        "desk/execution/suggestions.html",
        {
            "visit": found,
            "suggestions": _suggested(request, found, clock.now()),
            "on_board": "tafel" in request.GET,
            "barred": ",".join(map(str, _barred(request, found))),
            "kept": request.GET.urlencode(),
            "may_plan": may_with_visit(request.actor, VisitAction.PLAN, found),
        },
    )


@gate(ActorKind.STAFF)
@require_GET
def crew(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """The people to choose from, marked for the day that is typed; the ticks stay."""
    found = visit_or_404(request, visit_number)
    starts = local_of(request.GET.get("starts", ""))
    context = {
        "visit": found,
        "chosen_crew": keys_of(request.GET.getlist("crew")),
        **people_context(request, found, starts.date() if starts is not None else None),
    }
    return render(request, "desk/execution/crew.html", context)


def render_visit(request: KulanzRequest, found: Visit, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page; `extra` brings back what a refused form held."""
    at = clock.now()
    zone = ZoneInfo(request.tenant.time_zone)
    state = VisitState(found.state)
    open_ = state not in ENDED
    may_plan = (
        open_ and state is not VisitState.UNDER_WAY and may_with_visit(request.actor, VisitAction.PLAN, found)
    )
    crew = crew_of(found)
    starts = found.starts_at.astimezone(zone) if found.starts_at is not None else None
    context: dict[str, Any] = {
        **visit_context(found, crew, zone),
        "warnings": plan_warnings(request.tenant, found, crew, at=at) if open_ else [],
        "relevance": dict(RELEVANCE)[relevance_of_visit(found).value],
        "is_relevant": relevance_of_visit(found).value != "none",
        "parts": list(found.parts.select_related("article")),
        "tools": list(found.tools.select_related("tool__vehicle", "tool__technician")),
        "reports": list(found.reports.select_related("document")),
        "followed_by": list(found.followed_by.order_by("pk")),
        "history": [(line(entry), channel_words(entry.channel)) for entry in visit_history(found)],
        "may_plan": may_plan,
        "may_edit": may_plan and may_with_visit(request.actor, VisitAction.EDIT, found),
        "may_cancel": may_become(state, VisitState.CANCELLED)
        and may_with_visit(request.actor, VisitAction.CANCEL, found),
        "may_make_again": state is VisitState.CANCELLED
        and found.case.is_open
        and may_with_visit(request.actor, VisitAction.MAKE, case=found.case),
        "menu_current": "board",
        "week_url_day": (starts or (clock.now().astimezone(zone))).date().isoformat(),
    }
    if may_plan:
        context |= {
            **people_context(request, found, extra.get("people_on") or (starts.date() if starts else None)),
            "suggestions": _suggested(request, found, at),
            "edit_form": extra.get("edit_form") or VisitForm(visit=found, auto_id="edit_%s"),
        }
    return render(request, "desk/execution/visit.html", context | extra, status=status)


def _suggested(request: KulanzRequest, found: Visit, at: datetime) -> list[dict[str, Any]]:
    """Who could go when; while it is open whose people go, each with his house."""
    return suggestion_rows(suggest(request.actor, found, at=at), houses=not has_house(found))


def _barred(request: KulanzRequest, found: Visit) -> list[int]:
    """Technicians whom the interlock keeps from it today and for the next two weeks, and other houses'."""
    everybody = people_on_board(request.actor)
    people = list(of_its_house(everybody, found).values_list("pk", flat=True))
    strange = set(everybody.values_list("pk", flat=True)).difference(people)
    today = clock.now().astimezone(ZoneInfo(request.tenant.time_zone)).date()
    works = work_kinds_of(found)
    material = material_of(found)
    judged = [
        judge_technicians(
            tenant_id=found.tenant_id,
            technician_ids=people,
            work_kind_ids=works,
            relevance=material,
            on=today + timedelta(days=days),
        )
        for days in (0, 14)
    ]
    return [*(pk for pk in people if not any(one[pk].allowed for one in judged)), *sorted(strange)]
