"""What the device sends, and whose session it does so in."""

from __future__ import annotations

import json
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import logout
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.tenancy.context import set_tenant
from kulanz.interfaces.field.door import device_gate, error
from kulanz.interfaces.field.presenting import technician_of
from kulanz.stages.execution.commands.reports.devices import leave_device
from kulanz.stages.execution.commands.reports.photos import known_photo, take_photo
from kulanz.stages.execution.models import FieldDevice, ReportPhoto
from kulanz.stages.execution.refusals_of_reports import PhotoTooLarge
from kulanz.stages.execution.rules.report_data import SIGNATURE
from kulanz.stages.execution.rules.report_limits import PHOTO_BYTES
from kulanz.workflows.field_entries import take_entries

MOST_BYTES: Final = 1024 * 1024


@require_GET
@device_gate
def state(request: KulanzRequest, device: FieldDevice) -> HttpResponse:
    """Whose session this is, and a fresh token, because the page on the device is an old copy."""
    return JsonResponse(
        {
            "token": get_token(request),
            "technician": technician_of(request.actor),
            "served_at": clock.now().isoformat(),
        }
    )


@require_POST
@device_gate
def entries(request: KulanzRequest, device: FieldDevice) -> HttpResponse:
    """Entries in the order in which they were made; each is answered, whatever it is."""
    try:
        raw = _json(request)
    except RequestDataTooBig:
        return error(413, "too_large", _("Das ist zu viel auf einmal."))
    except ValueError:
        return error(400, "invalid", _("Das ist keine lesbare Nachricht."))
    answers = take_entries(actor=request.actor, device=device, raw=raw, at=clock.now())
    return JsonResponse({"token": get_token(request), "results": [answer.as_json() for answer in answers]})


@require_POST
@device_gate
def photos(request: KulanzRequest, device: FieldDevice) -> HttpResponse:
    """One picture as the body. The same id again has the same answer, and is stored once."""
    try:
        client_id = UUID(request.headers.get("X-Kulanz-Photo", "")[:36])
        visit_id = int(request.headers.get("X-Kulanz-Visit", "")[:18])
    except ValueError:
        return error(400, "invalid", _("Das Foto sagt nicht, wozu es gehört."))
    if _length(request) > PHOTO_BYTES:
        return error(413, "too_large", str(PhotoTooLarge()))
    actor = request.actor
    found = known_photo(actor=actor, visit_id=visit_id, client_id=client_id)
    if found is None:
        content_type = (request.content_type or "").lower()
        try:
            found = take_photo(
                actor=actor,
                visit_id=visit_id,
                client_id=client_id,
                content=request,  # type: ignore[arg-type]  # a request is read like a file
                content_type=content_type,
                signature=request.headers.get("X-Kulanz-Kind") == SIGNATURE,
                at=clock.now(),
            )
        except PhotoTooLarge as refusal:
            return error(413, "too_large", str(refusal))
    return JsonResponse(_kept(found))


@require_POST
@device_gate
def leave(request: KulanzRequest, device: FieldDevice) -> HttpResponse:
    """Logging out on the device; what it kept it has forgotten, and the browser forgets the rest."""
    leave_device(actor=request.actor, key=device.key, at=clock.now())
    logout(request)
    set_tenant(request.tenant.pk)
    return JsonResponse({"left": True}, headers={"Clear-Site-Data": '"cache", "storage"'})


def _json(request: KulanzRequest) -> Any:
    """Raises ValueError for anything that is no JSON, for NaN and infinities, and for endless nesting."""
    if _length(request) > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise RequestDataTooBig
    try:
        return json.loads(request.body.decode("utf-8"), parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _length(request: KulanzRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _kept(photo: ReportPhoto) -> dict[str, Any]:
    return {"id": str(photo.client_id), "bytes": photo.file.stored.size}
