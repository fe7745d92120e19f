"""While typing: articles of the catalog, the dealer's own customers, and cases that bear a sign already."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.masterdata.catalog.queries import find_articles as articles_for
from kulanz.masterdata.parties.models import Party
from kulanz.workflows.filing import find_customers as customers_for
from kulanz.workflows.filing import same_reference


def _typed(request: KulanzRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "")[:100]


@gate(ActorKind.DEALER)
@require_GET
def find_articles(request: KulanzRequest) -> HttpResponse:
    found = articles_for(actor=request.actor, query=_typed(request), limit=10, spare_parts=False)
    return JsonResponse(
        {"options": [{"value": str(a.pk), "label": a.name, "detail": a.number} for a in found]}
    )


@gate(ActorKind.DEALER)
@require_GET
def find_customers(request: KulanzRequest) -> HttpResponse:
    """Customers of the cases this person sees; never those of another house."""
    found = customers_for(request.actor, _typed(request))
    return JsonResponse(
        {"options": [{"value": str(p.pk), "label": p.name, "detail": _detail(p)} for p in found]}
    )


@gate(ActorKind.DEALER)
@require_GET
def reference_hint(request: KulanzRequest) -> HttpResponse:
    """While typing the own sign: is there a case that bears it already?"""
    found = same_reference(request.actor, request.GET.get("dealer_reference", "")[:80].replace("\x00", ""))
    return render(request, "portal/reference_hint.html", {"found": found})


def _detail(party: Party) -> str:
    """Place and way to reach, to tell two of one name apart."""
    places = sorted(party.addresses.all(), key=lambda a: (not a.is_main, a.pk))[:1]
    points = sorted(party.contact_points.all(), key=lambda c: (not c.is_main, c.pk))[:1]
    return " · ".join([*(str(place) for place in places), *(point.value for point in points)])
