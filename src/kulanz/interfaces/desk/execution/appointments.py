"""A visit's appointment with the customer: which times he may choose, his link, and what he answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.serving import pdf_response
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.typed import keys_of
from kulanz.interfaces.desk.execution.visits import visit_or_404
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.screens.visits import calendar_response
from kulanz.stages.execution.commands.appointments import Slot
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.permissions_of_visits import VisitAction, may_with_visit, require_visit
from kulanz.stages.execution.queries.appointments import free_slots, kept_crew, open_slots, read_slot
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.queries.houses import has_house, of_its_house
from kulanz.stages.execution.queries.tools import tool_collisions
from kulanz.stages.execution.rules.visits import VisitState, may_become
from kulanz.stages.execution.visit_words import visit_badge
from kulanz.workflows.appointment_mails import appointment_letter, send_appointment
from kulanz.workflows.appointment_words import appointment_word
from kulanz.workflows.appointments import offer_slots

_BY_HAND: Final = 3
_SUGGESTED: Final = 12


@dataclass(frozen=True, slots=True)
class Row:
    value: str
    when: str
    who: str
    checked: bool


@gate(ActorKind.STAFF)
@require_GET
def appointment(request: KulanzRequest, visit_number: str) -> HttpResponse:
    return _page(request, visit_or_404(request, visit_number))


@gate(ActorKind.STAFF)
@require_POST
def offer(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """Put the chosen times before the customer and send him the link."""
    visit = visit_or_404(request, visit_number)
    require_visit(request.actor, VisitAction.PLAN, visit)
    at = clock.now()
    try:
        slots, together = _read(request), keys_of(request.POST.getlist("together"))
        visit = offer_slots(actor=request.actor, visit_id=visit.pk, slots=slots, together=together, at=at)
    except NotAllowed:
        raise
    except Refusal as refusal:
        # what the interlock refused is kept, so the answer is given here
        could = refusal.could if isinstance(refusal, NotCleared) else ()
        extra = {"could": could, "could_houses": not has_house(visit)}
        return _page(request, visit, status=422, problem=str(refusal), **extra)
    return _sent(request, visit, at)


@gate(ActorKind.STAFF)
@require_POST
def send(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """Tell the customer of his appointment or his choice, with a new link."""
    visit = visit_or_404(request, visit_number)
    require_visit(request.actor, VisitAction.PLAN, visit)
    return _sent(request, visit, clock.now())


@gate(ActorKind.STAFF)
@require_POST
def letter(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """The same on paper, with a code."""
    found = visit_or_404(request, visit_number)
    visit, pdf = appointment_letter(actor=request.actor, visit_id=found.pk, at=clock.now())
    return pdf_response(pdf, appointment_word("letter_file", request.actor.language, number=visit.number))


@gate(ActorKind.STAFF)
@require_GET
def file(request: KulanzRequest, visit_number: str) -> HttpResponse:
    """For the own calendar."""
    return calendar_response(request.actor, visit_or_404(request, visit_number))


def _sent(request: KulanzRequest, visit: Visit, at: datetime) -> HttpResponse:
    try:
        send_appointment(actor=request.actor, visit_id=visit.pk, at=at)
    except NotAllowed:
        raise
    except Refusal as refusal:
        notices.warning(request, str(refusal))
    else:
        notices.success(request, _("Der Kunde bekommt den Link per E-Mail."))
    return redirect("desk:visit_appointment", visit_number=visit.number)


def _read(request: KulanzRequest) -> list[Slot]:
    """Suggested times that were ticked, and those entered by hand."""
    found = [slot for value in request.POST.getlist("slot")[:50] if (slot := read_slot(value[:60]))]
    zone = ZoneInfo(request.tenant.time_zone)
    for number in range(1, _BY_HAND + 1):
        pk = request.POST.get(f"technician{number}", "")
        moment = parse_datetime(request.POST.get(f"starts{number}", "")[:40] or "-")
        if pk.isascii() and pk.isdigit() and len(pk) < 18 and moment is not None:
            found.append((int(pk), moment if moment.tzinfo else moment.replace(tzinfo=zone)))
    return found


def _page(request: KulanzRequest, visit: Visit, *, status: int = 200, **extra: Any) -> HttpResponse:
    at = clock.now()
    zone = ZoneInfo(request.tenant.time_zone)
    state = VisitState(visit.state)
    may_plan = may_with_visit(request.actor, VisitAction.PLAN, visit)
    may_offer = may_plan and (
        state is VisitState.OFFERED or (may_become(state, VisitState.OFFERED) and _not_begun(visit, at))
    )
    chosen = set(request.POST.getlist("slot")) if request.method == "POST" else set()
    # of a crew of several everybody comes, unless the office says otherwise
    crew = kept_crew(visit) if may_offer else []
    alone = "together" not in request.POST if request.method == "POST" else "einzeln" in request.GET
    together = [] if alone else crew
    suggested = (
        free_slots(visit, at=at, actor=request.actor, together=together, most=_SUGGESTED) if may_offer else []
    )
    rows = [
        (
            slot.starts_at,
            Row(
                slot.value,
                _clock(slot.starts_at, zone),
                ", ".join(person.name for person in (slot.technician, *slot.others)),
                slot.value in chosen,
            ),
        )
        for slot in suggested
    ]
    people: Sequence[Technician] = (
        list(of_its_house(people_on_board(request.actor), visit)[:500]) if may_offer else []
    )
    context = {
        "visit": visit,
        "case": visit.case,
        "badge": visit_badge(visit.state),
        "may_plan": may_plan,
        "may_offer": may_offer,
        "agreed": state in (VisitState.PLANNED, VisitState.CONFIRMED),
        "when": _span(visit, zone),
        "crew": [
            row.technician.name for row in visit.crew.select_related("technician").order_by("-leads", "pk")
        ],
        "before_customer": _before_customer(visit, zone, at) if state is VisitState.OFFERED else [],
        "kept_crew": ", ".join(person.name for person in crew),
        "together": together,
        "days": [
            (date_format(day, _("l, j. F")), [row for _start, row in group])
            for day, group in groupby(rows, key=lambda pair: pair[0].astimezone(zone).date())
        ],
        "people": people,
        "by_hand": range(1, _BY_HAND + 1),
        "collisions": tool_collisions(visit),
        "menu_current": "board",
        "problem": "",
        **extra,
    }
    return render(request, "desk/execution/appointment.html", context, status=status)


def _before_customer(visit: Visit, zone: ZoneInfo, at: datetime) -> list[str]:
    """The times he may choose from, with who comes then."""
    slots = open_slots(visit, at=at)
    names = dict(
        Technician.objects.filter(pk__in={pk for slot in slots for pk in slot.crew_ids}).values_list(
            "pk", "name"
        )
    )
    return [
        f"{date_format(slot.starts_at.astimezone(zone), _('D, j. F'))}, {_clock(slot.starts_at, zone)} "
        f"({', '.join(names[pk] for pk in slot.crew_ids)})"
        for slot in slots
    ]


def _not_begun(visit: Visit, at: datetime) -> bool:
    return visit.starts_at is None or visit.starts_at > at


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "H:i")


def _span(visit: Visit, zone: ZoneInfo) -> str:
    if visit.starts_at is None or visit.ends_at is None:
        return ""
    start, end = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    return f"{date_format(start, _('l, j. F Y'))}, {date_format(start, 'H:i')}–{date_format(end, 'H:i')}"
