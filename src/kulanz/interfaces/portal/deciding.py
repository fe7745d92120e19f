"""What a house is asked to decide right now, and what it has decided for later."""

from __future__ import annotations

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Membership, OptionDecision
from kulanz.masterdata.parties.queries.options import running_decisions


def open_decisions(actor: Actor, tenant: Tenant) -> list[OptionDecision]:
    """Every round the house may answer now, decided or not; what is still undecided first."""
    today = local_date(tenant, clock.now())
    rows = [one for one in _running(actor) if one.round.deadline >= today]
    return sorted(rows, key=lambda one: (one.decided_at is not None, one.round.deadline, one.pk))


def open_decision(actor: Actor, tenant: Tenant) -> OptionDecision | None:
    """The most pressing of them."""
    return next(iter(open_decisions(actor, tenant)), None)


def given_decisions(actor: Actor, tenant: Tenant) -> list[OptionDecision]:
    """Given and not yet among the house's options, because the round has not ended; the latest first."""
    given = [one for one in _running(actor) if one.decided_at is not None]
    return sorted(given, key=lambda one: one.round.takes_effect_on, reverse=True)


def manages(actor: Actor) -> bool:
    """Whether this access keeps the house's accesses and recipients, and decides for it."""
    return Membership.objects.filter(pk=actor.membership_id or 0, active=True, manages_house=True).exists()


def deciders(actor: Actor) -> list[str]:
    """Who of the house may decide, by name."""
    found = Membership.objects.filter(
        tenant_id=actor.tenant_id,
        organisation_id=actor.organisation_id or 0,
        kind=ActorKind.DEALER,
        active=True,
        manages_house=True,
    )
    return list(found.order_by("name", "pk").values_list("name", flat=True))


def _running(actor: Actor) -> list[OptionDecision]:
    return running_decisions(actor.tenant_id, [actor.organisation_id or 0])
