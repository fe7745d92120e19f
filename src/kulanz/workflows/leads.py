"""Who leads in the office: told, and given tasks, when something must not wait."""

from __future__ import annotations

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from kulanz.cases.models import Case
from kulanz.core.access.actor import ActorKind, Role
from kulanz.masterdata.parties.models import Membership


def leads(tenant_id: int, team_id: int | None = None) -> QuerySet[Membership]:
    """Everybody who leads, those of the team first."""
    return (
        Membership.objects.filter(
            tenant_id=tenant_id,
            kind=ActorKind.STAFF.value,
            active=True,
            roles__contains=[Role.LEAD.value],
        )
        .annotate(near=ExpressionWrapper(Q(team_id=team_id or 0), output_field=BooleanField()))
        .select_related("user")
        .order_by("-near", "pk")
    )


def leads_of(case: Case) -> QuerySet[Membership]:
    """Who leads in the office, those of the case's team first."""
    return leads(case.tenant_id, case.team_id)
