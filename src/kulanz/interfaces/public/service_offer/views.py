"""The customer reads an offer of maintenance and answers it. Opening the page changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final, cast

from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.sessions import device_of
from kulanz.core.access.throttle import hit
from kulanz.core.access.tokens import digest_of
from kulanz.core.files.serving import pdf_response
from kulanz.core.refusal import Refusal
from kulanz.interfaces.public.limits import network_place
from kulanz.interfaces.public.linked import (
    PublicView,
    behind_a_link,
    choose_language,
    readers_language,
)
from kulanz.interfaces.public.offer.views import ACTS_AN_HOUR, TooMuchAtOnce
from kulanz.interfaces.public.tracking.link import private
from kulanz.stages.execution.commands.service_offer_faults import faults_of_answer
from kulanz.stages.execution.commands.service_offers import LONGEST_TEXT, OfferAnswer
from kulanz.stages.execution.models import ServiceOffer, ServiceOfferState
from kulanz.stages.execution.refusals_of_maintenance import ServiceOfferChanged, ServiceOfferClosed
from kulanz.workflows.brands import page_brand, show_brand
from kulanz.workflows.links import prove_address
from kulanz.workflows.offer_links import evidence_of
from kulanz.workflows.service_offer_mails import sender_of, service_offer_pdf
from kulanz.workflows.service_offer_words import service_word, shown_service_offer
from kulanz.workflows.service_offers import (
    accept_service_offer,
    decline_service_offer,
    service_offer_for_link,
)

_TYPED: Final = ("name", "reason", "agree")


@dataclass(frozen=True, slots=True)
class Call:
    """One request about one offer, by its customer."""

    request: KulanzRequest
    token: str
    actor: Actor
    offer: ServiceOffer
    at: datetime

    @property
    def path(self) -> str:
        return reverse("public:service_offer", args=[self.token])

    @property
    def key(self) -> str:
        """A name for this link that does not give it away."""
        return f"service-offer:{digest_of(self.token).hex()[:40]}"

    @property
    def language(self) -> str:
        """In which he read what he answers."""
        posted = self.request.POST.get("language", "")
        return posted if posted in ("de", "en") else (get_language() or "de")[:2]


def _through_link(view: PublicView, *methods: str) -> PublicView:
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponseBase:
        known, at = cast(KulanzRequest, request), clock.now()
        found = service_offer_for_link(secret=token, at=at)
        if found is None or found[0].tenant_id != known.tenant.pk:
            return private(render(request, "public/link_unknown.html", status=404))
        if request.method == "POST":
            # who posts has read our mail; looking alone changes nothing, because mail scanners open links
            with transaction.atomic():
                prove_address(secret=token, at=at, purpose=TokenPurpose.SERVICE_OFFER)
        sender = sender_of(found[1])
        show_brand(known, None if sender.is_office else page_brand(sender.face))
        with readers_language(request, found[0].language):
            return private(view(Call(known, token, *found, at)))

    return behind_a_link(answered, *methods)


def _show(call: Call) -> HttpResponseBase:
    """The offer, and what became of it; answered by one button of one form."""
    post = call.request.POST
    if call.request.method != "POST":
        return _page(call)
    act = post.get("act", "")
    if act == "language":
        return choose_language(call.request, redirect(call.path))
    if act not in ("accept", "decline"):
        return redirect(call.path)
    # counted outside of what a refusal undoes
    in_time = hit("offer_acts", call.key, limit=ACTS_AN_HOUR, window_seconds=3600, at=call.at)
    wanted = ServiceOfferState.ACCEPTED if act == "accept" else ServiceOfferState.DECLINED
    if call.offer.state == wanted:
        return redirect(call.path)
    try:
        with transaction.atomic():
            if not in_time:
                raise TooMuchAtOnce
            return _answer(call, accepted=act == "accept")
    except ServiceOfferClosed as refusal:
        # a second press, or another tab: the page itself says what became of it
        call.offer.refresh_from_db()
        if call.offer.state == wanted:
            return redirect(call.path)
        return _page(call, 409, errors={"": str(refusal)})
    except Refusal as refusal:
        call.offer.refresh_from_db()
        faults = _faults(call, accepted=act == "accept") if refusal.field else []
        errors = {fault.field or "": str(fault) for fault in faults or [refusal]}
        return _page(call, 422, errors=errors)


def _typed_name(call: Call) -> str:
    return " ".join(call.request.POST.get("name", "").replace("\x00", "").split())[:200]


def _faults(call: Call, *, accepted: bool) -> list[Refusal]:
    """Everything he left out, to be named at once."""
    post = call.request.POST
    reason = post.get("reason", "").replace("\x00", "").strip()
    return faults_of_answer(
        accepted=accepted, by=_typed_name(call), agreed=bool(post.get("agree")), text=reason
    )


def _answer(call: Call, *, accepted: bool) -> HttpResponseBase:
    post = call.request.POST
    name = _typed_name(call)
    shown = shown_service_offer(call.offer, call.language)
    if post.get("shown", "") != shown.digest:
        raise ServiceOfferChanged
    given = OfferAnswer(
        accepted=accepted,
        by=name,
        text="" if accepted else post.get("reason", "")[:LONGEST_TEXT],
        agreed=bool(post.get("agree")),
        evidence=evidence_of(
            call.offer,
            shown,
            name=name,
            way="service_offer_link",
            place=network_place(call.request),
            device=device_of(call.request.headers.get("User-Agent", "")[:500]),
            at=call.at,
        ),
    )
    act = accept_service_offer if accepted else decline_service_offer
    act(actor=call.actor, offer_id=call.offer.pk, given=given, at=call.at)
    if accepted:
        notices.success(call.request, _("Vielen Dank. Sie haben unser Angebot angenommen."))
    else:
        notices.success(call.request, _("Danke für Ihre Antwort."))
    return redirect(call.path)


def _document(call: Call) -> HttpResponseBase:
    """The offer as PDF, to keep."""
    name = service_word("file", call.actor.language, number=call.offer.number)
    return pdf_response(service_offer_pdf(call.offer, at=call.offer.made_at), name)


def _page(call: Call, status: int = 200, **more: Any) -> HttpResponseBase:
    offer = call.offer
    today = local_date(call.request.tenant, call.at)
    over = offer.state == ServiceOfferState.OPEN and offer.expires_on < today
    posted = call.request.POST if status != 200 else {}
    context = {
        "call": call,
        "offer": offer,
        "shown": shown_service_offer(offer, (get_language() or "de")[:2]),
        "state": ServiceOfferState.EXPIRED.value if over else offer.state,
        "typed": {key: posted.get(key, "")[: 2 * LONGEST_TEXT] for key in _TYPED},
        "errors": {},
        **more,
    }
    return render(call.request, "public/service_offer/offer.html", context, status=status)


show = _through_link(_show, "GET", "HEAD", "POST")
document = _through_link(_document, "GET", "HEAD")
