"""Which offer a link opens, for whom, and what is kept of an answer given through it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac

from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import find_token
from kulanz.stages.execution.models import ServiceOffer
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.queries.offers import offer_of_customer
from kulanz.workflows.links import actor_of_link
from kulanz.workflows.offer_words import ShownOffer


def offer_for_link(*, secret: str, at: datetime) -> tuple[Actor, Offer] | None:
    """The customer and the offer of this link; None for unknown, ended and revoked ones alike."""
    token = find_token(secret, purpose=TokenPurpose.OFFER, at=at)
    actor = actor_of_link(token) if token is not None else None
    if token is None or actor is None or token.object_id is None or token.case_id is None:
        return None
    case = visible_to(actor).filter(pk=token.case_id).first()
    offer = offer_of_customer(actor, case, token.object_id) if case is not None else None
    return (actor, offer) if offer is not None else None


def evidence_of(
    offer: Offer | ServiceOffer,
    shown: ShownOffer,
    *,
    name: str,
    way: str,
    place: str,
    device: str,
    at: datetime,
) -> dict[str, Any]:
    """What proves an answer: the whole text that was shown, who answered, when, and from where.

    Of the network address only a keyed digest is kept: enough to compare, not to find somebody.
    """
    return {
        "offer": offer.pk,
        "shown": shown.full_text,
        "shown_sha256": shown.digest,
        "language": shown.language,
        "name": name,
        "at": at.isoformat(),
        "way": way,
        "device": device,
        "place_digest": salted_hmac("kulanz.offer.place", place, algorithm="sha256").hexdigest()[:32],
    }
