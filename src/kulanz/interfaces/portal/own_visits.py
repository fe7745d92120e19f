"""Under option A: send one's own technician from the case, or give the work to the factory service."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.cases.refusals import CaseEnded
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.forms import add_refusal
from kulanz.core.ui.typed import key_of
from kulanz.interfaces.portal.case import invoice_from_factory, render_case
from kulanz.interfaces.portal.finding import case_or_404, typed
from kulanz.interfaces.portal.telling import tell_planned, wants_telling
from kulanz.interfaces.portal.visit_forms import OwnVisitForm
from kulanz.masterdata.parties.queries.entitled import certified_until
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.visits import visits_of_case
from kulanz.stages.execution.refusals_of_visits import VisitMadeMeanwhile
from kulanz.workflows.filing import own_technicians
from kulanz.workflows.visits_of_dealers import (
    hand_to_factory,
    make_own_visit,
    may_hand_to_factory,
    may_send_own,
    newest_visit,
)
from kulanz.workflows.writing import writer_of

# What a command calls it, and what the form does.
_FIELDS: Final = {"crew": "technician", "starts": "starts_at", "ends_at": "duration_minutes"}


@gate(ActorKind.DEALER)
@require_http_methods(["GET", "POST"])
def new_visit(request: KulanzRequest, number: str) -> HttpResponse:
    """Make a visit of the house's own people and, if wanted, plan it in the same step."""
    found, at = case_or_404(request, number), clock.now()
    if not may_send_own(request.actor, found, at):
        raise Http404
    if not found.is_open:
        notices.error(request, str(CaseEnded()))
        return redirect("portal:case", number=found.number)
    if request.method != "POST":
        return _page(request, found, _form(request, found, None))
    data = request.POST.copy()
    if instead := request.POST.get("instead", ""):
        data["technician"] = instead
    form = _form(request, found, data)
    seen = key_of(request.POST.get("seen", ""))
    if not form.is_valid():
        return _page(request, found, form, seen=seen, status=422)
    given = form.given(newest_seen=seen)
    try:
        # no block around it: what was refused is undone already, and that the interlock refused is kept
        made = make_own_visit(actor=request.actor, case_id=found.pk, given=given, at=at)
    except NotAllowed:
        raise
    except NotCleared as refused:
        refusal = {"problem": refused.why(), "could": refused.could}
        return _page(request, found, form, seen=seen, status=409, **refusal)
    except Refusal as refused:
        add_refusal(form, refused, _FIELDS)
        # who sends it once more has read that there is another one now
        seen = newest_visit(found) if isinstance(refused, VisitMadeMeanwhile) else seen
        return _page(request, found, form, seen=seen, status=409)
    return _made(request, made, given.technician_id)


@gate(ActorKind.DEALER)
@require_POST
def give_to_factory(request: KulanzRequest, number: str) -> HttpResponse:
    """The factory service carries it out instead of the house's own people."""
    found = case_or_404(request, number)
    if not may_hand_to_factory(request.actor, found):
        raise Http404
    try:
        hand_to_factory(
            actor=request.actor, case_id=found.pk, reason=typed(request, "reason")[:500], at=clock.now()
        )
    except NotAllowed:
        raise
    except Refusal as refused:
        return render_case(request, found, status=409, action_error=str(refused))
    notices.success(request, _("Der Werkskundendienst übernimmt. Das Servicebüro weiß Bescheid."))
    return redirect("portal:case", number=found.number)


def _made(request: KulanzRequest, made: Visit, technician_id: int | None) -> HttpResponse:
    address = reverse("portal:visit", args=[made.number])
    if made.starts_at is not None:
        notices.success(request, _("Der Einsatz ist geplant."))
        tell_planned(request, made, knew=False)
        return redirect(address)
    notices.success(request, _("%(number)s ist angelegt. Jetzt planen.") % {"number": made.number})
    # whom he chose without a time is chosen there
    return redirect(f"{address}?wer={technician_id}" if technician_id is not None else address)


def _form(request: KulanzRequest, found: Case, data: Any) -> OwnVisitForm:
    today = local_date(request.tenant, clock.now())
    ends = certified_until(own_technicians(request.actor), today)
    return OwnVisitForm(data, actor=request.actor, case=found, today=today, ends=ends)


def _page(
    request: KulanzRequest,
    found: Case,
    form: OwnVisitForm,
    *,
    seen: int | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    context = {
        "case": found,
        "form": form,
        "seen": newest_visit(found) if seen is None else seen,
        "standing": [visit for visit in visits_of_case(request.actor, found) if visit.is_open],
        "invoice_from_factory": invoice_from_factory(found),
        "house_id": request.actor.organisation_id,
        "passes_on": writer_of(found, request.tenant).passes_on,
        "notify": wants_telling(request) if request.method == "POST" else True,
        "menu_current": "cases",
    }
    return render(request, "portal/new_visit.html", context | extra, status=status)
