"""Is the process alive, can it work, and its figures."""

from __future__ import annotations

import functools
import hmac
from collections.abc import Callable

from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kulanz.config.env import environment
from kulanz.config.metrics import exposition
from kulanz.core.tenancy.rowsecurity import unsafe_role


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing about the database."""
    return JsonResponse({"status": "alive"})


class _NotMigrated(Exception):
    """Not an answer to remember."""


@functools.cache
def _seen_migrated() -> None:
    # The role of the application may not read the list of migrations. Asked until the answer is yes once:
    # the code of a running process does not change.
    connection = connections["owner"]
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise _NotMigrated
    finally:
        connection.close()


def _obstacles() -> list[str]:
    try:
        unsafe = unsafe_role()
        _seen_migrated()
    except _NotMigrated:
        return ["migrations are missing"]
    except Error:
        return ["the database does not answer"]
    return [unsafe] if unsafe else []


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
