"""Offers of maintenance and cleaning, made by the office and by dealers alike."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.http import Http404, HttpResponse

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.serving import pdf_response
from kulanz.stages.execution.commands.service_offers import OFFERED, USUAL_DAYS
from kulanz.stages.execution.models import ServiceOffer, ServiceOfferState
from kulanz.stages.execution.models.choices import VISIT_KIND
from kulanz.stages.execution.queries.maintenance import get_service_offer, list_service_offers
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.workflows.service_offer_mails import print_service_offer
from kulanz.workflows.service_offer_words import service_word

OFFERED_KINDS: Final = [(value, label) for value, label in VISIT_KIND if VisitKind(value) in OFFERED]


def usual_expiry(request: KulanzRequest, at: datetime) -> date:
    return local_date(request.tenant, at) + timedelta(days=USUAL_DAYS)


def listed_service_offers(request: KulanzRequest, state: str) -> dict[str, Any]:
    """A page of those this actor sees, in one state or all."""
    page = list_service_offers(request.actor, state, cursor=request.GET.get("cursor", ""))
    return {
        "rows": page.rows,
        "next_cursor": page.next_cursor,
        "state": state,
        "states": ServiceOfferState.choices,
    }


def service_offer_or_404(actor: Actor, number: str) -> ServiceOffer:
    row = get_service_offer(actor, number)
    if row is None:
        raise Http404
    return row


def printed_service_offer(actor: Actor, row: ServiceOffer, *, at: datetime) -> HttpResponse:
    """The letter with a new link as a code."""
    offer, pdf = print_service_offer(actor=actor, offer_id=row.pk, at=at)
    return pdf_response(pdf, service_word("file", actor.language, number=offer.number))
