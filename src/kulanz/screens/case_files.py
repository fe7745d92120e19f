"""A case's files and a report's document as answers, at addresses that stay good while it is drawn anew."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from kulanz.cases.models import CaseFile
from kulanz.cases.queries.case_page import get_file
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.serving import file_response, thumbnail_response
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.queries.reports import document_in_place_of

# How soon the page that waits for a report's document asks again.
_SECONDS: Final = 3
_THUMBNAIL: Final = 160


def case_file_or_404(actor: Actor, case_file_id: int, *, at: datetime) -> CaseFile:
    """The file, or for a report's earlier document the one now in its place."""
    found = get_file(actor, case_file_id, at=at)
    if found is None:
        newer = document_in_place_of(actor, case_file_id)
        found = get_file(actor, newer, at=at) if newer is not None else None
    if found is None:
        raise Http404
    return found


def case_file_response(
    request: KulanzRequest, case_file_id: int, *, as_copy: bool, at: datetime
) -> HttpResponseBase:
    """The file to save; `?ansehen` shows it in the browser, `?vorschau` is the small picture."""
    found = case_file_or_404(request.actor, case_file_id, at=at)
    if "vorschau" in request.GET:
        small = thumbnail_response(found.stored, _THUMBNAIL)
        if small is None:
            raise Http404
        return small
    return file_response(
        found.stored,
        as_copy=as_copy,
        inline="ansehen" in request.GET,
        range_header=request.headers.get("Range"),
    )


def report_response(
    request: KulanzRequest, report: ServiceReport, *, as_copy: bool, at: datetime
) -> HttpResponseBase:
    """The newest document of a report, as it was signed; with `?berichtigt` its corrected version. Until it
    is drawn a page that asks again. Raises Http404.

    Who may not read the office's reads the customer's.
    """
    holder = report.correction if "berichtigt" in request.GET else report
    if holder is None:
        raise Http404
    if holder.document_id is None:
        return _being_made(request, report)
    file = get_file(request.actor, holder.document_id, at=at)
    if file is None and holder.customers_copy_id is not None:
        file = get_file(request.actor, holder.customers_copy_id, at=at)
    if file is None:
        raise Http404
    ranges = request.headers.get("Range")
    return file_response(file.stored, as_copy=as_copy, inline=True, range_header=ranges)


def _being_made(request: KulanzRequest, report: ServiceReport) -> HttpResponse:
    """A page that asks again by itself until the document is there."""
    answer = render(request, "ui/being_made.html", {"name": report.number, "seconds": _SECONDS})
    answer["Refresh"] = str(_SECONDS)
    answer["Cache-Control"] = "private, no-store"
    return answer
