"""The published schemas."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.exchange.schema import CASES, ORDERS, Published


@open_to_all
@require_safe
def orders_schema(request: KulanzRequest) -> HttpResponse:
    """Without a login: the ERP's people have none."""
    return _published(ORDERS)


@open_to_all
@require_safe
def cases_schema(request: KulanzRequest) -> HttpResponse:
    """Without a login: whoever writes the dealer's software has none."""
    return _published(CASES)


def _published(schema: Published) -> HttpResponse:
    response = HttpResponse(schema.content(), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{schema.name}"'
    response["Cache-Control"] = "public, max-age=3600"
    return response
