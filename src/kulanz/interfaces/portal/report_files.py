"""The document of a service report as dealers and technicians read it, at an address that stays."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.portal.finding import READERS
from kulanz.screens.case_files import report_response
from kulanz.stages.execution.queries.reports import shown_reports


@gate(*READERS)
@require_GET
def report_pdf(request: KulanzRequest, report_number: str) -> HttpResponseBase:
    """The newest one; until the first is drawn a page that asks again."""
    found = shown_reports(request.actor).filter(number=report_number).first()
    if found is None:
        raise Http404
    return report_response(request, found, as_copy=True, at=clock.now())
