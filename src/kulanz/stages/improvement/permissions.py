"""Who reads statistics and who feeds them: the office alone. Cases come from the cases' own rule."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from kulanz.core.access.actor import Actor, Role
from kulanz.core.refusal import NotAllowed
from kulanz.stages.improvement.models import ComplaintFact, SalesFigure, SalesTotal


class StatisticsAction(StrEnum):
    READ = "read"
    IMPORT_SALES = "import_sales"
    SIMULATE = "simulate"
    PUBLISH_PRICES = "publish_prices"
    READ_DEALERS = "read_dealers"
    """A dealer's figures as far as they are not its own secret."""


_LEADING: Final = frozenset({Role.LEAD, Role.DIVISION, Role.EXECUTIVE})

STATISTICS_STAFF_MAY: Final[dict[StatisticsAction, frozenset[Role]]] = {
    StatisticsAction.READ: _LEADING | {Role.AGENT, Role.QUALITY, Role.FINANCE},
    StatisticsAction.IMPORT_SALES: frozenset(
        {Role.LEAD, Role.DIVISION, Role.QUALITY, Role.FINANCE, Role.ADMINISTRATOR}
    ),
    StatisticsAction.SIMULATE: _LEADING | {Role.QUALITY, Role.FINANCE},
    StatisticsAction.PUBLISH_PRICES: _LEADING | {Role.FINANCE, Role.ADMINISTRATOR},
    StatisticsAction.READ_DEALERS: _LEADING | {Role.QUALITY, Role.FINANCE},
}


def may_with_statistics(actor: Actor, action: StatisticsAction) -> bool:
    """Whether the table lets this actor do it; nobody outside the office ever."""
    return actor.is_system or (actor.is_staff and not actor.roles.isdisjoint(STATISTICS_STAFF_MAY[action]))


def require_statistics(actor: Actor, action: StatisticsAction) -> None:
    """Raise NotAllowed unless `may_with_statistics`."""
    if not may_with_statistics(actor, action):
        raise NotAllowed


def facts_visible_to(actor: Actor) -> QuerySet[ComplaintFact]:
    """All of the tenant's, or none."""
    facts = ComplaintFact.objects.filter(tenant_id=actor.tenant_id)
    return facts if may_with_statistics(actor, StatisticsAction.READ) else facts.none()


def sales_visible_to(actor: Actor) -> QuerySet[SalesFigure]:
    """Sales figures, for readers of the statistics and for those who feed them."""
    figures = SalesFigure.objects.filter(tenant_id=actor.tenant_id)
    return figures if _may_see_sales(actor) else figures.none()


def totals_visible_to(actor: Actor) -> QuerySet[SalesTotal]:
    totals = SalesTotal.objects.filter(tenant_id=actor.tenant_id)
    return totals if _may_see_sales(actor) else totals.none()


def _may_see_sales(actor: Actor) -> bool:
    return any(
        may_with_statistics(actor, action)
        for action in (StatisticsAction.READ, StatisticsAction.IMPORT_SALES)
    )
