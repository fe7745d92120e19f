"""Files on their way: resumable uploads, and those of a refused form kept for the next try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.models import StoredFile
from kulanz.core.files.refusals import UploadNotFound
from kulanz.core.files.uploads import LARGEST_CHUNK, append_chunk, begin_upload, find_upload, finish_upload
from kulanz.interfaces.portal.finding import READERS
from kulanz.screens.case_files import case_file_response
from kulanz.screens.uploads import begin_own_upload, continue_own_upload, uploader

MOST_FILES: Final = 40


@dataclass(frozen=True, slots=True)
class HeldUpload:
    """An upload that is complete and waits for its form."""

    token: str
    name: str
    size: int


def held_uploads(request: KulanzRequest, tokens: list[str], at: datetime) -> list[HeldUpload]:
    """Those of `tokens` that are this person's and still there."""
    found = []
    for token in dict.fromkeys(tokens[:MOST_FILES]):
        try:
            upload = find_upload(tenant_id=request.tenant.pk, token=token, bound_to=uploader(request), at=at)
        except UploadNotFound:
            continue
        found.append(HeldUpload(token, upload.name, upload.size))
    return found


def hold_files(request: KulanzRequest, at: datetime) -> list[str]:
    """Tokens of all files of a form. Plain ones become uploads too, so that a refused form keeps them."""
    tokens = request.POST.getlist("uploads")[:MOST_FILES]
    for plain in request.FILES.getlist("files")[: MOST_FILES - len(tokens)]:
        tenant_id, owner = request.tenant.pk, uploader(request)
        token = begin_upload(
            tenant_id=tenant_id, bound_to=owner, name=plain.name or "", size=plain.size or 0, at=at
        )
        offset = 0
        while offset < (plain.size or 0):
            chunk = plain.read(LARGEST_CHUNK)
            offset = append_chunk(
                tenant_id=tenant_id, token=token, bound_to=owner, offset=offset, chunk=chunk, at=at
            )
        tokens.append(token)
    return tokens


def taken_files(request: KulanzRequest, tokens: list[str], at: datetime) -> list[StoredFile]:
    """The finished files of these tokens, each once."""
    return [
        finish_upload(tenant_id=request.tenant.pk, token=token, bound_to=uploader(request), at=at)
        for token in dict.fromkeys(tokens)
    ]


@gate(*READERS)
@require_POST
def begin(request: KulanzRequest) -> HttpResponse:
    return begin_own_upload(request, "portal:upload")


@gate(*READERS)
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: KulanzRequest, token: str) -> HttpResponse:
    return continue_own_upload(request, token)


@gate(*READERS)
@require_GET
def file(request: KulanzRequest, file_id: int) -> HttpResponseBase:
    """A file's cleaned copy, without place and device data."""
    return case_file_response(request, file_id, as_copy=True, at=clock.now())
