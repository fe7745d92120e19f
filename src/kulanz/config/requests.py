"""What is done to every request: one line in the log, and no NUL in what was typed.

Who asked stays out of the log, which route was used goes in.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

import structlog
from django.http import HttpRequest, HttpResponseBase, QueryDict

from kulanz.config.metrics import REQUEST_SECONDS

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
NUL: Final = "\x00"

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


class NulMiddleware:
    """Takes NUL out of cookies, query and form: no text of the database can hold it, and nobody types it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {name: value.replace(NUL, "") for name, value in request.COOKIES.items()}
        request.GET = _without_nul(request.GET)  # type: ignore[assignment]  # as immutable as it was
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method == "POST" and request.content_type in FORMS:
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]  # as immutable as it was


def _without_nul(given: QueryDict) -> QueryDict:
    if not any(NUL in text for name, texts in given.lists() for text in (name, *map(str, texts))):
        return given
    pairs = [(name, str(text)) for name, texts in given.lists() for text in texts]
    return QueryDict(urlencode([(name.replace(NUL, ""), text.replace(NUL, "")) for name, text in pairs]))
