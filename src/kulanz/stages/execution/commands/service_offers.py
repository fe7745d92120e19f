"""Maintenance and cleaning offered to a customer: made, sent, answered, taken back, expired."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.core.numbering.sequence import next_number
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.commands.maintenance import check_customer, check_dealer, check_work_kind
from kulanz.stages.execution.commands.service_offer_faults import faults_of_answer, faults_of_figures
from kulanz.stages.execution.events_of_maintenance import (
    ServiceOfferAnswered,
    ServiceOfferEnded,
    ServiceOfferMade,
    ServiceOfferSent,
)
from kulanz.stages.execution.models import ServiceOffer, ServiceOfferState
from kulanz.stages.execution.permissions_of_service_offers import (
    may_handle,
    may_send,
    offerable_customers,
    require_offering,
    service_offers_visible_to,
)
from kulanz.stages.execution.refusals_of_maintenance import (
    NoSuchServiceOffer,
    NotAnOfferedKind,
    NotYourCustomer,
    ServiceOfferClosed,
    TextMissing,
)
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.stages.solution.rules.money import USUAL_TAX_RATE, gross_of

PREFIX: Final = "WA"
SERIES: Final = "service_offer"
LONGEST_TEXT: Final = 4000
OFFERED: Final = (VisitKind.MAINTENANCE, VisitKind.CLEANING, VisitKind.INSPECTION)
USUAL_DAYS: Final = 30
_LINK_LIVES_ON: Final = timedelta(days=180)
# longer than the offer: who opens the link late shall read what became of it


@dataclass(frozen=True, slots=True)
class OfferInput:
    """What is offered to whom. `interval_months` None: once."""

    kind: VisitKind
    customer_id: int | None
    work_kind_id: int | None
    text: str
    net: Decimal | None
    expires_on: date
    tax_rate: Decimal = USUAL_TAX_RATE
    pieces: int | None = None
    interval_months: int | None = None
    place_id: int | None = None
    dealer_id: int | None = None
    carried_out_by: str = ""
    dealer_part: str = ""


@dataclass(frozen=True, slots=True)
class OfferAnswer:
    """What the customer said on the page, and what proves it."""

    accepted: bool
    by: str
    text: str = ""
    agreed: bool = False
    evidence: dict[str, Any] = field(default_factory=dict)


def make_service_offer(*, actor: Actor, given: OfferInput, at: datetime) -> ServiceOffer:
    """An open offer with its number; `workflows.service_offers` sends it. A dealer's is always of his house.

    Raises what `refusals_of_maintenance` names, NotAllowed.
    """
    require_offering(actor)
    by_dealer = actor.kind is ActorKind.DEALER
    dealer_id = actor.organisation_id if by_dealer else given.dealer_id
    text = given.text.replace("\x00", "").strip()[:LONGEST_TEXT]
    with transaction.atomic():
        tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
        today = local_date(tenant, at)
        if given.kind not in OFFERED:
            raise NotAnOfferedKind
        if by_dealer and not offerable_customers(actor).filter(pk=given.customer_id or 0).exists():
            raise NotYourCustomer
        customer = check_customer(tenant.pk, given.customer_id, given.place_id)
        work_kind = check_work_kind(tenant.pk, given.work_kind_id)
        check_dealer(tenant.pk, dealer_id)
        if not text:
            raise TextMissing
        for fault in faults_of_figures(asdict(given), today):
            raise fault
        net = cast("Decimal", given.net)  # without a price it was refused just now
        number = next_number(tenant_id=tenant.pk, series=SERIES, year=today.year)
        offer = ServiceOffer.objects.create(
            tenant_id=tenant.pk,
            number=f"{PREFIX}-{today.year}-{number:05d}",
            kind=given.kind.value,
            customer=customer,
            dealer_id=dealer_id,
            made_for_dealer=by_dealer,
            carried_out_by=given.carried_out_by if by_dealer else "",
            dealer_part=given.dealer_part if by_dealer else "",
            place_id=given.place_id,
            work_kind=work_kind,
            text=text,
            pieces=given.pieces,
            net=net,
            tax_rate=given.tax_rate,
            gross=gross_of(net, given.tax_rate),
            currency=tenant.currency,
            interval_months=given.interval_months,
            expires_on=given.expires_on,
            made_at=at,
            made_by_id=actor.membership_id,
            made_by_name=actor.name[:200],
        )
        _told(
            offer,
            ServiceOfferMade(
                offer_id=offer.pk,
                number=offer.number,
                kind=offer.kind,
                expires_on=offer.expires_on.isoformat(),
                interval_months=offer.interval_months,
            ),
            actor,
            at,
        )
        return offer


def issue_service_offer_link(
    *, actor: Actor, offer_id: int, how: str, address: str, at: datetime
) -> tuple[ServiceOffer, str]:
    """The offer and the secret of a new link to it; earlier ones stay valid.

    Raises ServiceOfferClosed, NotAllowed for a dealer with an offer of the office's own.
    """
    require_offering(actor)
    with transaction.atomic():
        offer = lock_service_offer(actor, offer_id)
        if not may_send(actor, offer):
            raise NotAllowed
        if offer.state != ServiceOfferState.OPEN:
            raise ServiceOfferClosed(offer.state)
        ends = datetime.combine(offer.expires_on, at.timetz())
        secret, token = issue_token(
            tenant_id=offer.tenant_id,
            purpose=TokenPurpose.SERVICE_OFFER,
            at=at,
            lifetime=max(ends - at, timedelta(0)) + _LINK_LIVES_ON,
            party_id=offer.customer_id,
            object_id=offer.pk,
            address=address,
            label=offer.number,
        )
        offer.token_id = token.pk
        offer.save(update_fields=["token_id"])
        sent = ServiceOfferSent(offer_id=offer.pk, number=offer.number, how=how, address=address)
        _told(offer, sent, actor, at)
        return offer, secret


def answer_service_offer(*, actor: Actor, offer_id: int, given: OfferAnswer, at: datetime) -> ServiceOffer:
    """The customer accepts or declines, once. `actor` is the customer of the link or the program for him.

    Raises ServiceOfferClosed, YourNameMissing, NotAgreed, WhyNot.
    """
    if actor.kind not in (ActorKind.CUSTOMER, ActorKind.SYSTEM):
        raise NotAllowed
    with transaction.atomic():
        offer = _row(actor.tenant_id, offer_id)
        himself = offer.customer_id in (actor.person_id, actor.organisation_id)
        if actor.kind is ActorKind.CUSTOMER and not himself:
            raise NotAllowed
        if offer.state != ServiceOfferState.OPEN:
            raise ServiceOfferClosed(offer.state)
        if _is_over(offer, at):
            raise ServiceOfferClosed(ServiceOfferState.EXPIRED)
        by = " ".join(given.by.replace("\x00", "").split())[:200]
        text = given.text.replace("\x00", "").strip()[:LONGEST_TEXT]
        for fault in faults_of_answer(accepted=given.accepted, by=by, agreed=given.agreed, text=text):
            raise fault
        offer.state = ServiceOfferState.ACCEPTED if given.accepted else ServiceOfferState.DECLINED
        offer.answered_at = at
        offer.answered_by_name = by
        offer.answer_text = text
        offer.evidence = given.evidence
        offer.save(update_fields=["state", "answered_at", "answered_by_name", "answer_text", "evidence"])
        _told(offer, answered_event(offer), actor, at)
        return offer


def answered_event(offer: ServiceOffer) -> ServiceOfferAnswered:
    return ServiceOfferAnswered(
        offer_id=offer.pk,
        number=offer.number,
        accepted=offer.state == ServiceOfferState.ACCEPTED,
        shown=str(offer.evidence.get("shown_sha256", "")),
        by=offer.answered_by_name,
        text=offer.answer_text[:500],
    )


def withdraw_service_offer(*, actor: Actor, offer_id: int, reason: str, at: datetime) -> ServiceOffer:
    """Whoever's it is takes it back while nobody has answered. Raises ServiceOfferClosed, NotAllowed."""
    require_offering(actor)
    with transaction.atomic():
        offer = lock_service_offer(actor, offer_id)
        if not may_handle(actor, offer):
            raise NotAllowed
        if offer.state != ServiceOfferState.OPEN:
            raise ServiceOfferClosed(offer.state)
        return _end(actor, offer, ServiceOfferState.WITHDRAWN, reason, at)


