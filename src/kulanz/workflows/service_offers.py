"""Offers of maintenance and cleaning from the mail to the order: sent, answered by link, reminded of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.people import add_task
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Coverage, DealerPart, Kind
from kulanz.core.access.actor import Actor, ActorKind, Channel
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import find_token
from kulanz.core.enums import member
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Party, PartyKind
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.execution.commands.maintenance import PlanInput, make_due, save_plan
from kulanz.stages.execution.commands.service_offers import (
    OfferAnswer,
    OfferInput,
    answer_service_offer,
    answered_event,
    make_service_offer,
)
from kulanz.stages.execution.commands.visits.making import make_visit
from kulanz.stages.execution.models import ServiceOffer, ServiceOfferState
from kulanz.stages.execution.queries.dealers_services import settled_service
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.workflows.filing import for_the_house
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.service_offer_mails import link_to_maker, mail_service_offer
from kulanz.workflows.service_offer_words import kind_word, service_word
from kulanz.workflows.visit_turns import turn_by_visits

FIRST_WITHIN: Final = timedelta(days=30)
"""A recurring service begins so many days after it was accepted, unless somebody plans it earlier."""


def offer_service(*, actor: Actor, given: OfferInput, at: datetime) -> ServiceOffer:
    """Make an offer and send it where mail reaches the customer, in one step. Raises as
    `make_service_offer` does.
    """
    with transaction.atomic():
        offer = make_service_offer(actor=actor, given=given, at=at)
        mail_service_offer(actor=actor, offer_id=offer.pk, at=at)
        offer.refresh_from_db(fields=["token_id"])
        return offer


def service_offer_for_link(*, secret: str, at: datetime) -> tuple[Actor, ServiceOffer] | None:
    """The customer and the offer of this link; None for unknown, ended and revoked ones alike."""
    token = find_token(secret, purpose=TokenPurpose.SERVICE_OFFER, at=at)
    if token is None:
        return None
    offers = ServiceOffer.objects.select_related("customer", "dealer", "place", "work_kind")
    offer = offers.filter(pk=token.object_id or 0, tenant_id=token.tenant_id).first()
    if offer is None or offer.customer_id != token.party_id or offer.customer.erased_at is not None:
        return None
    customer = offer.customer
    is_house = customer.kind == PartyKind.ORGANISATION
    actor = Actor(
        tenant_id=token.tenant_id,
        kind=ActorKind.CUSTOMER,
        name=customer.name,
        channel=Channel.PUBLIC,
        person_id=None if is_house else customer.pk,
        organisation_id=customer.pk if is_house else None,
        # the link opens an offer; it opens no case
        case_id=0,
        language=customer.language,
    )
    return actor, offer


def accept_service_offer(*, actor: Actor, offer_id: int, given: OfferAnswer, at: datetime) -> ServiceOffer:
    """Accepted: a case with a visit to plan, or a plan that makes them again and again, in the same step.

    Raises what `answer_service_offer` raises; then nothing has changed.
    """
    with transaction.atomic():
        offer = answer_service_offer(actor=actor, offer_id=offer_id, given=given, at=at)
        house = for_the_house(actor)
        if not offer.work_kind.active:
            # the order stands, whatever became of the master data meanwhile: the office sorts it out
            offer.case, _goes = _case(house, offer, at)
            add_task(
                actor=house,
                case_id=offer.case.pk,
                title=service_word(
                    "task", _language(offer), number=offer.number, name=offer.answered_by_name
                )[:200],
                at=at,
            )
        elif offer.interval_months is None:
            offer.case, goes = _case(house, offer, at)
            make_visit(
                actor=house,
                case=lock_case(offer.case.pk),
                kind=VisitKind(offer.kind),
                work_kind_ids=[offer.work_kind_id],
                task=_task(offer),
                organisation=goes,
                at=at,
            )
            turn_by_visits(actor=house, case_id=offer.case.pk, at=at)
        else:
            offer.plan = save_plan(actor=house, given=_plan(offer, at), at=at)
            # its first date is reckoned: neither the offer nor who accepted it named a day
            due = make_due(actor=house, plan_id=offer.plan.pk, asked_for=False, at=at)
            offer.case = due.case if due is not None else None
            if offer.case is not None:
                offer.case = turn_by_visits(actor=house, case_id=offer.case.pk, at=at)
        offer.save(update_fields=["case", "plan"])
        if offer.case is not None:
            record(answered_event(offer), actor=actor, stream=offer.case.stream, at=at)
        _tell_maker(offer, at)
        return offer


def decline_service_offer(*, actor: Actor, offer_id: int, given: OfferAnswer, at: datetime) -> ServiceOffer:
    """Declined, with the customer's reason; whoever made it reads it."""
    with transaction.atomic():
        offer = answer_service_offer(actor=actor, offer_id=offer_id, given=given, at=at)
        _tell_maker(offer, at)
        return offer


