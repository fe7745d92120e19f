"""Who sees and keeps vehicles, what lies in them, tools, maintenance plans and service offers."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import MaintenancePlan, Vehicle


class ResourceAction(StrEnum):
    VIEW = "view"
    WORK = "work"
    """Vehicles, loading and counting, tools, maintenance plans, offers of maintenance and cleaning."""


_WORKERS: Final = frozenset({Role.AGENT, Role.LEAD, Role.DIVISION, Role.EXECUTIVE})

RESOURCE_STAFF_MAY: Final[dict[ResourceAction, frozenset[Role]]] = {
    ResourceAction.VIEW: frozenset(Role),
    ResourceAction.WORK: _WORKERS,
}


def may_with_resources(actor: Actor, action: ResourceAction) -> bool:
    """Whether the table lets this actor do it; nobody outside the office."""
    if actor.is_system:
        return True
    return actor.is_staff and not actor.roles.isdisjoint(RESOURCE_STAFF_MAY[action])


def require_resources(actor: Actor, action: ResourceAction) -> None:
    """Raise NotAllowed unless `may_with_resources`."""
    if not may_with_resources(actor, action):
        raise NotAllowed


def is_himself(actor: Actor, technician: Technician) -> bool:
    """Whether the actor is this technician, at whatever firm."""
    return (
        actor.kind is ActorKind.TECHNICIAN
        and actor.tenant_id == technician.tenant_id
        and actor.person_id is not None
        and actor.person_id == technician.person_id
    )


def vehicles_visible_to(actor: Actor) -> QuerySet[Vehicle]:
    """All for the office; a technician sees the one he drives."""
    vehicles = Vehicle.objects.filter(tenant_id=actor.tenant_id)
    if may_with_resources(actor, ResourceAction.VIEW):
        return vehicles
    if actor.kind is ActorKind.TECHNICIAN and actor.person_id is not None:
        return vehicles.filter(technician__person_id=actor.person_id, active=True)
    return vehicles.none()


def plans_visible_to(actor: Actor) -> QuerySet[MaintenancePlan]:
    plans = MaintenancePlan.objects.filter(tenant_id=actor.tenant_id)
    return plans if may_with_resources(actor, ResourceAction.VIEW) else plans.none()