def expire_service_offer(*, actor: Actor, offer_id: int, at: datetime) -> ServiceOffer | None:
    """Its last day is over without an answer; None when it was not, or not any more."""
    require_offering(actor)
    with transaction.atomic():
        offer = _row(actor.tenant_id, offer_id)
        if offer.state != ServiceOfferState.OPEN or not _is_over(offer, at):
            return None
        return _end(actor, offer, ServiceOfferState.EXPIRED, "", at)


def lock_service_offer(actor: Actor, offer_id: int) -> ServiceOffer:
    """The visible offer, locked. Raises NoSuchServiceOffer."""
    if not service_offers_visible_to(actor).filter(pk=offer_id).exists():
        raise NoSuchServiceOffer
    return _row(actor.tenant_id, offer_id)


def _row(tenant_id: int, offer_id: int) -> ServiceOffer:
    offer = (
        ServiceOffer.objects.select_for_update(of=("self",))
        .select_related("customer", "dealer", "place", "work_kind")
        .filter(tenant_id=tenant_id, pk=offer_id)
        .first()
    )
    if offer is None:
        raise NoSuchServiceOffer
    return offer


def _end(
    actor: Actor, offer: ServiceOffer, state: ServiceOfferState, reason: str, at: datetime
) -> ServiceOffer:
    offer.state = state
    offer.save(update_fields=["state"])
    event = ServiceOfferEnded(
        offer_id=offer.pk, number=offer.number, state=state.value, reason=" ".join(reason.split())[:300]
    )
    _told(offer, event, actor, at)
    return offer


def _is_over(offer: ServiceOffer, at: datetime) -> bool:
    return offer.expires_on < local_date(Tenant.objects.defer("logo").get(pk=offer.tenant_id), at)


def _told(offer: ServiceOffer, event: Event, actor: Actor, at: datetime) -> None:
    record(event, actor=actor, stream=f"service_offer:{offer.pk}", at=at)
