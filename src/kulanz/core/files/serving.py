"""Answers with file content. The caller has decided before that this reader may see this file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Final
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from kulanz.core.files.copies import Copy, clean_copy, original, thumbnail
from kulanz.core.files.models import StoredFile

_BLOCK: Final = 64 * 1024
_RANGE: Final = re.compile(r"^bytes=(\d*)-(\d*)$")
# No file of ours may run anything in our origin, whatever a browser takes it for. (The middleware for
# pages adds its own policy only where there is none.)
_POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'"
)
# The PDF viewer of Chromium does not start inside a sandbox; it needs no more than this.
_PDF_ALONE: Final = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
_PDF_POLICY: Final = f"{_PDF_ALONE}; frame-ancestors 'self'"
_MADE_PDF_POLICY: Final = f"{_PDF_ALONE}; frame-ancestors 'none'"


def file_response(
    stored: StoredFile, *, as_copy: bool, inline: bool, range_header: str | None = None
) -> HttpResponseBase:
    """The original or (`as_copy`) its clean copy; `inline` counts only for kinds a browser may show.

    Pass `request.headers.get("Range")` so that videos can be played from the middle. Raises
    ContentMissing and CopyNotPossible.
    """
    copy = clean_copy(stored) if as_copy else original(stored)
    response = _ranged(copy, range_header)
    _describe(response, copy, inline=inline and copy.kind.inline)
    response["Cache-Control"] = "private, no-store"
    return response


def thumbnail_response(stored: StoredFile, size: int) -> HttpResponseBase | None:
    """A small picture, None where there is none (the caller shows a symbol instead)."""
    copy = thumbnail(stored, size)
    if copy is None:
        return None
    with copy.content as content:
        response = HttpResponse(content.read(), content_type=copy.kind.content_type)
    _describe(response, copy, inline=True)
    response["Cache-Control"] = "private, max-age=600"
    return response


def made_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """What was made for this request alone, to be saved: a list, a calendar entry."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = disposition(name, inline=False)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """A PDF made for this request, shown in the browser, where it may do nothing but be shown."""
    response = made_response(pdf, name, "application/pdf")
    response["Content-Disposition"] = disposition(name, inline=True)
    response["Content-Security-Policy"] = _MADE_PDF_POLICY
    return response


def disposition(name: str, *, inline: bool) -> str:
    """The Content-Disposition header; names beyond ASCII as RFC 5987 wants them."""
    plain = "".join(
        char if char.isascii() and char.isprintable() and char not in '"\\%' else "_" for char in name
    )
    how = "inline" if inline else "attachment"
    header = f'{how}; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"


def _describe(response: HttpResponseBase, copy: Copy, *, inline: bool) -> None:
    response["Content-Disposition"] = disposition(copy.name, inline=inline)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    is_pdf = inline and copy.kind.content_type == "application/pdf"
    response["Content-Security-Policy"] = _PDF_POLICY if is_pdf else _POLICY


def _ranged(copy: Copy, header: str | None) -> HttpResponseBase:
    """The whole content, or the one range asked for; several ranges at once get the whole."""
    found = _RANGE.match(header.strip()) if header else None
    start, end = 0, copy.size - 1
    if found and (found[1] or found[2]):
        if found[1]:
            start = int(found[1])
            end = min(int(found[2]), end) if found[2] else end
        else:
            start = max(copy.size - int(found[2]), 0)
        if start > end:
            if found[1] and found[2] and int(found[1]) > int(found[2]):
                return _stream(copy, 0, copy.size - 1, status=200)
            copy.content.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{copy.size}"})
        response = _stream(copy, start, end, status=206)
        response["Content-Range"] = f"bytes {start}-{end}/{copy.size}"
        return response
    return _stream(copy, start, end, status=200)


def _stream(copy: Copy, start: int, end: int, *, status: int) -> StreamingHttpResponse:
    content_type = copy.kind.content_type
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    response = StreamingHttpResponse(
        _blocks(copy.content, start, end), status=status, content_type=content_type
    )
    response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    return response


def _blocks(content: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    with content:
        content.seek(start)
        left = end - start + 1
        while left > 0 and (block := content.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
