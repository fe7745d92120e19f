"""Service reports on the case page of the portal and how far it is, in sight the moment they arrive."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.cases.queries.case_page import case_page
from kulanz.core import clock
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.portal.case import stand_of, visits_shown
from kulanz.interfaces.portal.finding import READERS, case_or_404
from kulanz.workflows.reports_told import reports_told


@gate(*READERS)
@require_GET
def reports(request: KulanzRequest, number: str) -> HttpResponse:
    """The parts of the page that renew themselves: visits and reports, or with `stand` how far it is."""
    actor, found = request.actor, case_or_404(request, number)
    if "stand" in request.GET:
        at, language = clock.now(), (get_language() or "de")[:2]
        page = case_page(actor, found, at=at, today=local_date(request.tenant, at), language=language)
        answer = render(request, "portal/stand.html", stand_of(actor, found, page, language))
    else:
        shown = {"reports": reports_told(actor, found), **visits_shown(actor, found, clock.now())}
        answer = render(request, "portal/reports.html", {**shown, "case": found})
    tag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    answer["ETag"] = tag
    return answer
