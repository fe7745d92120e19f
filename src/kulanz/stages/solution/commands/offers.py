"""Making an offer, sending a link to it, taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.state import touch, turn_to
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.refusals import CaseEnded
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.solution.commands.promising import in_currency_of
from kulanz.stages.solution.events_of_offers import OfferMade, OfferSent, OfferWithdrawn
from kulanz.stages.solution.models import Decision, Offer
from kulanz.stages.solution.permissions_of_offers import OfferAction, require_offers
from kulanz.stages.solution.queries.offers import Bought, bought, is_paid_out, positions_of
from kulanz.stages.solution.queries.settings import limits, solution_settings
from kulanz.stages.solution.refusals import ChoiceIncomplete
from kulanz.stages.solution.refusals_of_offers import (
    AboveThePrice,
    AboveYourLimit,
    AmountTooSmall,
    CurrenciesDiffer,
    DecisionNotUnderWay,
    NobodyToOffer,
    NoSuchOffer,
    NotAReduction,
    OfferAnswered,
    TaxRatesDiffer,
)
from kulanz.stages.solution.rules.choosing import Need
from kulanz.stages.solution.rules.frozen import frozen_comparison
from kulanz.stages.solution.rules.limits import decides_alone
from kulanz.stages.solution.rules.money import Amounts, is_amount, of_gross, of_net
from kulanz.stages.solution.rules.remedies import DecisionState, Nature, OfferState

LINK_LIVES: Final = timedelta(days=180)
"""Longer than the offer: who opens the link late shall read what became of it."""


def make_offer(
    *,
    actor: Actor,
    case: Case,
    decision: Decision,
    amount: Decimal,
    at: datetime,
    tax_rate: Decimal | None = None,
    text: str = "",
    pay_out: bool | None = None,
    reason: str = "",
) -> Offer:
    """Offer the customer an amount: gross as a consumer reads it, net as a business does.

    An open, expired or declined offer of the same decision is thereby replaced. `pay_out` None: paid to an
    account unless a business can set it off. `reason` is needed where the amount goes beyond the room to
    negotiate. Raises what `refusals_of_offers` names, CaseEnded, ChoiceIncomplete, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case.pk)
        require_offers(actor, OfferAction.MAKE, case)
        decision = Decision.objects.select_related("remedy").get(pk=decision.pk, case=case)
        if not case.is_open:
            raise CaseEnded
        if decision.state != DecisionState.UNDER_WAY:
            raise DecisionNotUnderWay
        if decision.remedy.nature != Nature.REDUCTION:
            raise NotAReduction
        customer = case.customer
        if customer is None or customer.erased_at is not None:
            raise NobodyToOffer
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        found = bought(positions_of(decision), currency=tenant.currency)
        shown_gross = not customer.is_business
        amounts = _amounts(amount, found, tax_rate=tax_rate, shown_gross=shown_gross)
        net = in_currency_of(decision, amounts.net, found.currency)
        _within_rights(actor, decision, net, reason.strip())
        before = _replaced(decision)
        offer = Offer.objects.create(
            tenant_id=case.tenant_id,
            case=case,
            decision=decision,
            net=amounts.net,
            tax_rate=amounts.tax_rate,
            gross=amounts.gross,
            currency=found.currency,
            shown_gross=shown_gross,
            pay_out=is_paid_out(case, found) if pay_out is None else pay_out,
            text=text.replace("\x00", "").strip(),
            made_at=at,
            made_by_name=actor.name[:200],
            expires_on=local_date(tenant, at) + timedelta(days=solution_settings(case.tenant_id).offer_days),
        )
        if decision.credit != net:
            decision.credit = net
            decision.dearer_reason = reason.strip()[:300] or decision.dearer_reason
            decision.save(update_fields=["credit", "dearer_reason"])
        record(
            OfferMade(
                offer_id=offer.pk,
                decision_id=decision.pk,
                net=offer.net,
                gross=offer.gross,
                currency=offer.currency,
                shown_gross=shown_gross,
                expires_on=offer.expires_on.isoformat(),
                replaces=before,
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        turn_to(actor=actor, case=case, waits_for=WaitsFor.CUSTOMER, at=at, next_news_on=offer.expires_on)
        touch(case, at)
        return offer


def _amounts(amount: Decimal, found: Bought, *, tax_rate: Decimal | None, shown_gross: bool) -> Amounts:
    if not is_amount(amount) or not amount:
        raise AmountTooSmall
    if found.currencies_differ:
        raise CurrenciesDiffer
    rate = found.tax_rate if tax_rate is None else tax_rate
    if rate is None or not 0 <= rate < 100:
        raise TaxRatesDiffer
    amounts = of_gross(amount, rate) if shown_gross else of_net(amount, rate)
    if amounts.net <= 0:
        raise AmountTooSmall
    if found.gross is not None and amounts.gross > found.gross:
        raise AboveThePrice(price=f"{found.gross} {found.currency}")
    return amounts


def _within_rights(actor: Actor, decision: Decision, net: Decimal, reason: str) -> None:
    """What was decided may be offered; more than that is decided anew, by the same rules."""
    if decision.credit is not None and net <= decision.credit:
        return
    if not actor.is_system:
        known = limits(decision.tenant_id)
        if not decides_alone(known, actor.roles, net, net):
            # a role that refuses has a bound, and the lower one is what refused
            bounds = [
                min(bound for bound in (known[role].cost, known[role].credit) if bound is not None)
                for role in actor.roles
                if role in known
            ]
            highest = max(bounds, default=Decimal(0))
            raise AboveYourLimit(limit=f"{highest} {decision.currency}")
    if "result" in decision.calculation and not reason:
        room = frozen_comparison(decision.calculation).room.limit
        if room is not None and net > room:
            raise ChoiceIncomplete(Need.ROOM_REASON)


def _replaced(decision: Decision) -> int | None:
    """The newest offer so far, which the new one takes the place of. Raises OfferAnswered for an accepted."""
    offers = list(Offer.objects.select_for_update().filter(decision=decision).order_by("-pk"))
    if any(offer.state == OfferState.ACCEPTED for offer in offers):
        raise OfferAnswered(OfferState.ACCEPTED.value)
    for offer in offers:
        if offer.state in (OfferState.OPEN, OfferState.EXPIRED):
            offer.state = OfferState.REPLACED.value
            offer.save(update_fields=["state"])
    return offers[0].pk if offers else None


def issue_offer_link(*, actor: Actor, offer: Offer, address: str, at: datetime) -> str:
    """The secret of a new link to this offer, for the customer; earlier ones stay valid.

    Raises OfferAnswered unless the offer is open.
    """
    with transaction.atomic():
        case, offer = lock_offer(offer.pk)
        require_offers(actor, OfferAction.MAKE, case)
        if offer.state != OfferState.OPEN:
            raise OfferAnswered(offer.state)
        secret, token = issue_token(
            tenant_id=case.tenant_id,
            purpose=TokenPurpose.OFFER,
            at=at,
            lifetime=LINK_LIVES,
            case_id=case.pk,
            party_id=case.customer_id,
            object_id=offer.pk,
            address=address,
        )
        offer.token_id = token.pk
        offer.save(update_fields=["token_id"])
        record(OfferSent(offer_id=offer.pk), actor=actor, stream=case.stream, at=at)
        return secret


def lock_offer(offer_id: int) -> tuple[Case, Offer]:
    """The offer and its case, locked in this order as everywhere. Raises NoSuchOffer."""
    case_id = Offer.objects.filter(pk=offer_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NoSuchOffer
    case = lock_case(case_id)
    offer = Offer.objects.select_for_update(of=("self",)).select_related("decision").get(pk=offer_id)
    return case, offer


def withdraw_offer(*, actor: Actor, decision_id: int, reason: str, at: datetime) -> Offer | None:
    """Take back the decision's offer that is open or has expired; None when there is none.

    Call it when the decision ends otherwise or is withdrawn. Raises NotAllowed.
    """
    with transaction.atomic():
        case_id = Decision.objects.filter(pk=decision_id).values_list("case_id", flat=True).first()
        if case_id is None:
            raise NoSuchOffer
        case = lock_case(case_id)
        require_offers(actor, OfferAction.WITHDRAW, case)
        offer = (
            Offer.objects.select_for_update()
            .filter(decision_id=decision_id, state__in=[OfferState.OPEN.value, OfferState.EXPIRED.value])
            .order_by("-pk")
            .first()
        )
        if offer is None:
            return None
        offer.state = OfferState.WITHDRAWN.value
        offer.save(update_fields=["state"])
        record(
            OfferWithdrawn(offer_id=offer.pk, reason=reason.strip()[:300]),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return offer
