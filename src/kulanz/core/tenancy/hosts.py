"""Finding the tenant by host name, and building links with the configured host only."""

from __future__ import annotations

from django.conf import settings

from kulanz.core.tenancy.models import Tenant


def tenant_for_host(host: str) -> Tenant | None:
    """The tenant of `host` (with or without port). With one tenant in all, every host is its own."""
    name = host.rsplit(":", 1)[0].lower().strip("[]") if not host.endswith("]") else host.lower()
    tenants = list(Tenant.objects.filter(active=True).defer("logo").order_by("id")[:200])
    for tenant in tenants:
        if name == tenant.host.lower() or name in (h.lower() for h in tenant.other_hosts):
            return tenant
    return tenants[0] if len(tenants) == 1 else None


def base_url(tenant: Tenant) -> str:
    """Scheme, host and port of the tenant's pages, without a slash at the end; never from a request."""
    if tenant.base_url:
        return tenant.base_url.rstrip("/")
    return f"http://{tenant.host}:{settings.PORT}"


def absolute_url(tenant: Tenant, path: str) -> str:
    return base_url(tenant) + path
