"""A visit's appointment for the calendar of a dealer or technician."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.portal.finding import case_or_404
from kulanz.screens.visits import calendar_response
from kulanz.stages.execution.permissions_of_visits import visits_visible_to


@gate(ActorKind.DEALER, ActorKind.TECHNICIAN)
@require_GET
def visit_file(request: KulanzRequest, number: str, visit_number: str) -> HttpResponse:
    found = case_or_404(request, number)
    visits = visits_visible_to(request.actor).select_related("case")
    visit = visits.filter(case=found, number=visit_number.upper().replace("\x00", "")[:30]).first()
    if visit is None:
        raise Http404
    return calendar_response(request.actor, visit)
