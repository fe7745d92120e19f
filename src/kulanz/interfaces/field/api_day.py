"""What the device has before departure: the tour with everything the technician may read."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.field.door import device_gate
from kulanz.interfaces.field.presenting import day_of
from kulanz.stages.execution.models import FieldDevice


@require_GET
@device_gate
def day(request: KulanzRequest, device: FieldDevice) -> HttpResponse:
    """The day; 304 where the device has it already. Token and time are not part of what is compared."""
    at = clock.now()
    content = day_of(request.actor, request.tenant, at=at)
    tag = f'W/"{hashlib.sha256(_written(content)).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    full = {"served_at": at.isoformat(), "token": get_token(request), **content}
    return _json(request, full, tag)


def _json(request: KulanzRequest, content: dict[str, Any], tag: str) -> HttpResponse:
    """Packed where the device takes it: a day of texts becomes a tenth."""
    body = _written(content)
    headers = {"ETag": tag, "Vary": "Accept-Encoding, Cookie"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(body, content_type="application/json", headers=headers)


def _written(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
