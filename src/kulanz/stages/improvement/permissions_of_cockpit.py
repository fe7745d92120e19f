"""Who reads a dealer's figures: the house its own, the office all but the house's own rates."""

from __future__ import annotations

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.cases.rules import Step
from kulanz.core.access.actor import Actor, ActorKind, Scope
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.execution.models import ServiceOffer
from kulanz.stages.improvement.models import DealerRates, FactoryPrice, SparePartSale
from kulanz.stages.improvement.permissions import StatisticsAction, may_with_statistics


def is_of_house(actor: Actor, dealer_id: int) -> bool:
    """Signed in for this dealer; nobody's link."""
    return actor.kind is ActorKind.DEALER and actor.case_id is None and actor.organisation_id == dealer_id


def sees_house(actor: Actor, dealer_id: int) -> bool:
    """All of the dealer's cases and sales, not only his own or his team's."""
    if is_of_house(actor, dealer_id):
        return actor.scope is Scope.COMPANY
    return may_with_statistics(actor, StatisticsAction.READ_DEALERS)


def cases_of(actor: Actor, dealer_id: int) -> QuerySet[Case]:
    """The dealer's cases the actor sees, whatever became of them. Nobody else's dealer ever."""
    cases = visible_to(actor).filter(dealer_id=dealer_id)
    if not (is_of_house(actor, dealer_id) or may_with_statistics(actor, StatisticsAction.READ_DEALERS)):
        return cases.none()
    return cases


def counted_cases(actor: Actor, dealer_id: int) -> QuerySet[Case]:
    """Of these, the ones all figures count."""
    cases = cases_of(actor, dealer_id).filter(is_spam=False, merged_into=None)
    return cases.exclude(step=Step.CANCELLED.value)


def part_sales_visible_to(actor: Actor) -> QuerySet[SparePartSale]:
    """The house its own; of the office who reads dealers, and who takes the lists over."""
    sales = SparePartSale.objects.filter(tenant_id=actor.tenant_id)
    if actor.kind is ActorKind.DEALER and sees_house(actor, actor.organisation_id or 0):
        return sales.filter(dealer_id=actor.organisation_id)
    office = (StatisticsAction.READ_DEALERS, StatisticsAction.IMPORT_SALES)
    return sales if any(may_with_statistics(actor, action) for action in office) else sales.none()


def offers_of(actor: Actor, dealer_id: int) -> QuerySet[ServiceOffer]:
    """Offers of maintenance and cleaning to the dealer's customers."""
    offers = ServiceOffer.objects.filter(tenant_id=actor.tenant_id, dealer_id=dealer_id)
    return offers if sees_house(actor, dealer_id) else offers.none()


def rates_visible_to(actor: Actor) -> QuerySet[DealerRates]:
    """The house's own alone: the office never reads what a dealer's hour costs it."""
    rates = DealerRates.objects.filter(tenant_id=actor.tenant_id)
    house = actor.organisation_id or 0
    if is_of_house(actor, house) and sees_house(actor, house):
        return rates.filter(dealer_id=house)
    return rates.none()


def prices_visible_to(actor: Actor) -> QuerySet[FactoryPrice]:
    """The same list for every dealer and the whole office."""
    prices = FactoryPrice.objects.filter(tenant_id=actor.tenant_id)
    reads = actor.is_system or actor.is_staff or actor.kind is ActorKind.DEALER
    return prices if reads and actor.case_id is None else prices.none()


def may_enter_rates(actor: Actor) -> bool:
    """Whoever keeps the house's accesses and sees all of its cases."""
    house = actor.organisation_id or 0
    if not (is_of_house(actor, house) and sees_house(actor, house)):
        return False
    return Membership.objects.filter(pk=actor.membership_id or 0, active=True, manages_house=True).exists()


def require_rates_entry(actor: Actor) -> None:
    """Raise NotAllowed unless `may_enter_rates`."""
    if not may_enter_rates(actor):
        raise NotAllowed
