"""Finding the tenant by host name, and building links with the configured host only."""

from __future__ import annotations

import functools

from django.conf import settings
from django.db import connection

from kulanz.core.tenancy.models import Tenant


def tenant_for_host(host: str) -> Tenant | None:
    """The tenant of `host` (with or without port). With one tenant in all, every host is its own."""
    name = host.rsplit(":", 1)[0].lower().strip("[]") if not host.endswith("]") else host.lower()
    tenants = _active()
    for tenant in tenants:
        if name == tenant.host.lower() or name in (h.lower() for h in tenant.other_hosts):
            return tenant
    return tenants[0] if len(tenants) == 1 else None


def _active() -> list[Tenant]:
    """Without their logos. Asked before every page: the statement is written once for a process."""
    names, statement = _statement()
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [Tenant.from_db(connection.alias, names, row) for row in cursor.fetchall()]


@functools.cache
def _statement() -> tuple[list[str], str]:
    fields = [field for field in Tenant._meta.concrete_fields if field.name != "logo"]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = Tenant._meta.db_table
    # names come from our own model
    statement = f'SELECT {columns} FROM "{table}" WHERE active ORDER BY id LIMIT 200'  # noqa: S608
    return [field.attname for field in fields], statement


def base_url(tenant: Tenant) -> str:
    """Scheme, host and port of the tenant's pages, without a slash at the end; never from a request."""
    if tenant.base_url:
        return tenant.base_url.rstrip("/")
    return f"http://{tenant.host}:{settings.PORT}"


def absolute_url(tenant: Tenant, path: str) -> str:
    return base_url(tenant) + path