def _case(house: Actor, offer: ServiceOffer, at: datetime) -> tuple[Case, Party | None]:
    """The case, and the house whose technicians go as far as the offer named it."""
    by, goes = settled_service(
        tenant_id=offer.tenant_id,
        dealer_id=offer.dealer_id,
        wished=offer.carried_out_by,
        on=_today(offer, at),
    )
    case = record_case(
        actor=house,
        case=NewCase(
            title=_title(offer),
            kind=Kind.MAINTENANCE,
            description=_task(offer),
            language=offer.customer.language,
            coverage=Coverage.CHARGEABLE,
            customer_id=offer.customer_id,
            dealer_id=offer.dealer_id,
            place_of_use_id=offer.place_id,
            carried_out_by=by,
            dealer_part=member(DealerPart, offer.dealer_part),
        ),
        at=at,
    )
    return case, goes


def _today(offer: ServiceOffer, at: datetime) -> date:
    return local_date(Tenant.objects.defer("logo").get(pk=offer.tenant_id), at)


def _plan(offer: ServiceOffer, at: datetime) -> PlanInput:
    return PlanInput(
        name=_title(offer)[:160],
        customer_id=offer.customer_id,
        work_kind_id=offer.work_kind_id,
        items=_task(offer),
        interval_months=offer.interval_months or 12,
        next_due_on=_today(offer, at) + FIRST_WITHIN,
        kind=VisitKind(offer.kind),
        dealer_id=offer.dealer_id,
        place_id=offer.place_id,
        lead_days=FIRST_WITHIN.days,
        carried_out_by=offer.carried_out_by,
        dealer_part=offer.dealer_part,
    )


def _title(offer: ServiceOffer) -> str:
    kind = kind_word(offer, _language(offer))
    return f"{kind[:1].upper()}{kind[1:]}: {offer.customer.name} ({offer.number})"


def _task(offer: ServiceOffer) -> str:
    return f"{offer.pieces} ×\n{offer.text}" if offer.pieces else offer.text


def _language(offer: ServiceOffer) -> str:
    return Tenant.objects.only("language").get(pk=offer.tenant_id).language


def _tell_maker(offer: ServiceOffer, at: datetime) -> None:
    """Who made the offer hears what became of it."""
    maker = offer.made_by
    if maker is None or maker.ended_at is not None or not maker.user.is_active:
        return
    language = maker.user.language
    word = "accepted" if offer.state == ServiceOfferState.ACCEPTED else "declined"
    values = {
        "number": offer.number,
        "kind": kind_word(offer, language),
        "customer": offer.customer.name,
        "reason": offer.answer_text,
    }
    queue_mail(
        key=f"service-offer-answer:{offer.pk}",
        tenant_id=offer.tenant_id,
        recipient=Recipient(maker.user.email, maker.name, language, membership_id=maker.pk),
        text=MailText(
            subject=service_word(f"{word}_subject", language, **values),
            paragraphs=(
                greeting(maker.name, language),
                service_word(f"{word}_text", language, **values),
            ),
            link=link_to_maker(offer, language),
        ),
        kind="news",
        case=offer.case,
        at=at,
    )
