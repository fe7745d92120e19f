"""What becomes of an offer: accepted, declined, countered, reminded of, expired."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.state import touch, turn_to
from kulanz.cases.models import Case, CaseFile
from kulanz.cases.refusals import CaseEnded
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.solution.commands.offers import lock_offer
from kulanz.stages.solution.events_of_offers import (
    OfferAccepted,
    OfferCountered,
    OfferDeclined,
    OfferExpired,
    OfferReminded,
)
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.permissions_of_offers import OfferAction, require_offers
from kulanz.stages.solution.refusals_of_offers import (
    AmountTooSmall,
    CounterOfferTooLow,
    EvidenceMissing,
    NameMissing,
    OfferAnswered,
    OfferHasExpired,
)
from kulanz.stages.solution.rules.money import is_amount
from kulanz.stages.solution.rules.remedies import DecisionState, OfferState, may_offer_become

LONGEST_TEXT: Final = 4000
PUBLIC: Final = "public"
"""Channel of an answer the customer gave himself on the page."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it came: who gave it, on which way, and what proves it.

    `channel` is "public" for the customer's own answer, else "mail", "letter" or "phone". `evidence` holds
    what was shown, in which language, and its digest under "shown_sha256".
    """

    by: str
    channel: str
    text: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    file: CaseFile | None = None


def answer_offer(*, actor: Actor, offer_id: int, accepted: bool, given: Given, at: datetime) -> Offer:
    """Accept or decline. The customer may until the day the offer expires on; the office also later.

    Raises OfferAnswered, OfferHasExpired, NameMissing, EvidenceMissing, CaseEnded, NotAllowed.
    """
    with transaction.atomic():
        case, offer = lock_offer(offer_id)
        late = _answerable(actor, case, offer, given, at)
        after = OfferState.ACCEPTED if accepted else OfferState.DECLINED
        if not may_offer_become(OfferState(offer.state), after):
            raise OfferAnswered(offer.state)
        offer.state = after.value
        _keep(offer, given, at)
        event: OfferAccepted | OfferDeclined
        if accepted:
            event = OfferAccepted(
                offer_id=offer.pk,
                decision_id=offer.decision_id,
                channel=given.channel,
                late=late,
                shown=str(given.evidence.get("shown_sha256", "")),
                by=offer.answered_by_name,
            )
        else:
            event = OfferDeclined(
                offer_id=offer.pk,
                decision_id=offer.decision_id,
                channel=given.channel,
                by=offer.answered_by_name,
                text=offer.answer_text[:500],
            )
        record(event, actor=actor, stream=case.stream, at=at)
        touch(case, at)
        return offer


def counter_offer(*, actor: Actor, offer_id: int, amount: Decimal, given: Given, at: datetime) -> Offer:
    """The customer names another amount. The offer stays open; it is our turn to raise it or not.

    Raises CounterOfferTooLow, AmountTooSmall, and what `answer_offer` raises.
    """
    with transaction.atomic():
        case, offer = lock_offer(offer_id)
        _answerable(actor, case, offer, given, at)
        if offer.state != OfferState.OPEN:
            raise OfferAnswered(offer.state)
        if not is_amount(amount) or not amount:
            raise AmountTooSmall
        if amount <= (offer.gross if offer.shown_gross else offer.net):
            raise CounterOfferTooLow
        offer.counter_amount = amount
        offer.answer_text = _text(given)
        offer.evidence = {**offer.evidence, "counter": {"by": given.by.strip()[:200], "at": at.isoformat()}}
        offer.save(update_fields=["counter_amount", "answer_text", "evidence"])
        record(
            OfferCountered(
                offer_id=offer.pk,
                amount=amount,
                currency=offer.currency,
                channel=given.channel,
                by=given.by.strip()[:200],
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        turn_to(actor=actor, case=case, waits_for=WaitsFor.US, at=at)
        touch(case, at)
        return offer


def _answerable(actor: Actor, case: Case, offer: Offer, given: Given, at: datetime) -> bool:
    """Refuse what cannot be answered (any more); True when it is answered after its last day."""
    himself = given.channel == PUBLIC
    require_offers(actor, OfferAction.ANSWER if himself else OfferAction.RECORD_ANSWER, case)
    # what became of the offer says more than that the case has ended with it
    if offer.state not in (OfferState.OPEN, OfferState.EXPIRED):
        raise OfferAnswered(offer.state)
    if offer.decision.state != DecisionState.UNDER_WAY:
        raise OfferAnswered(OfferState.WITHDRAWN.value)
    if not case.is_open:
        raise CaseEnded
    late = offer.state == OfferState.EXPIRED or _last_day_is_over(case, offer, at)
    if himself:
        if late:
            raise OfferHasExpired
        if not given.by.strip():
            raise NameMissing
    elif not given.text.strip() and given.file is None:
        raise EvidenceMissing
    return late


def _last_day_is_over(case: Case, offer: Offer, at: datetime) -> bool:
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    return offer.expires_on < local_date(tenant, at)


def _text(given: Given) -> str:
    return given.text.replace("\x00", "").strip()[:LONGEST_TEXT]


def _keep(offer: Offer, given: Given, at: datetime) -> None:
    offer.answered_at = at
    offer.answered_by_name = " ".join(given.by.replace("\x00", "").split())[:200]
    offer.answered_channel = given.channel
    offer.answer_text = _text(given)
    offer.evidence = {**offer.evidence, **given.evidence}
    offer.evidence_file = given.file
    offer.save(
        update_fields=[
            "state",
            "answered_at",
            "answered_by_name",
            "answered_channel",
            "answer_text",
            "evidence",
            "evidence_file",
        ]
    )


# --- Time alone ---------------------------------------------------------------------------------------------


def mark_reminded(*, actor: Actor, offer_id: int, by_mail: bool, at: datetime) -> bool:
    """Note that the customer was reminded; False when that is done already or no longer needed."""
    with transaction.atomic():
        case, offer = lock_offer(offer_id)
        require_offers(actor, OfferAction.MAKE, case)
        if offer.state != OfferState.OPEN or offer.reminded_at is not None or not case.is_open:
            return False
        offer.reminded_at = at
        offer.save(update_fields=["reminded_at"])
        record(
            OfferReminded(offer_id=offer.pk, channel="mail" if by_mail else "none"),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return True


def expire_offer(*, actor: Actor, offer_id: int, at: datetime) -> Offer | None:
    """Its last day is over without an answer: our turn. None when it was not, or not any more."""
    with transaction.atomic():
        case, offer = lock_offer(offer_id)
        require_offers(actor, OfferAction.WITHDRAW, case)
        if offer.state != OfferState.OPEN or not _last_day_is_over(case, offer, at):
            return None
        offer.state = OfferState.EXPIRED.value
        offer.save(update_fields=["state"])
        record(
            OfferExpired(offer_id=offer.pk, expires_on=offer.expires_on.isoformat()),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        if case.is_open:
            turn_to(actor=actor, case=case, waits_for=WaitsFor.US, at=at)
            touch(case, at)
        return offer
