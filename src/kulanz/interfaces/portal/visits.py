"""The dealer's own technicians' visits: what is to plan, who goes when; by the rules of the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.typed import as_typed, key_of, moment_of
from kulanz.interfaces.portal.case import invoice_from_factory
from kulanz.interfaces.portal.telling import tell_ended, tell_planned, telling
from kulanz.interfaces.portal.visit_forms import LONG, too_long
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.screens.visit_forms import AskedPlan, asked_plan, plan_as_asked, refused_act
from kulanz.screens.visits import crew_of, suggestion_rows, visit_context, visit_row
from kulanz.stages.execution.commands.visits.ending import kept_by_office
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.permissions_of_visits import visits_visible_to
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.queries.lacking import lacking
from kulanz.stages.execution.queries.suggestions import suggest
from kulanz.stages.execution.rules.visits import ON_PLAN, VisitState, may_become
from kulanz.stages.execution.visit_words import day_words, moment_words, plan_warnings
from kulanz.workflows.visits import cancel_visit, take_off_plan
from kulanz.workflows.visits_of_dealers import may_hand_to_factory

_LISTED = 100
_PLANNABLE = frozenset(
    {VisitState.TO_PLAN.value, VisitState.OFFERED.value, VisitState.PLANNED.value, VisitState.CONFIRMED.value}
)
_OFF = frozenset({VisitState.OFFERED.value, VisitState.PLANNED.value, VisitState.CONFIRMED.value})


@gate(ActorKind.DEALER)
@require_GET
def visits(request: KulanzRequest) -> HttpResponse:
    """What is given to the house: to plan first, then what is planned from today on, then what is over and
    waits for its report.
    """
    today = clock.now() - timedelta(hours=12)
    own, zone = _own(request), ZoneInfo(request.tenant.time_zone)
    waiting = own.filter(state__in=[VisitState.TO_PLAN.value, VisitState.OFFERED.value])
    on_plan = own.filter(state__in=[state.value for state in ON_PLAN])
    planned, over = on_plan.filter(ends_at__gte=today), on_plan.filter(ends_at__lt=today)
    context = {
        "waiting": [
            visit_row(one, zone) for one in waiting.order_by("wanted_on", "postcode", "pk")[:_LISTED]
        ],
        "planned": [visit_row(one, zone) for one in planned.order_by("starts_at", "pk")[:_LISTED]],
        "over": [visit_row(one, zone) for one in over.order_by("-starts_at", "pk")[:_LISTED]],
        "menu_current": "visits",
    }
    return render(request, "portal/visits.html", context)


@gate(ActorKind.DEALER)
@require_GET
def visit(request: KulanzRequest, visit_number: str) -> HttpResponse:
    return _page(request, _own_or_404(request, visit_number))


@gate(ActorKind.DEALER)
@require_POST
def plan(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """Put it on the plan or move it; the same command and rules as at the office."""
    found = _own_or_404(request, visit_number)
    asked = _asked(request)
    kept = {"crew_ids": asked.crew, "starts_value": asked.starts_value, "ends_value": asked.ends_value}
    if asked.starts is None:
        return _page(request, found, status=422, problem=_("Bitte Tag und Uhrzeit wählen."), **kept)
    if _asks_long(found, asked) and "long_ok" not in request.POST:
        return _page(request, found, status=422, problem=too_long(), asks_long=True, **kept)
    try:
        plan_as_asked(request, found, asked, at=clock.now())
    except NotAllowed:
        raise
    except NotCleared as refused:
        refusal = {
            "problem": refused.why(),
            "could": refused.could,
            "could_when": moment_words(asked.starts),
            "barred": True,
        }
        return _page(request, found, status=409, **refusal, **kept)
    except Refusal as refused:
        return _page(request, found, status=409, problem=str(refused), **kept)
    notices.success(request, _("Der Einsatz ist geplant."))
    tell_planned(request, found, knew=found.token_id is not None)
    return redirect("portal:visit", visit_number=found.number)


@gate(ActorKind.DEALER)
@require_POST
def take_off(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """Off the plan: it has to be planned again."""
    words = _("Der Einsatz ist vom Plan genommen.")
    return _done(request, visit_number, take_off_plan, words, cancelled=False)


@gate(ActorKind.DEALER)
@require_POST
def cancel(request: KulanzRequest, visit_number: str) -> HttpResponse:
    return _done(request, visit_number, cancel_visit, _("Der Einsatz ist abgesagt."), cancelled=True)


def _asks_long(found: Visit, asked: AskedPlan) -> bool:
    """Longer than a working day, and not as long as it was meant to be anyway."""
    if asked.starts is None or asked.ends is None:
        return False
    lasts = asked.ends - asked.starts
    return lasts > LONG and lasts != timedelta(minutes=found.duration_minutes)


def _asked(request: KulanzRequest) -> AskedPlan:
    """What was typed, or the proposal that was picked."""
    asked, zone = asked_plan(request), ZoneInfo(request.tenant.time_zone)
    person, _space, starts = request.POST.get("pick", "")[:40].partition(" ")
    if not starts:
        return _moved_along(request, asked, zone)
    who = key_of(person)
    crew = [who] if who is not None else []
    return replace(
        asked, crew=crew, starts=moment_of(starts, zone), ends=None, starts_value=starts, ends_value=""
    )


def _moved_along(request: KulanzRequest, asked: AskedPlan, zone: ZoneInfo) -> AskedPlan:
    """An end that was not changed goes along with a beginning that was."""
    shown_starts, shown_ends = (request.POST.get(name, "")[:16] for name in ("shown_starts", "shown_ends"))
    before, until = moment_of(shown_starts, zone), moment_of(shown_ends, zone)
    same_end = bool(shown_ends) and asked.ends_value == shown_ends
    if before is None or until is None or asked.starts is None or not same_end:
        return asked
    if asked.starts_value == shown_starts:
        return asked
    # by the clock on the wall, also where the hour changes between them
    ends = asked.starts + (until - before)
    return replace(asked, ends=ends, ends_value=as_typed(ends))


def _done(
    request: KulanzRequest, visit_number: str, act: Callable[..., object], words: str, *, cancelled: bool
) -> HttpResponse:
    found = _own_or_404(request, visit_number)
    if refused := refused_act(request, found, act):
        return _page(request, found, status=409, problem=str(refused))
    notices.success(request, words)
    tell_ended(request, found, cancelled=cancelled)
    return redirect("portal:visit", visit_number=found.number)


def _own(request: KulanzRequest) -> Any:
    """Visits of cases this person sees that are given to his house."""
    house = request.actor.organisation_id or 0
    return visits_visible_to(request.actor).filter(organisation_id=house).select_related("case")


def _own_or_404(request: KulanzRequest, number: str) -> Visit:
    found: Visit | None = _own(request).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _warnings(request: KulanzRequest, found: Visit, crew: list[Technician], at: datetime) -> list[str]:
    house = request.actor.organisation_id or 0
    return plan_warnings(request.tenant, found, crew, at=at, house=house)


def _page(request: KulanzRequest, found: Visit, *, status: int = 200, **extra: Any) -> HttpResponse:
    at, zone, crew = clock.now(), ZoneInfo(request.tenant.time_zone), crew_of(found)
    may_plan = found.state in _PLANNABLE
    people = list(people_on_board(request.actor).order_by("name", "pk")) if may_plan else []
    day = (moment_of(extra.get("starts_value", ""), zone) or found.starts_at or at).astimezone(zone).date()
    lacks = lacking(found, people, day)
    for person in people:
        person.lacks = lacks.get(person.pk, "")  # type: ignore[attr-defined]  # for the template
    context = {
        **visit_context(found, crew, zone),
        "parts": list(found.parts.all()),
        "warnings": _warnings(request, found, crew, at) if may_plan else [],
        **telling(request, found),
        "may_plan": may_plan,
        "may_take_off": found.state in _OFF,
        "may_cancel": may_become(VisitState(found.state), VisitState.CANCELLED) and not kept_by_office(found),
        "may_give": may_hand_to_factory(request.actor, found.case),
        "invoice_from_factory": invoice_from_factory(found.case),
        "people": people,
        "people_day": day_words(day),
        "shown_starts": as_typed(found.starts_at, zone),
        "shown_ends": as_typed(found.ends_at, zone),
        "suggestions": suggestion_rows(suggest(request.actor, found, at=at) if may_plan else ()),
        "menu_current": "visits",
    }
    if not crew:
        context["crew_ids"] = _wished(request, found, people)
    return render(request, "portal/visit.html", context | extra, status=status)


def _wished(request: KulanzRequest, found: Visit, people: list[Technician]) -> list[int]:
    """Whom the form offers first: the one just chosen, else the one wished when the case was filed."""
    chosen = key_of(request.GET.get("wer", ""))
    wished = found.case.wished_technician_id
    return [one.pk for one in people if one.pk == chosen] or [
        one.pk for one in people if wished is not None and one.person_id == wished
    ]
