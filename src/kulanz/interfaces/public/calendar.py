"""Somebody's own calendar, fetched by his calendar program with nothing but its address."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpResponse
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_http_methods

from kulanz.core import clock
from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.stages.execution.calendar_files import CONTENT_TYPE
from kulanz.workflows.appointment_calendars import feed_of


@open_to_all
@require_http_methods(["GET", "HEAD"])
def feed(request: KulanzRequest, token: str) -> HttpResponse:
    """The visits of the person whose address this is; 304 while nothing has changed."""
    content = feed_of(secret=token, at=clock.now())
    if content is None:
        raise Http404
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    known = parse_etags(request.headers.get("If-None-Match", ""))
    same = etag in known or f"W/{etag}" in known
    response = HttpResponse(
        b"" if same else content,
        status=304 if same else 200,
        content_type=f"{CONTENT_TYPE}; charset=utf-8",
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    return response
