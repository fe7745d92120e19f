"""Who sees visits and who does what with them. The only rule for visits; everything asks here."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import Q, QuerySet

from kulanz.cases.models import Case
from kulanz.cases.permissions import sees_all, visible_to
from kulanz.cases.rules import CarriedOutBy
from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Party, Technician
from kulanz.masterdata.parties.own_houses import only_of_houses
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.permissions_of_houses import visits_of_others


class VisitAction(StrEnum):
    VIEW = "view"
    MAKE = "make"
    EDIT = "edit"
    """Task, kinds of work, parts, tools."""
    PLAN = "plan"
    """Put on the plan, move, take off again."""
    CANCEL = "cancel"
    START = "start"
    ABSENCE = "absence"
    """Note and remove a technician's absence."""


_WORKERS: Final = frozenset({Role.AGENT, Role.LEAD, Role.DIVISION, Role.EXECUTIVE})

VISIT_STAFF_MAY: Final[dict[VisitAction, frozenset[Role]]] = {
    VisitAction.VIEW: frozenset(Role),
    VisitAction.MAKE: _WORKERS,
    VisitAction.EDIT: _WORKERS,
    VisitAction.PLAN: _WORKERS,
    VisitAction.CANCEL: _WORKERS,
    VisitAction.START: _WORKERS,
    VisitAction.ABSENCE: _WORKERS,
}
# A dealer makes visits of cases his own people carry out, and plans and cancels what is given to his house; a
# technician starts those he is booked for.
VISIT_OTHERS_MAY: Final[dict[VisitAction, frozenset[ActorKind]]] = {
    VisitAction.VIEW: frozenset({ActorKind.DEALER, ActorKind.TECHNICIAN}),
    VisitAction.MAKE: frozenset({ActorKind.DEALER}),
    VisitAction.PLAN: frozenset({ActorKind.DEALER}),
    VisitAction.CANCEL: frozenset({ActorKind.DEALER}),
    VisitAction.START: frozenset({ActorKind.TECHNICIAN}),
    VisitAction.ABSENCE: frozenset({ActorKind.DEALER}),
}


def technicians_of(actor: Actor) -> QuerySet[Technician]:
    """The rows by which a person goes to customers: one for each organisation he works for."""
    if actor.kind is not ActorKind.TECHNICIAN or actor.person_id is None:
        return Technician.objects.none()
    return Technician.objects.filter(tenant_id=actor.tenant_id, person_id=actor.person_id)


def visits_visible_to(actor: Actor) -> QuerySet[Visit]:
    """Staff: all; a technician: those on whose crew he is or was; a dealer: of the cases he sees, without
    those of another dealer's own people.
    """
    visits = Visit.objects.filter(tenant_id=actor.tenant_id)
    if sees_all(actor):
        return visits
    if actor.case_id is not None:
        return visits.none()
    if actor.kind is ActorKind.TECHNICIAN:
        return visits.filter(_his(actor))
    if actor.kind is ActorKind.DEALER:
        return visits.filter(~visits_of_others(only_of_houses(actor) or ()), case__in=visible_to(actor))
    return visits.none()


def _his(actor: Actor) -> Q:
    """Of a dealer's technician only while the case is that dealer's: another one's he must not read."""
    found = Q(pk=None)
    for pk, house, organisation in technicians_of(actor).values_list("pk", "house", "organisation_id"):
        own = Q(people__contains=[pk])
        found |= own & Q(case__dealer_id=organisation) if house == House.DEALER else own
    return found


def may_with_visit(
    actor: Actor, action: VisitAction, visit: Visit | None = None, case: Case | None = None
) -> bool:
    """Whether the tables let this actor do it; `visit` is one he may see."""
    if actor.is_system:
        return True
    tenant_ids = {thing.tenant_id for thing in (visit, case) if thing is not None}
    if tenant_ids - {actor.tenant_id}:
        return False
    if actor.is_staff:
        return not actor.roles.isdisjoint(VISIT_STAFF_MAY[action])
    if actor.kind not in VISIT_OTHERS_MAY.get(action, frozenset()):
        return False
    if action is VisitAction.MAKE:
        return case is not None and (
            case.carried_out_by == CarriedOutBy.DEALER
            and case.dealer_id is not None
            and case.dealer_id == actor.organisation_id
        )
    if action in (VisitAction.PLAN, VisitAction.CANCEL):
        return visit is None or (
            actor.organisation_id is not None and visit.organisation_id == actor.organisation_id
        )
    return True


def require_making(actor: Actor, case: Case, organisation: Party | None) -> None:
    """Raise NotAllowed unless the tables let this actor make a visit of the case for this house's people.

    A dealer sends his own only, and only of cases he sees.
    """
    if not may_with_visit(actor, VisitAction.MAKE, case=case):
        raise NotAllowed
    if actor.is_system or actor.is_staff:
        return
    own = organisation is not None and organisation.pk == actor.organisation_id
    if not own or not visible_to(actor).filter(pk=case.pk).exists():
        raise NotAllowed


def require_visit(actor: Actor, action: VisitAction, visit: Visit) -> None:
    """Raise NotAllowed unless `may_with_visit`; a visit he cannot see is refused the same way."""
    if not may_with_visit(actor, action, visit):
        raise NotAllowed
    outsider = not actor.is_system and not actor.is_staff
    if outsider and not visits_visible_to(actor).filter(pk=visit.pk).exists():
        raise NotAllowed
