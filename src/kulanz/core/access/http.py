"""The typed request: what the middlewares have put on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant


class KulanzRequest(HttpRequest):
    """Annotation only; `request.tenant` is set by TenantMiddleware, `request.actor` by ActorMiddleware."""

    tenant: Tenant
    actor: Actor
    htmx: Any
