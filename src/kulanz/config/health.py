"""Is the process alive, can it work, and its figures."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kulanz.config.env import environment
from kulanz.config.metrics import exposition
from kulanz.core.database.rights import unsafe_rights


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing about the database."""
    return JsonResponse({"status": "alive"})


def _obstacles() -> list[str]:
    try:
        with connection.cursor() as cursor:
            obstacles = unsafe_rights(cursor)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            obstacles.append("migrations are missing")
    except Error:
        return ["the database does not answer"]
    return obstacles


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Database reachable with the right login, migrations applied; 503 with the reasons otherwise."""
    obstacles = _obstacles()
    if obstacles:
        return JsonResponse({"status": "not ready", "reasons": obstacles}, status=503)
    return JsonResponse({"status": "ready"})


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; without the configured token this address does not exist."""
    expected = environment().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        return HttpResponseNotFound()
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


ADDRESSES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "healthz": alive,
    "readyz": ready,
    "metrics": metrics,
}


class HealthMiddleware:
    """Answers before any tenant is looked up: a probe asks by IP address, also while the database is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = ADDRESSES.get(request.path_info.removeprefix("/"))
        return self.get_response(request) if view is None else view(request)
