"""Who records, releases and confirms credit notes, and who books costs. Nobody outside the office does."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.cases.permissions import sees_all, visible_to
from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.refusal import NotAllowed
from kulanz.stages.billing.models import ActualCost, CreditNote


class BillingAction(StrEnum):
    VIEW = "view"
    RECORD = "record"
    """Record a credit note, its goods, and where it is paid to as the customer told us."""
    RELEASE = "release"
    """Fakturaanstoß: a right of its own."""
    CONFIRM = "confirm"
    CANCEL = "cancel"
    BOOK_COST = "book_cost"
    GIVE_ACCOUNT = "give_account"
    """Say where the own credit is paid to."""


_WORKERS: Final = frozenset({Role.AGENT, Role.LEAD, Role.DIVISION, Role.EXECUTIVE})
_RELEASERS: Final = frozenset({Role.LEAD, Role.DIVISION, Role.FINANCE})

BILLING_STAFF_MAY: Final[dict[BillingAction, frozenset[Role]]] = {
    BillingAction.VIEW: frozenset(Role),
    BillingAction.RECORD: _WORKERS | {Role.FINANCE},
    BillingAction.RELEASE: _RELEASERS,
    BillingAction.CONFIRM: _RELEASERS,
    BillingAction.CANCEL: _RELEASERS,
    BillingAction.BOOK_COST: _WORKERS | {Role.FINANCE},
    BillingAction.GIVE_ACCOUNT: frozenset(),
}
BILLING_OTHERS_MAY: Final[dict[BillingAction, frozenset[ActorKind]]] = {
    BillingAction.GIVE_ACCOUNT: frozenset({ActorKind.CUSTOMER}),
}


def may_bill(actor: Actor, action: BillingAction, case: Case | None = None) -> bool:
    """Whether the tables let this actor do it; a customer only with his own case."""
    if actor.is_system:
        return True
    if case is not None and case.tenant_id != actor.tenant_id:
        return False
    if actor.is_staff:
        return not actor.roles.isdisjoint(BILLING_STAFF_MAY[action])
    if actor.kind not in BILLING_OTHERS_MAY.get(action, frozenset()):
        return False
    if case is None:
        return True
    own = case.customer_id is not None and case.customer_id in (actor.person_id, actor.organisation_id)
    return own and visible_to(actor).filter(pk=case.pk).exists()


def require_billing(actor: Actor, action: BillingAction, case: Case | None = None) -> None:
    """Raise NotAllowed unless `may_bill`."""
    if not may_bill(actor, action, case):
        raise NotAllowed


def credits_visible_to(actor: Actor) -> QuerySet[CreditNote]:
    """The credit notes the office may see; the customer reads his own one's document on his page."""
    notes = CreditNote.objects.filter(tenant_id=actor.tenant_id)
    if not may_bill(actor, BillingAction.VIEW):
        return notes.none()
    return notes if sees_all(actor) else notes.filter(case__in=visible_to(actor))


def costs_visible_to(actor: Actor) -> QuerySet[ActualCost]:
    """What things really cost is the office's business alone."""
    costs = ActualCost.objects.filter(tenant_id=actor.tenant_id)
    return costs.filter(case__in=visible_to(actor)) if may_bill(actor, BillingAction.VIEW) else costs.none()
