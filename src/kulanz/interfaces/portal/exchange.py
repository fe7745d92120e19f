"""Cases exchanged as files: a dealer hands one in, sees what became of it, and fetches its own cases."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.ui.typed import day_of
from kulanz.screens.exchanged_files import cases_response, file_badge, results_response, show_file, take_file
from kulanz.stages.contact.queries.partners import own_partner, partner_files
from kulanz.workflows.partner_exports import MOST_AT_ONCE, export_cases

_LAST: Final = 20


@gate(ActorKind.DEALER)
@require_GET
def exchange(request: KulanzRequest) -> HttpResponse:
    """The page of the house; without an exchange it says how one gets it."""
    return _page(request)


def _page(request: KulanzRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    try:
        partner = own_partner(request.actor)
        missing = ""
    except Refusal as refusal:
        partner, missing = None, str(refusal)
    files = partner_files(request.actor)[:_LAST] if partner else []
    context = {
        "partner": partner,
        "missing": missing,
        "error": error,
        "files": [(file, file_badge(file)) for file in files],
        "tenant_code": request.tenant.slug,
        "most": MOST_AT_ONCE,
        "menu_current": "house",
    }
    return render(request, "portal/exchange.html", context, status=status)


@gate(ActorKind.DEALER)
@require_POST
def hand_in(request: KulanzRequest) -> HttpResponse:
    try:
        file = take_file(request, partner_id=own_partner(request.actor).pk, way="portal")
    except Refusal as refusal:
        return _page(request, error=str(refusal), status=422)
    return redirect("portal:exchange_file", partner_file_id=file.pk)


@gate(ActorKind.DEALER)
@require_GET
@vary_on_headers("HX-Request")
def exchange_file(request: KulanzRequest, partner_file_id: int) -> HttpResponse:
    """What became of each record."""
    context = {"menu_current": "house", "case_url": "portal:case"}
    return show_file(request, partner_file_id, "portal/exchange_file", context)


@gate(ActorKind.DEALER)
@require_GET
def exchange_results(request: KulanzRequest, partner_file_id: int) -> HttpResponse:
    return results_response(request.actor, partner_file_id)


@gate(ActorKind.DEALER)
@require_GET
def exchange_cases(request: KulanzRequest) -> HttpResponseBase:
    """The house's cases as XML, with their files in a ZIP where those are large."""
    try:
        partner = own_partner(request.actor)
    except Refusal as refusal:
        return _page(request, error=str(refusal), status=403)
    outgoing = export_cases(
        partner=partner,
        at=clock.now(),
        number=request.GET.get("number", ""),
        since=day_of(request.GET.get("since", "")),
        with_files=request.GET.get("files") == "on",
    )
    return cases_response(outgoing)
