"""Offers for those who look: the customer behind his link, the lists of the office, the Dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, QuerySet

from kulanz.cases.models import Case, Position
from kulanz.core.access.actor import Actor
from kulanz.stages.solution.models import Decision, Offer
from kulanz.stages.solution.permissions_of_offers import (
    OfferAction,
    is_the_customer,
    may_with_offers,
    offers_visible_to,
)
from kulanz.stages.solution.queries.settings import solution_settings
from kulanz.stages.solution.rules.money import USUAL_TAX_RATE, cents
from kulanz.stages.solution.rules.remedies import OfferState


@dataclass(frozen=True, slots=True)
class Bought:
    """What was paid for some positions. `gross` is None while a price is unknown."""

    gross: Decimal | None
    tax_rates: tuple[Decimal, ...]
    currency: str
    invoice_numbers: tuple[str, ...]
    currencies_differ: bool = False

    @property
    def tax_rate(self) -> Decimal | None:
        """The one rate of all of them, the usual one where none says any; None when they differ."""
        if len(self.tax_rates) > 1:
            return None
        return self.tax_rates[0] if self.tax_rates else USUAL_TAX_RATE


def bought(positions: list[Position], *, currency: str) -> Bought:
    """Price paid × quantity of all positions, their tax rates, invoices. `currency`: where none is said."""
    prices = [p.price_paid * p.quantity if p.price_paid is not None else None for p in positions]
    known = [price for price in prices if price is not None]
    currencies = {p.currency or currency for p in positions if p.price_paid is not None} or {currency}
    complete = bool(positions) and len(known) == len(prices) and len(currencies) == 1
    return Bought(
        gross=cents(sum(known, Decimal(0))) if complete else None,
        tax_rates=tuple(sorted({p.tax_rate for p in positions if p.tax_rate is not None})),
        currency=min(currencies) if len(currencies) == 1 else currency,
        invoice_numbers=tuple(dict.fromkeys(p.invoice_number for p in positions if p.invoice_number)),
        currencies_differ=len(currencies) > 1,
    )


def positions_of(decision: Decision) -> list[Position]:
    """The positions a decision is about, in their order."""
    return list(
        Position.objects.filter(decisions__decision=decision).select_related("article").order_by("pk")
    )


def is_paid_out(case: Case, found: Bought) -> bool:
    """By default a credit is paid to an account, unless a business can set it off against its invoice."""
    return not (case.customer is not None and case.customer.is_business and found.invoice_numbers)


# --- One offer, and those of a case -------------------------------------------------------------------------


def get_offer(actor: Actor, offer_id: int) -> Offer | None:
    """For the office; None means 404."""
    return _with_names(offers_visible_to(actor)).filter(pk=offer_id).first()


def offer_of_customer(actor: Actor, case: Case, offer_id: int) -> Offer | None:
    """The offer behind the customer's link; None for anybody but the customer of the case."""
    if not is_the_customer(actor, case):
        return None
    return _with_names(Offer.objects.filter(case=case, pk=offer_id)).first()


def open_offers_of_customer(actor: Actor, case: Case, *, today: date) -> list[Offer]:
    """What still waits for his answer, for the box on his case's page."""
    if not case.is_open or not is_the_customer(actor, case):
        return []
    offers = Offer.objects.filter(case=case, state=OfferState.OPEN.value, expires_on__gte=today)
    return list(_with_names(offers).order_by("pk"))


def offers_of_case(actor: Actor, case: Case) -> list[Offer]:
    """All of a case's offers, newest first, for the office. `case` must come from `visible_to`."""
    if not may_with_offers(actor, OfferAction.VIEW, case):
        return []
    return list(_with_names(Offer.objects.filter(case=case)).order_by("-pk"))


# --- Lists of the office ------------------------------------------------------------------------------------


def offers_open(actor: Actor) -> QuerySet[Offer]:
    """Offers without an answer, the first to expire first."""
    offers = _with_names(offers_visible_to(actor)).filter(state=OfferState.OPEN.value)
    return offers.order_by("expires_on", "pk")


def offers_expiring(actor: Actor, today: date) -> QuerySet[Offer]:
    """Open offers whose reminder is due or gone: only a few days are left, or none."""
    days = solution_settings(actor.tenant_id).reminder_days
    return offers_open(actor).filter(expires_on__lte=today + timedelta(days=days))


def offers_countered(actor: Actor) -> QuerySet[Offer]:
    """Open offers to which the customer named another amount: ours to answer."""
    return offers_open(actor).filter(counter_amount__isnull=False)


def offers_expired(actor: Actor) -> QuerySet[Offer]:
    """Expired ones whose decision still runs: somebody has to go on, newest first."""
    offers = _with_names(offers_visible_to(actor)).filter(
        state=OfferState.EXPIRED.value, decision__state="under_way"
    )
    return offers.exclude(decision__offers__pk__gt=F("pk")).order_by("-expires_on", "-pk")


def _with_names(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    return offers.select_related("case", "case__customer", "case__owner", "decision", "decision__remedy")
