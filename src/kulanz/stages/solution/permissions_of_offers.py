"""Who makes offers and who may answer them: the office, and the customer himself behind his link."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.cases.permissions import sees_all, visible_to
from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.refusal import NotAllowed
from kulanz.stages.solution.models import Offer


class OfferAction(StrEnum):
    VIEW = "view"
    MAKE = "make"
    RECORD_ANSWER = "record_answer"
    WITHDRAW = "withdraw"
    ANSWER = "answer"


_WORKERS: Final = frozenset({Role.AGENT, Role.LEAD, Role.DIVISION, Role.EXECUTIVE})

OFFER_STAFF_MAY: Final[dict[OfferAction, frozenset[Role]]] = {
    OfferAction.VIEW: frozenset(Role),
    OfferAction.MAKE: _WORKERS,
    OfferAction.RECORD_ANSWER: _WORKERS,
    OfferAction.WITHDRAW: _WORKERS,
    # the office writes down what the customer answered; it never answers in his place
    OfferAction.ANSWER: frozenset(),
}
OFFER_OTHERS_MAY: Final[dict[OfferAction, frozenset[ActorKind]]] = {
    OfferAction.ANSWER: frozenset({ActorKind.CUSTOMER}),
}


def may_with_offers(actor: Actor, action: OfferAction, case: Case | None = None) -> bool:
    """Whether the tables let this actor do it. Of customers only the case's own one, never a participant."""
    if actor.is_system:
        return True
    if case is not None and case.tenant_id != actor.tenant_id:
        return False
    if actor.is_staff:
        return not actor.roles.isdisjoint(OFFER_STAFF_MAY[action])
    if actor.kind not in OFFER_OTHERS_MAY.get(action, frozenset()):
        return False
    return case is None or is_the_customer(actor, case)


def is_the_customer(actor: Actor, case: Case) -> bool:
    """Whether this is the customer of the case, through a link or a login."""
    own = case.customer_id is not None and case.customer_id in (actor.person_id, actor.organisation_id)
    return own and visible_to(actor).filter(pk=case.pk).exists()


def require_offers(actor: Actor, action: OfferAction, case: Case | None = None) -> None:
    """Raise NotAllowed unless `may_with_offers`."""
    if not may_with_offers(actor, action, case):
        raise NotAllowed


def offers_visible_to(actor: Actor) -> QuerySet[Offer]:
    """The offers the office may see; the customer's page finds its own one by its link."""
    offers = Offer.objects.filter(tenant_id=actor.tenant_id)
    if not may_with_offers(actor, OfferAction.VIEW):
        return offers.none()
    return offers if sees_all(actor) else offers.filter(case__in=visible_to(actor))
