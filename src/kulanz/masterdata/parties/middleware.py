"""Puts `request.actor` on every request of a tenant: the signed-in membership's, else a guest's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from kulanz.core.access.actor import Actor, guest_actor
from kulanz.core.tenancy.context import set_tenant
from kulanz.masterdata.parties.actors import actor_of, memberships_of
from kulanz.masterdata.parties.models import Party

SESSION_MEMBERSHIP: Final = "membership"
SESSION_CLERK: Final = "clerk"


class ActorMiddleware:
    """Reads the membership afresh each time, so an ended access ends with the next request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = getattr(request, "tenant", None)
        if tenant is not None:
            request.actor = resolve_actor(request, tenant.pk)  # type: ignore[attr-defined]  # KulanzRequest
        return self.get_response(request)


def resolve_actor(request: HttpRequest, tenant_id: int) -> Actor:
    language = (get_language() or "de")[:2]
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return guest_actor(tenant_id, language=language)
    set_tenant(tenant_id, user_id=user.pk)
    memberships = memberships_of(user.pk, tenant_id)
    if not memberships:
        return guest_actor(tenant_id, language=language)
    chosen = request.session.get(SESSION_MEMBERSHIP)
    membership = next((m for m in memberships if m.pk == chosen), memberships[0])
    clerk_id = request.session.get(SESSION_CLERK) if membership.is_house_account else None
    clerk_name = ""
    if clerk_id:
        clerk_name = (
            Party.objects.filter(
                pk=clerk_id,
                affiliations__organisation_id=membership.organisation_id,
                affiliations__active=True,
            )
            .values_list("name", flat=True)
            .first()
            or ""
        )
        clerk_id = clerk_id if clerk_name else None
    return actor_of(membership, clerk_id=clerk_id, clerk_name=clerk_name)
