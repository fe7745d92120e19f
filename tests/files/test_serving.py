"""Files are answered so that no browser can be talked into running them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponseBase
from tests.files import samples

from kulanz.core.files.models import StoredFile
from kulanz.core.files.serving import disposition, file_response, thumbnail_response

Store = Callable[[bytes, str], StoredFile]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def answered(stored: StoredFile, range_header: str | None = None, **options: Any) -> HttpResponseBase:
    return file_response(stored, **{"as_copy": False, "inline": True, **options}, range_header=range_header)


def test_headers_keep_content_harmless(store: Store) -> None:
    for content, name in ((samples.photo(), "a.jpg"), (samples.pdf(), "a.pdf"), (b"x", "a.txt")):
        response = answered(store(content, name))
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "private, no-store"
        assert response["Content-Disposition"].startswith("inline")
        assert body(response) == content
    assert "sandbox" in answered(store(samples.photo(), "a.jpg"))["Content-Security-Policy"]
    for content, name in (
        (samples.docx(), "a.docx"),
        (b"<?xml version='1.0'?><a/>", "a.xml"),
        (b"From: a", "a.eml"),
    ):
        assert answered(store(content, name))["Content-Disposition"].startswith("attachment")
    assert answered(store(b"x", "a.txt"), inline=False)["Content-Disposition"].startswith("attachment")


def test_copies_carry_the_name_of_what_they_are(store: Store) -> None:
    stored = store(samples.heic(), "Bürostuhl.heic")
    response = answered(stored, as_copy=True)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].endswith("filename*=UTF-8''B%C3%BCrostuhl.jpg")
    assert body(response).startswith(b"\xff\xd8")
    assert answered(stored)["Content-Type"] == "image/heic"


def test_names_cannot_break_out_of_the_header() -> None:
    header = disposition('a"; filename="b.exe\r\nX: y%41\\', inline=False)
    assert header.split("filename*=")[0] == 'attachment; filename="a_; filename=_b.exe__X: y_41_"; '
    assert disposition("a.pdf", inline=True) == 'inline; filename="a.pdf"'


@pytest.mark.parametrize(
    ("header", "status", "start", "end"),
    [
        ("bytes=0-3", 206, 0, 4),
        ("bytes=10-", 206, 10, None),
        ("bytes=-5", 206, -5, None),
        ("bytes=2-999999999", 206, 2, None),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=9-2", 200, 0, None),
        ("items=0-1", 200, 0, None),
        ("bytes=-", 200, 0, None),
    ],
)
def test_videos_play_from_the_middle(
    store: Store, header: str, status: int, start: int, end: int | None
) -> None:
    content = samples.video()
    response = answered(store(content, "a.mov"), header)
    assert response.status_code == status
    expected = content[start:end]
    assert response["Content-Length"] == str(len(expected))
    assert response["Accept-Ranges"] == "bytes"
    assert body(response) == expected
    if status == 206:
        first = start % len(content)
        assert response["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{len(content)}"


def test_ranges_beyond_the_end_are_refused(store: Store) -> None:
    for header in ("bytes=99999999-", "bytes=-0"):
        response = answered(store(samples.video(), "a.mov"), header)
        assert response.status_code == 416
        assert response["Content-Range"] == f"bytes */{len(samples.video())}"


def test_thumbnails_are_pictures_or_nothing(store: Store) -> None:
    response = thumbnail_response(store(samples.photo(), "a.jpg"), 160)
    assert response is not None
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert thumbnail_response(store(b"x", "a.txt"), 160) is None
