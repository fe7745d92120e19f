"""From a login to an actor: which memberships a user holds here, and the actor of one of them."""

from __future__ import annotations

from dataclasses import dataclass

from kulanz.core.access.actor import Actor, ActorKind, Channel, Role, Scope
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Membership

CHANNEL_OF_KIND = {
    ActorKind.STAFF: Channel.DESK,
    ActorKind.DEALER: Channel.PORTAL,
    ActorKind.TECHNICIAN: Channel.PORTAL,
    ActorKind.SUPPLIER: Channel.PORTAL,
    ActorKind.CUSTOMER: Channel.PUBLIC,
}


@dataclass(frozen=True, slots=True)
class TenantChoice:
    """A membership the user may change over to; `tenant` may be another one than the present."""

    membership_id: int
    tenant_id: int
    tenant_name: str
    tenant_host: str
    label: str


def memberships_of(user_id: int, tenant_id: int) -> list[Membership]:
    """The active memberships in this tenant, oldest first."""
    return list(
        Membership.objects.filter(tenant_id=tenant_id, user_id=user_id, active=True)
        .select_related("organisation")
        .order_by("id")
    )


def choices_of(user_id: int) -> list[TenantChoice]:
    """All active memberships in every tenant; needs `kulanz.user` set to this user (policy own_rows)."""
    known = {t.pk: t for t in Tenant.objects.filter(active=True).only("name", "host")}
    rows = Membership.objects.filter(user_id=user_id, active=True).order_by("tenant_id", "id")
    return [
        TenantChoice(m.pk, m.tenant_id, known[m.tenant_id].name, known[m.tenant_id].host, m.name)
        for m in rows
        if m.tenant_id in known
    ]


def actor_of(
    membership: Membership,
    *,
    clerk_id: int | None = None,
    clerk_name: str = "",
    channel: Channel | None = None,
) -> Actor:
    """The actor a membership stands for. A picked clerk changes the name shown, never the rights."""
    kind = ActorKind(membership.kind)
    name = f"{clerk_name} ({membership.name})" if clerk_name else membership.name
    return Actor(
        tenant_id=membership.tenant_id,
        kind=kind,
        name=name,
        channel=channel or CHANNEL_OF_KIND[kind],
        roles=frozenset(Role(role) for role in membership.roles),
        scope=Scope(membership.scope),
        user_id=membership.user_id,
        membership_id=membership.pk,
        person_id=membership.person_id,
        organisation_id=membership.organisation_id,
        team_id=membership.team_id,
        dealer_team=membership.dealer_team,
        clerk_id=clerk_id,
        house_account=membership.is_house_account,
    )
