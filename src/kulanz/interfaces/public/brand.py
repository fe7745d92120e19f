"""Colours and logo of a dealer's house, at addresses that nobody can guess and browsers may keep."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.brand import stylesheet
from kulanz.stages.contact.faces import Face
from kulanz.workflows.brands import face_behind

_YEAR: Final = 365 * 24 * 3600


@open_to_all
@require_safe
def house_css(request: KulanzRequest, brand_id: int, version: str) -> HttpResponse:
    """The house's colours as custom properties, safe to read in light and dark."""
    face = _face(request, brand_id, version)
    return _kept(stylesheet(face.color).encode(), "text/css; charset=utf-8")


@open_to_all
@require_safe
def house_logo(request: KulanzRequest, brand_id: int, version: str) -> HttpResponse:
    """The house's logo, encoded by us."""
    face = _face(request, brand_id, version)
    if not face.logo:
        raise Http404
    return _kept(face.logo, face.logo_type)


def _face(request: KulanzRequest, brand_id: int, version: str) -> Face:
    face = face_behind(request.tenant, brand_id, version)
    if face is None:
        raise Http404
    return face


def _kept(content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
