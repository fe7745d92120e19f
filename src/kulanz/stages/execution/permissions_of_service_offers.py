"""Who offers maintenance and cleaning to whom: the office to every customer, a dealer to his own."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor, ActorKind, Scope
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Party, Writer
from kulanz.masterdata.parties.queries.options import writer_under_contract
from kulanz.stages.execution.models import ServiceOffer
from kulanz.stages.execution.permissions_of_resources import ResourceAction, may_with_resources


def may_offer(actor: Actor) -> bool:
    if actor.kind is ActorKind.DEALER:
        return actor.organisation_id is not None
    return may_with_resources(actor, ResourceAction.WORK)


def require_offering(actor: Actor) -> None:
    if not may_offer(actor):
        raise NotAllowed


def offerable_customers(actor: Actor) -> QuerySet[Party]:
    """To whom this actor may offer something; a dealer only to customers of cases he sees."""
    parties = Party.objects.filter(tenant_id=actor.tenant_id, active=True, erased_at=None)
    if actor.kind is ActorKind.DEALER:
        own = visible_to(actor).filter(customer_id__isnull=False).values("customer_id")
        return parties.filter(pk__in=own)
    return parties if may_with_resources(actor, ResourceAction.VIEW) else parties.none()


def may_handle(actor: Actor, offer: ServiceOffer) -> bool:
    """Whether this one who sees it sends it again and takes it back: the office's is the office's."""
    return actor.kind is not ActorKind.DEALER or offer.made_for_dealer


def may_send(actor: Actor, offer: ServiceOffer) -> bool:
    """Also the dealer who passes on what the office writes to his customer."""
    return may_handle(actor, offer) or writer_under_contract(offer.dealer_id) is Writer.DEALER


def service_offers_visible_to(actor: Actor) -> QuerySet[ServiceOffer]:
    """The office's: all; a dealer's: those made by or for his house, and of these his own and those of the
    cases he sees, where he does not see all of them.
    """
    offers = ServiceOffer.objects.filter(tenant_id=actor.tenant_id)
    if may_with_resources(actor, ResourceAction.VIEW):
        return offers
    if actor.kind is ActorKind.DEALER and actor.organisation_id is not None:
        own = offers.filter(dealer_id=actor.organisation_id)
        if actor.scope is Scope.COMPANY:
            return own
        return own.filter(Q(made_by_id=actor.membership_id or 0) | Q(case__in=visible_to(actor)))
    return offers.none()
