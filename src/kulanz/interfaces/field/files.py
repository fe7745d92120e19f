"""Small copies of a case's files, for reading without network."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.serving import file_response, thumbnail_response
from kulanz.interfaces.field.door import tour_gate
from kulanz.screens.case_files import case_file_or_404

# Enough to read a type plate on a tablet.
EDGE: Final = 1280


@require_GET
@tour_gate
def file(request: KulanzRequest, file_id: int) -> HttpResponseBase:
    """A picture made small, anything else its cleaned copy; only what the technician may see."""
    row = case_file_or_404(request.actor, file_id, at=clock.now())
    small = thumbnail_response(row.stored, EDGE)
    if small is not None:
        return small
    return file_response(row.stored, as_copy=True, inline=True, range_header=request.headers.get("Range"))
