"""One transaction and one tenant per request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.utils import timezone

from kulanz.core.tenancy.context import mirror_tenant, set_tenant
from kulanz.core.tenancy.hosts import tenant_for_host
from kulanz.core.tenancy.models import Tenant

# Pages of the machine, not of a tenant.
OPEN_PATHS: Final = ("/healthz", "/readyz", "/metrics", "/static/")


class TenantMiddleware:
    """Finds the tenant by host, opens the transaction, sets the tenant in it, rolls back on a 5xx.

    The tenant's time zone is the active one, for `|date` in templates, `localtime` and `localdate`.
    Without any tenant the request goes on with `request.tenant = None`: only the first-run page answers.
    An unknown host gets 404 once there are two tenants.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(OPEN_PATHS):
            return self.get_response(request)
        if "\x00" in request.path_info:
            # no text of the database can hold it, so nothing is called that
            return HttpResponseNotFound()
        with transaction.atomic():
            tenant = tenant_for_host(request.get_host())
            if tenant is None and Tenant.objects.filter(active=True).exists():
                return render(request, "ui/unknown_host.html", status=404)
            request.tenant = tenant  # type: ignore[attr-defined]  # see core.access.http for the typed view
            zone = tenant.time_zone if tenant else timezone.get_default_timezone()
            with mirror_tenant(tenant.pk if tenant else None), timezone.override(zone):
                set_tenant(tenant.pk if tenant else None)
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                return response
