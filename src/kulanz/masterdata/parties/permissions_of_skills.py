"""Who certifies, who keeps technicians, and whose certificates one sees. The one rule for skills."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Certificate, Technician

# Safety is theirs: kinds of work, courses, certificates, and what counts as safety-relevant.
CERTIFIERS: Final = frozenset({Role.LEAD, Role.QUALITY, Role.ADMINISTRATOR})
TECHNICIAN_KEEPERS: Final = frozenset({Role.LEAD, Role.ADMINISTRATOR})


def may_certify(actor: Actor) -> bool:
    return actor.is_system or actor.has(*CERTIFIERS)


def may_keep_technicians(actor: Actor) -> bool:
    return actor.is_system or actor.has(*TECHNICIAN_KEEPERS)


def require_certifier(actor: Actor) -> None:
    """Issuing and revoking certificates, classifying what is safety-relevant."""
    if not may_certify(actor):
        raise NotAllowed


def require_technician_keeper(actor: Actor) -> None:
    if not may_keep_technicians(actor):
        raise NotAllowed


def technicians_visible_to(actor: Actor) -> QuerySet[Technician]:
    """Staff see all, a dealer's house its own, a technician himself."""
    technicians = Technician.objects.filter(tenant_id=actor.tenant_id)
    if actor.is_staff or actor.is_system:
        return technicians
    if actor.kind is ActorKind.DEALER and actor.organisation_id:
        return technicians.filter(organisation_id=actor.organisation_id)
    if actor.kind is ActorKind.TECHNICIAN and actor.person_id:
        return technicians.filter(person_id=actor.person_id)
    return technicians.none()


def certificates_visible_to(actor: Actor) -> QuerySet[Certificate]:
    """Staff see all; a dealer's house its own as an organisation and those of its technicians."""
    certificates = Certificate.objects.filter(tenant_id=actor.tenant_id)
    if actor.is_staff or actor.is_system:
        return certificates
    if actor.kind is ActorKind.DEALER and actor.organisation_id:
        people = technicians_visible_to(actor).filter(active=True).values("person_id")
        return certificates.filter(Q(holder_id=actor.organisation_id) | Q(holder_id__in=people))
    if actor.kind is ActorKind.TECHNICIAN and actor.person_id:
        return certificates.filter(holder_id=actor.person_id)
    return certificates.none()
