"""A case's files behind a link: shown as cleaned copies, and sent in pieces that can go on after a break."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.core.access.throttle import hit
from kulanz.core.files.serving import file_response, thumbnail_response
from kulanz.core.files.upload_http import answer_beginning, answer_upload
from kulanz.core.refusal import Refusal
from kulanz.core.ui.errors import error_page
from kulanz.interfaces.public.tracking.link import Visit, through_link
from kulanz.screens.case_files import case_file_or_404

UPLOADS_A_DAY: Final = 150
_THUMBNAIL: Final = 480


class TooManyActs(Refusal):
    message = gettext_lazy(
        "Über diesen Link kam in der letzten Stunde schon sehr viel. Bitte versuchen Sie es später wieder."
    )


@through_link("GET", "HEAD")
def file(visit: Visit, file_id: int) -> HttpResponseBase:
    """A file of this case; always the copy without place, device and author."""
    found = case_file_or_404(visit.actor, file_id, at=visit.at)
    try:
        return file_response(
            found.stored,
            as_copy=True,
            inline="laden" not in visit.request.GET,
            range_header=visit.request.headers.get("Range"),
        )
    except Refusal as refusal:
        return error_page(
            visit.request, 409, title=_("Diese Datei lässt sich nicht öffnen"), text=str(refusal)
        )


@through_link("GET", "HEAD")
def thumbnail(visit: Visit, file_id: int) -> HttpResponseBase:
    response = thumbnail_response(case_file_or_404(visit.actor, file_id, at=visit.at).stored, _THUMBNAIL)
    if response is None:
        raise Http404
    return response


@through_link("POST")
def upload(visit: Visit) -> HttpResponseBase:
    """Begin a resumable upload for an answer."""
    if not hit("link_uploads", visit.key, limit=UPLOADS_A_DAY, window_seconds=86400, at=visit.at):
        refusal = TooManyActs()
        return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=429)
    return answer_beginning(
        visit.request,
        tenant_id=visit.request.tenant.pk,
        bound_to=visit.key,
        at=visit.at,
        location=lambda token: reverse("public:case_upload_part", args=[visit.token, token]),
    )


@through_link("HEAD", "PATCH", "DELETE")
def upload_part(visit: Visit, upload_token: str) -> HttpResponseBase:
    return answer_upload(
        visit.request, tenant_id=visit.request.tenant.pk, token=upload_token, bound_to=visit.key, at=visit.at
    )
