"""Who enters figures, decides, approves. What somebody sees of it follows from the case."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from kulanz.cases.permissions import visible_to as cases_visible_to
from kulanz.core.access.actor import Actor, Role
from kulanz.core.refusal import NotAllowed
from kulanz.stages.solution.models import Decision


class SolutionAction(StrEnum):
    VIEW = "view"
    """The comparison, its figures and the decisions."""
    ENTER = "enter"
    """Hand entries, spare parts, exclusions."""
    DECIDE = "decide"
    """Choose a remedy; up to which amount, the limits say."""
    APPROVE = "approve"
    """Release what somebody else proposed above his limit."""
    END = "end"
    """End or withdraw a decision before it is carried out."""


_WORKERS: Final = frozenset({Role.AGENT, Role.LEAD, Role.DIVISION, Role.EXECUTIVE})
_LEADERS: Final = frozenset({Role.LEAD, Role.DIVISION, Role.EXECUTIVE})

SOLUTION_STAFF_MAY: Final[dict[SolutionAction, frozenset[Role]]] = {
    SolutionAction.VIEW: frozenset(Role),
    SolutionAction.ENTER: _WORKERS,
    SolutionAction.DECIDE: _WORKERS,
    SolutionAction.APPROVE: _LEADERS,
    SolutionAction.END: _WORKERS,
}


def may_solve(actor: Actor, action: SolutionAction) -> bool:
    """Whether the table lets this actor do it; nobody outside the office ever."""
    return actor.is_system or (actor.is_staff and not actor.roles.isdisjoint(SOLUTION_STAFF_MAY[action]))


def require_solving(actor: Actor, action: SolutionAction) -> None:
    """Raise NotAllowed unless `may_solve`."""
    if not may_solve(actor, action):
        raise NotAllowed


def decisions_visible_to(actor: Actor) -> QuerySet[Decision]:
    """Decisions and their figures are the office's alone: what a remedy costs is nobody else's business."""
    decisions = Decision.objects.filter(tenant_id=actor.tenant_id)
    if not may_solve(actor, SolutionAction.VIEW):
        return decisions.none()
    return (
        decisions if actor.is_system or actor.is_staff else decisions.filter(case__in=cases_visible_to(actor))
    )
