"""One line in the log for every request: who asked stays out of it, which route was used goes in."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

from kulanz.config.metrics import REQUEST_SECONDS

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger("kulanz.request")


class RequestLogMiddleware:
    """Binds a request id to every log line of the request and names it in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        response["X-Request-ID"] = request_id
        # The pattern, never the path: paths of public pages carry tokens.
        match = request.resolver_match
        route = match.route if match is not None else "(none)"
        REQUEST_SECONDS.labels(request.method or "", route, str(response.status_code)).observe(seconds)
        # Without a route: a static file, a probe, or something that does not exist.
        if match is not None or response.status_code >= 400:
            log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                milliseconds=round(seconds * 1000, 1),
            )
        return response
