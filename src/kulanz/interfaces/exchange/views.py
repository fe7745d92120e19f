"""The published schema."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.exchange.schema import FILE, schema_bytes


@open_to_all
@require_safe
def orders_schema(request: KulanzRequest) -> HttpResponse:
    """Without a login: the ERP's people have none."""
    response = HttpResponse(schema_bytes(), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{FILE.name}"'
    response["Cache-Control"] = "public, max-age=3600"
    return response
