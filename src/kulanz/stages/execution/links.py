"""The firm's link: it opens one order, and nothing else of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from kulanz.core.access.actor import Actor, ActorKind, Channel
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import find_token, issue_token, revoke_tokens
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.refusals import LinkInvalid

LIFETIME: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class LinkedOrder:
    """What a valid link opens."""

    order: Order
    token: AccessToken


def issue_order_link(order: Order, *, address: str, at: datetime) -> str:
    """A new link for the firm; the one before ends. Returns its address."""
    end_order_link(order, at=at)
    executor = order.executor
    secret, row = issue_token(
        tenant_id=order.tenant_id,
        purpose=TokenPurpose.SERVICE_ORDER,
        at=at,
        lifetime=LIFETIME,
        case_id=order.case_id,
        party_id=executor.party_id if executor is not None else None,
        object_id=order.pk,
        address=address,
        label=order.number,
    )
    order.token_id = row.pk
    order.save(update_fields=["token_id"])
    tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
    return absolute_url(tenant, reverse("public:order", kwargs={"token": secret}))


def end_order_link(order: Order, *, at: datetime) -> bool:
    """Whether there was a link to end."""
    return (
        revoke_tokens(
            at=at, tenant_id=order.tenant_id, purpose=TokenPurpose.SERVICE_ORDER, object_id=order.pk
        )
        > 0
    )


def find_linked_order(*, secret: str, at: datetime) -> LinkedOrder:
    """Raises LinkInvalid for unknown, expired and revoked links alike."""
    token = find_token(secret, purpose=TokenPurpose.SERVICE_ORDER, at=at)
    if token is None:
        raise LinkInvalid
    orders = Order.objects.filter(pk=token.object_id or 0, tenant_id=token.tenant_id, token_id=token.pk)
    order = orders.select_related("case", "executor__party").first()
    if order is None or order.case.is_spam:
        raise LinkInvalid
    return LinkedOrder(order, token)


def firm_actor(order: Order, name: str) -> Actor:
    """Who answers through the link: for attribution, and for the files a technician may read."""
    executor = order.executor
    firm = executor.name if executor is not None else ""
    return Actor(
        tenant_id=order.tenant_id,
        kind=ActorKind.TECHNICIAN,
        name=f"{name} ({firm})"[:200] if name else firm,
        channel=Channel.PUBLIC,
        organisation_id=executor.party_id if executor is not None else None,
        case_id=order.case_id,
    )
