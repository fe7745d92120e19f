"""Options for search while typing: parties and articles."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.masterdata.catalog.queries import find_articles as articles_for
from kulanz.masterdata.parties.models import PartyRoleKind
from kulanz.masterdata.parties.queries.finding import find_parties as parties_for


@gate(ActorKind.STAFF)
@require_GET
def find_parties(request: KulanzRequest) -> HttpResponse:
    """`?q=` and, if wanted, `?role=`; people and organisations with what tells them apart."""
    role = request.GET.get("role", "")
    found = parties_for(
        request.actor, request.GET.get("q", "")[:100], role=role if role in PartyRoleKind.values else ""
    )
    return JsonResponse(
        {"options": [{"value": str(p.pk), "label": p.name, "detail": p.detail} for p in found]}
    )


@gate(ActorKind.STAFF)
@require_GET
def find_articles(request: KulanzRequest) -> HttpResponse:
    found = articles_for(actor=request.actor, query=request.GET.get("q", "")[:100], limit=10)
    return JsonResponse(
        {"options": [{"value": str(a.pk), "label": a.name, "detail": a.number} for a in found]}
    )
