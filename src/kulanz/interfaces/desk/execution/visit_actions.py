"""What is done with a visit at the desk: one command each, then back to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.execution.crew import other_house_context, refused_context
from kulanz.interfaces.desk.execution.visit_forms import VisitForm
from kulanz.interfaces.desk.execution.visits import render_visit, visit_or_404
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.screens.visit_forms import asked_plan, plan_as_asked, refused_act
from kulanz.stages.execution.commands.visits.making import VisitInput, make_visit
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.permissions_of_visits import (
    VisitAction,
    may_with_visit,
    require_visit,
    visits_visible_to,
)
from kulanz.stages.execution.refusals_of_visits import OtherHouse
from kulanz.stages.execution.rules.visits import VisitKind, VisitState
from kulanz.workflows.visit_turns import turn_by_visits
from kulanz.workflows.visits import cancel_visit, edit_visit, take_off_plan


@gate(ActorKind.STAFF)
@require_http_methods(["GET", "POST"])
def new_visit(request: KulanzRequest, number: str) -> HttpResponse:
    """Make a visit for a case; the dealer's wished technician decides whose people go."""
    case = case_or_404(request, number)
    if not may_with_visit(request.actor, VisitAction.MAKE, case=case):
        raise NotAllowed
    if request.method == "POST":
        form = VisitForm(request.POST, case=case)
    else:
        form = _form_like_before(request, case) or VisitForm(case=case)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                with transaction.atomic():
                    made = _make(request, case, form.cleaned_data)
            except NotAllowed:
                raise
            except Refusal as refused:
                add_refusal(form, refused)
            else:
                notices.success(
                    request, _("%(number)s ist angelegt. Jetzt planen.") % {"number": made.number}
                )
                return redirect("desk:visit", visit_number=made.number)
        status = 422
    context = {"case": case, "form": form, "wished": _wished(case), "menu_current": "board"}
    return render(request, "desk/execution/new_visit.html", context, status=status)


@gate(ActorKind.STAFF)
@require_POST
def plan(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """Put it on the plan, or move it. The interlock's refusal names who could do it instead."""
    found = visit_or_404(request, visit_number)
    require_visit(request.actor, VisitAction.PLAN, found)
    asked = asked_plan(request)
    if asked.starts is None:
        return render_visit(request, found, status=422, problem=_("Bitte Tag und Uhrzeit wählen."))
    kept = {
        "chosen_crew": asked.crew,
        "starts_value": asked.starts_value,
        "ends_value": asked.ends_value,
    }
    try:
        plan_as_asked(request, found, asked, at=clock.now())
    except NotAllowed:
        raise
    except NotCleared as refused:
        back = reverse("desk:visit", args=[found.number])
        problem = refused_context(request, found, refused, asked.crew, asked.starts, back=back)
        day = asked.starts.date()
        return render_visit(request, found, status=409, **problem, people_on=day, **kept)
    except OtherHouse as refused:
        times = (asked.starts_value, asked.ends_value)
        problem = other_house_context(request, found, refused, asked.crew, times)
        return render_visit(request, found, status=409, **problem, **kept)
    except Refusal as refused:
        return render_visit(request, found, status=409, problem=str(refused), **kept)
    notices.success(request, _("Der Einsatz ist geplant."))
    return _back(found)


@gate(ActorKind.STAFF)
@require_POST
def take_off(request: KulanzRequest, visit_number: str) -> HttpResponse:
    return _done(request, visit_number, take_off_plan, _("Der Einsatz ist vom Plan genommen."))


@gate(ActorKind.STAFF)
@require_POST
def cancel(request: KulanzRequest, visit_number: str) -> HttpResponse:
    return _done(request, visit_number, cancel_visit, _("Der Einsatz ist abgesagt."))


@gate(ActorKind.STAFF)
@require_POST
def edit(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """Task, kinds of work, parts and tools; a crew that is planned must still be allowed to do it."""
    found = visit_or_404(request, visit_number)
    require_visit(request.actor, VisitAction.EDIT, found)
    form = VisitForm(request.POST, visit=found, auto_id="edit_%s")
    if not form.is_valid():
        return render_visit(request, found, status=422, edit_form=form)
    try:
        edit_visit(actor=request.actor, visit_id=found.pk, given=_input(form.cleaned_data), at=clock.now())
    except NotAllowed:
        raise
    except NotCleared as refused:
        return render_visit(request, found, status=409, problem=str(refused), edit_form=form)
    except OtherHouse as refused:
        add_refusal(form, refused, {"crew": "organisation"})
        return render_visit(request, found, status=422, edit_form=form)
    except Refusal as refused:
        add_refusal(form, refused)
        return render_visit(request, found, status=422, edit_form=form)
    notices.success(request, _("Gespeichert."))
    return _back(found)


def _done(request: KulanzRequest, visit_number: str, act: Callable[..., object], words: str) -> HttpResponse:
    found = visit_or_404(request, visit_number)
    if refused := refused_act(request, found, act):
        return render_visit(request, found, status=409, problem=str(refused))
    notices.success(request, words)
    return _back(found)


def _back(found: Visit) -> HttpResponse:
    return redirect("desk:visit", visit_number=found.number)


def _form_like_before(request: KulanzRequest, case: Case) -> VisitForm | None:
    """Filled in as a visit of this case that was called off; the day wished only while it is ahead."""
    before = visits_visible_to(request.actor).filter(
        case=case, number=request.GET.get("wie", "")[:30], state=VisitState.CANCELLED.value
    )
    found = before.select_related("case").first()
    if found is None:
        return None
    gone = found.wanted_on is not None and found.wanted_on < local_date(request.tenant, clock.now())
    return VisitForm(visit=found, initial={"wanted_on": None} if gone else {})


def _make(request: KulanzRequest, case: Case, data: dict[str, Any]) -> Visit:
    at = clock.now()
    made = make_visit(
        actor=request.actor,
        case=lock_case(case.pk),
        kind=VisitKind(data["kind"]),
        work_kind_ids=[kind.pk for kind in data.get("work_kinds", ())],
        duration_minutes=data["duration_minutes"],
        task=data["task"],
        wanted_on=data["wanted_on"],
        part_inputs=data["parts"],
        tool_ids=[tool.pk for tool in data.get("tools", ())],
        organisation=data["organisation"],
        at=at,
    )
    turn_by_visits(actor=request.actor, case_id=case.pk, at=at)
    return made


def _input(data: dict[str, Any]) -> VisitInput:
    return VisitInput(
        kind=VisitKind(data["kind"]),
        task=data["task"],
        duration_minutes=data["duration_minutes"],
        wanted_on=data["wanted_on"],
        clear_wanted_on=data["wanted_on"] is None,
        work_kind_ids=[kind.pk for kind in data["work_kinds"]] if "work_kinds" in data else None,
        parts=data["parts"],
        tool_ids=[tool.pk for tool in data["tools"]] if "tools" in data else None,
        organisation_id=data["organisation"].pk if data["organisation"] is not None else None,
    )


def _wished(case: Case) -> Technician | None:
    if case.wished_technician_id is None:
        return None
    return Technician.objects.filter(person_id=case.wished_technician_id, active=True).first()
