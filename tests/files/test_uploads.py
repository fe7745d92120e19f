"""Resumable uploads: they survive breaks, belong to whoever began them, and leave nothing behind."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from tests.files import samples
from tests.files.conftest import AT

from kulanz.core.files.commands import read_file, used_bytes
from kulanz.core.files.models import StoredFile, UploadSession
from kulanz.core.files.refusals import (
    FileTooLarge,
    QuotaExceeded,
    TooManyUploads,
    TooMuchData,
    TypeNotAllowed,
    UploadIncomplete,
    UploadNotFound,
    WrongOffset,
)
from kulanz.core.files.storage import storage
from kulanz.core.files.types import VIDEO_LIMIT
from kulanz.core.files.upload_http import answer_beginning, answer_upload
from kulanz.core.files.uploads import (
    LARGEST_CHUNK,
    LIFETIME,
    MOST_OPEN_UPLOADS,
    append_chunk,
    begin_upload,
    cancel_upload,
    find_upload,
    finish_upload,
    received_bytes,
    sweep_uploads,
)

CONTENT = samples.video()


class Sender:
    """Whoever uploads."""

    def __init__(self, tenant_id: int, bound_to: str = "user:1") -> None:
        self.keys: dict[str, Any] = {"tenant_id": tenant_id, "bound_to": bound_to}

    def begin(self, size: int = len(CONTENT), name: str = "Stuhl.mov") -> str:
        return begin_upload(**self.keys, name=name, size=size, at=AT)

    def append(self, token: str, offset: int, chunk: Any, at: datetime = AT) -> int:
        return append_chunk(**self.keys, token=token, offset=offset, chunk=chunk, at=at)

    def finish(self, token: str) -> StoredFile:
        return finish_upload(**self.keys, token=token, at=AT)

    def offset(self, token: str) -> int:
        return received_bytes(find_upload(**self.keys, token=token, at=AT))


@pytest.fixture
def sender(tenant: Any, folder: Path) -> Sender:
    return Sender(tenant.pk)


def test_chunks_become_the_file(
    sender: Sender, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    token = sender.begin()
    assert sender.append(token, 0, CONTENT[:1000]) == 1000
    with pytest.raises(UploadIncomplete, match="1000"):
        sender.finish(token)
    assert sender.append(token, 1000, io.BytesIO(CONTENT[1000:])) == len(CONTENT)
    with django_capture_on_commit_callbacks(execute=True):
        stored = sender.finish(token)
    assert read_file(stored).read() == CONTENT
    assert (stored.name, stored.content_type) == ("Stuhl.mov", "video/quicktime")
    assert sender.finish(token) == stored, "the first answer may have been lost"
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [stored.key.rsplit("/", 1)[1]]


def test_a_wrong_offset_is_refused_and_the_right_one_named(sender: Sender) -> None:
    token = sender.begin()
    sender.append(token, 0, CONTENT[:10])
    for offset in (0, 9, 11):
        with pytest.raises(WrongOffset, match="Byte 10 weitergehen") as refused:
            sender.append(token, offset, CONTENT[10:])
        assert refused.value.details["expected"] == 10
    assert sender.offset(token) == 10


def test_bytes_written_before_a_crash_are_written_again(sender: Sender, tenant: Any) -> None:
    token = sender.begin()
    sender.append(token, 0, CONTENT[:1000])
    upload = UploadSession.objects.get()
    with storage().part(tenant.pk, upload.pk).open("ab") as part:
        part.write(b"half a chunk whose row never committed")
    sender.append(token, sender.offset(token), CONTENT[1000:])
    assert read_file(sender.finish(token)).read() == CONTENT


def test_a_lost_part_starts_over(sender: Sender, tenant: Any) -> None:
    token = sender.begin()
    sender.append(token, 0, CONTENT[:1000])
    storage().part(tenant.pk, UploadSession.objects.get().pk).unlink()
    assert sender.offset(token) == 0
    sender.append(token, 0, CONTENT)
    assert read_file(sender.finish(token)).read() == CONTENT


def test_only_who_began_may_go_on(sender: Sender, tenant: Any) -> None:
    token = sender.begin()
    stranger = Sender(tenant.pk, "user:2")
    for act in (lambda: stranger.append(token, 0, b"x"), lambda: stranger.finish(token)):
        with pytest.raises(UploadNotFound):
            act()
    with pytest.raises(UploadNotFound):
        sender.append("guessed", 0, b"x")
    assert not UploadSession.objects.filter(token_hash=token).exists(), "the token itself is stored nowhere"


def test_refusals_come_early(sender: Sender, tenant: Any) -> None:
    with pytest.raises(FileTooLarge):
        sender.begin(size=VIDEO_LIMIT + 1)
    token = sender.begin(size=20_000)
    with pytest.raises(TypeNotAllowed):
        sender.append(token, 0, b"MZ" + bytes(10_000))
    token = sender.begin(size=30 * 1024 * 1024, name="a.jpg")
    with pytest.raises(FileTooLarge):
        sender.append(token, 0, samples.photo() + bytes(9000))
    token = sender.begin(size=10)
    for chunk in (bytes(11), io.BytesIO(bytes(11))):
        with pytest.raises(TooMuchData):
            sender.append(token, 0, chunk)
    assert sender.offset(token) == 0
    for _ in range(MOST_OPEN_UPLOADS - 3):
        sender.begin(size=10)
    with pytest.raises(TooManyUploads, match="20"):
        sender.begin(size=10)


def test_one_request_reads_at_most_one_chunk(sender: Sender) -> None:
    size = LARGEST_CHUNK + 5000
    token = sender.begin(size=size)
    content = samples.video() + bytes(size)
    assert sender.append(token, 0, io.BytesIO(content[:size])) == LARGEST_CHUNK


def test_announced_bytes_count_towards_the_quota(sender: Sender, tenant: Any) -> None:
    tenant.storage_quota_bytes = 1000
    tenant.save(update_fields=["storage_quota_bytes"])
    sender.begin(size=900)
    assert used_bytes(tenant.pk) == 900
    with pytest.raises(QuotaExceeded):
        sender.begin(size=101)


def test_expired_uploads_are_swept(
    sender: Sender, tenant: Any, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    old, fresh = sender.begin(), sender.begin()
    sender.append(old, 0, CONTENT[:100])
    later = AT + LIFETIME - timedelta(minutes=1)
    sender.append(fresh, 0, CONTENT[:100], at=later)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_uploads(tenant_id=tenant.pk, at=AT + LIFETIME) == 1
    assert sender.offset(fresh) == 100
    with pytest.raises(UploadNotFound):
        sender.offset(old)
    (folder / str(tenant.pk) / "incoming").mkdir()
    (folder / str(tenant.pk) / "incoming" / "left").write_bytes(b"by a crash")
    assert sweep_uploads(tenant_id=tenant.pk, at=datetime.now(UTC) + timedelta(days=3)) == 3
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_cancelling_forgets_the_bytes(
    sender: Sender, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    token = sender.begin()
    sender.append(token, 0, CONTENT[:100])
    with django_capture_on_commit_callbacks(execute=True):
        cancel_upload(**sender.keys, token=token, at=AT)
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_the_protocol_over_http(sender: Sender) -> None:
    factory = RequestFactory()
    name = base64.b64encode("Stühle.mov".encode()).decode()
    keys = {**sender.keys, "at": AT}
    begun = answer_beginning(
        factory.post(
            "/u", headers={"Upload-Length": str(len(CONTENT)), "Upload-Metadata": f"filename {name}"}
        ),
        location=lambda token: f"/u/{token}",
        **keys,
    )
    assert begun.status_code == 201
    token = begun["Location"].removeprefix("/u/")

    def patch(offset: int, chunk: bytes, kind: str = "application/offset+octet-stream") -> HttpResponse:
        request = factory.patch("/u", chunk, content_type=kind, headers={"Upload-Offset": str(offset)})
        return answer_upload(request, token=token, **keys)

    assert patch(0, CONTENT[:50])["Upload-Offset"] == "50"
    wrong = patch(7, CONTENT[:50])
    assert (wrong.status_code, wrong["Upload-Offset"]) == (409, "50")
    assert patch(50, b"", kind="text/plain").status_code == 415
    head = answer_upload(factory.head("/u"), token=token, **keys)
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("50", str(len(CONTENT)))
    assert patch(50, CONTENT[50:]).status_code == 204
    assert sender.finish(token).name == "Stühle.mov"
    assert answer_upload(factory.head("/u"), token="guessed", **keys).status_code == 404
    assert answer_upload(factory.delete("/u"), token=token, **keys).status_code == 204
    assert answer_beginning(factory.post("/u"), location=str, **keys).status_code == 400
    too_large = factory.post("/u", headers={"Upload-Length": str(VIDEO_LIMIT + 1)})
    assert answer_beginning(too_large, location=str, **keys).status_code == 413
