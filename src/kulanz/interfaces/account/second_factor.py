"""Whether this request's actor has to have a second factor, and whether he has one."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.http import HttpRequest


def is_required_of(request: HttpRequest) -> bool:
    """Staff of a tenant that says so."""
    tenant, actor = getattr(request, "tenant", None), getattr(request, "actor", None)
    return bool(tenant and actor and tenant.second_factor_required and actor.is_staff)


def has_second_factor(user_id: int) -> bool:
    """An authenticator app or a passkey; recovery codes alone do not count."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=kinds).exists())
