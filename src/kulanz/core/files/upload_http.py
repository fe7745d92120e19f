"""The resumable protocol over HTTP, for interfaces: they decide who may upload and supply the addresses.

It follows tus 1.0 as far as browsers need it: POST begins (`Upload-Length`, `Upload-Metadata` with the
base64 of `filename`), HEAD answers `Upload-Offset`, PATCH appends at `Upload-Offset`, DELETE cancels.
What is complete is turned into a file by the domain command that wants it (`finish_upload`).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import IO, Final, cast

from django.http import HttpRequest, HttpResponse, JsonResponse

from kulanz.core.files.refusals import FileRefusal, UploadNotFound, WrongOffset
from kulanz.core.files.uploads import append_chunk, begin_upload, cancel_upload, find_upload, received_bytes

_VERSION: Final = "1.0.0"
_CHUNK_TYPE: Final = "application/offset+octet-stream"


def answer_beginning(
    request: HttpRequest, *, tenant_id: int, bound_to: str, at: datetime, location: Callable[[str], str]
) -> HttpResponse:
    """POST: 201 with the upload's address (`location(token)`) in `Location` and the token in the body."""
    size = _whole_number(request.headers.get("Upload-Length"))
    if size is None:
        return _plain(HttpResponse(status=400))
    name = _file_name(request.headers.get("Upload-Metadata", ""))
    try:
        token = begin_upload(tenant_id=tenant_id, bound_to=bound_to, name=name, size=size, at=at)
    except FileRefusal as refusal:
        return _refused(refusal, 413)
    response = JsonResponse({"token": token}, status=201)
    response["Location"] = location(token)
    return _plain(response)


def answer_upload(
    request: HttpRequest, *, tenant_id: int, token: str, bound_to: str, at: datetime
) -> HttpResponse:
    """HEAD, PATCH and DELETE of one upload."""
    try:
        if request.method == "PATCH":
            return _answer_chunk(request, tenant_id=tenant_id, token=token, bound_to=bound_to, at=at)
        if request.method == "DELETE":
            cancel_upload(tenant_id=tenant_id, token=token, bound_to=bound_to, at=at)
            return _plain(HttpResponse(status=204))
        upload = find_upload(tenant_id=tenant_id, token=token, bound_to=bound_to, at=at)
    except UploadNotFound as refusal:
        return _refused(refusal, 404)
    response = HttpResponse(status=200)
    response["Upload-Length"] = str(upload.size)
    response["Upload-Offset"] = str(received_bytes(upload))
    return _plain(response)


def _answer_chunk(
    request: HttpRequest, *, tenant_id: int, token: str, bound_to: str, at: datetime
) -> HttpResponse:
    offset = _whole_number(request.headers.get("Upload-Offset"))
    if request.content_type != _CHUNK_TYPE or offset is None:
        return _plain(HttpResponse(status=415 if offset is not None else 400))
    try:
        offset = append_chunk(
            tenant_id=tenant_id,
            token=token,
            bound_to=bound_to,
            offset=offset,
            chunk=cast(IO[bytes], request),
            at=at,
        )
    except UploadNotFound:
        raise
    except WrongOffset as refusal:
        response = _refused(refusal, 409)
        response["Upload-Offset"] = str(refusal.details["expected"])
        return response
    except FileRefusal as refusal:
        return _refused(refusal, 413)
    response = HttpResponse(status=204)
    response["Upload-Offset"] = str(offset)
    return _plain(response)


def _refused(refusal: FileRefusal, status: int) -> HttpResponse:
    return _plain(JsonResponse({"code": refusal.code, "message": str(refusal)}, status=status))


def _plain(response: HttpResponse) -> HttpResponse:
    response["Tus-Resumable"] = _VERSION
    response["Cache-Control"] = "no-store"
    return response


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _file_name(metadata: str) -> str:
    for pair in metadata.split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                break
    return ""
