"""Who sees which parties and who may change them. The one rule for parties."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Membership, Party


def visible_to(actor: Actor) -> QuerySet[Party]:
    """Staff see all parties. Everyone else sees himself, his own organisation and its people.

    Customers of a dealer's cases are reached through those cases (cases.permissions), not from here.
    """
    parties = Party.objects.filter(tenant_id=actor.tenant_id)
    if actor.is_staff or actor.is_system:
        return parties
    own = Q(pk__in=[])
    if actor.person_id:
        own |= Q(pk=actor.person_id)
    if actor.organisation_id:
        own |= Q(pk=actor.organisation_id) | Q(
            affiliations__organisation_id=actor.organisation_id, affiliations__active=True
        )
    return parties.filter(own).distinct()


def memberships_visible_to(actor: Actor) -> QuerySet[Membership]:
    """Accesses: staff see all; a dealer's house manager sees those of his house."""
    memberships = Membership.objects.filter(tenant_id=actor.tenant_id)
    if actor.is_staff or actor.is_system:
        return memberships
    if actor.kind is ActorKind.DEALER and actor.organisation_id:
        return memberships.filter(organisation_id=actor.organisation_id, kind=ActorKind.DEALER)
    return memberships.none()


def require_party_change(actor: Actor) -> None:
    """Recording and changing parties is the office's work."""
    if not (actor.is_system or actor.is_staff):
        raise NotAllowed


def require_administration(actor: Actor) -> None:
    """People, rights, brand, mailboxes and wording: administrators only."""
    if not (actor.is_system or actor.has(Role.ADMINISTRATOR)):
        raise NotAllowed


def require_lead(actor: Actor) -> None:
    if not (actor.is_system or actor.has(Role.LEAD, Role.DIVISION, Role.EXECUTIVE, Role.ADMINISTRATOR)):
        raise NotAllowed


def require_house_management(actor: Actor, organisation_id: int | None) -> None:
    """The dealer's own recipients, clerks and leavers: administrators, or the house's manager."""
    if actor.is_system or actor.has(Role.ADMINISTRATOR):
        return
    if actor.kind is not ActorKind.DEALER or not organisation_id or actor.organisation_id != organisation_id:
        raise NotAllowed
    manages = Membership.objects.filter(pk=actor.membership_id or 0, active=True, manages_house=True)
    if not manages.exists():
        raise NotAllowed
