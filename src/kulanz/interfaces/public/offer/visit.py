"""Who comes to an offer: by its own link, or by way of the case's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import digest_of
from kulanz.interfaces.public.linked import behind_a_link
from kulanz.interfaces.public.tracking.link import find_visit, private
from kulanz.interfaces.public.tracking.renewal import unknown_link
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.queries.offers import offer_of_customer
from kulanz.workflows.brands import brand_of_case, show_brand
from kulanz.workflows.links import prove_address
from kulanz.workflows.offer_links import offer_for_link


@dataclass(frozen=True, slots=True)
class OfferVisit:
    """One request about one offer, by its customer."""

    request: KulanzRequest
    token: str
    actor: Actor
    offer: Offer
    at: datetime
    way: str
    """offer_link or case_page."""

    @property
    def key(self) -> str:
        """A name for this link that does not give it away."""
        return f"offer:{digest_of(self.token).hex()[:40]}"

    @property
    def path(self) -> str:
        if self.way == "case_page":
            return reverse("public:case_offer", args=[self.token, self.offer.pk])
        return reverse("public:offer", args=[self.token])

    @property
    def case_path(self) -> str:
        """The page of the case, where this link opens it."""
        return reverse("public:case", args=[self.token]) if self.way == "case_page" else ""


def _found(request: KulanzRequest, token: str, offer_id: int | None, at: datetime) -> OfferVisit | None:
    if offer_id is None:
        found = offer_for_link(secret=token, at=at)
        if found is None or found[0].tenant_id != request.tenant.pk:
            return None
        return OfferVisit(request, token, *found, at, "offer_link")
    visit = find_visit(request, token, at)
    if visit is None:
        return None
    offer = offer_of_customer(visit.actor, visit.case, offer_id)
    return OfferVisit(request, token, visit.actor, offer, at, "case_page") if offer is not None else None


def to_offer(view: Callable[[OfferVisit], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page about an offer: finds it, or answers the one page for links that do not work.

    Looking changes nothing, because mail scanners open links; whoever posts has read our mail.
    """

    @wraps(view)
    def answered(request: HttpRequest, token: str, offer_id: int | None = None) -> HttpResponseBase:
        known = cast(KulanzRequest, request)
        at = clock.now()
        visit = _found(known, token, offer_id, at)
        if visit is None:
            return private(unknown_link(known))
        if request.method == "POST":
            purpose = TokenPurpose.CASE_PAGE if visit.case_path else TokenPurpose.OFFER
            with transaction.atomic():
                prove_address(secret=token, at=at, purpose=purpose)
        show_brand(known, brand_of_case(visit.offer.case))
        return private(view(visit))

    return behind_a_link(sensitive_post_parameters("iban", "holder")(answered), "GET", "HEAD", "POST")
