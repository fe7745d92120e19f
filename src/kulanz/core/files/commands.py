"""Taking files in and erasing them. Content is on disk, flushed, before its row commits."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from kulanz.core.files.containers import inspect
from kulanz.core.files.models import StoredFile, UploadSession
from kulanz.core.files.names import safe_name
from kulanz.core.files.refusals import ContentMissing, FileTooLarge, QuotaExceeded
from kulanz.core.files.storage import storage
from kulanz.core.files.types import HEAD_SIZE, MEGABYTE, VIDEO_LIMIT, FileKind, judge, name_for
from kulanz.core.tenancy.models import Tenant

_BLOCK = 256 * 1024


def store_file(*, tenant_id: int, content: bytes | IO[bytes], name: str, at: datetime) -> StoredFile:
    """Takes a file in, judged by its content; raises a FileRefusal and leaves nothing behind."""
    size = _known_size(content)
    if size is not None and size > VIDEO_LIMIT:
        raise FileTooLarge(name=safe_name(name))
    require_space(tenant_id, size or 1)
    return take_in(tenant_id=tenant_id, content=content, name=name, at=at)


def take_in(*, tenant_id: int, content: bytes | IO[bytes], name: str, at: datetime) -> StoredFile:
    """`store_file` for content whose space was reserved before (a finished upload)."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    head = _read_head(stream)
    kind = judge(head, name, max(len(head), _known_size(content) or 0))
    key, sha256, size = storage().write(tenant_id, _chunks(stream, head, kind, name))
    try:
        with storage().open(key) as complete:
            inspect(complete, kind, name)
        with transaction.atomic():
            return StoredFile.objects.create(
                tenant_id=tenant_id,
                key=key,
                sha256=sha256,
                size=size,
                content_type=kind.content_type,
                name=name_for(name, kind),
                created_at=at,
            )
    except BaseException:
        storage().delete(key)
        raise


def erase_file(*, stored: StoredFile, at: datetime) -> None:
    """Removes content and name for good after the commit; the row stays as evidence that there was one."""
    with transaction.atomic():
        stored.state = StoredFile.State.ERASED
        stored.name = str(_("entfernt"))
        stored.erased_at = at
        stored.save(update_fields=["state", "name", "erased_at"])
        key = stored.key
        transaction.on_commit(lambda: storage().delete(key))


def read_file(stored: StoredFile) -> IO[bytes]:
    """Opens the original; raises ContentMissing when it was erased or lost."""
    if stored.is_present:
        try:
            return storage().open(stored.key)
        except FileNotFoundError:
            pass
    raise ContentMissing(name=stored.name)


def used_bytes(tenant_id: int) -> int:
    """What a tenant's files and open uploads take."""
    files = StoredFile.objects.filter(tenant_id=tenant_id, state=StoredFile.State.PRESENT)
    uploads = UploadSession.objects.filter(tenant_id=tenant_id, stored_file=None)
    return int(files.aggregate(n=Sum("size"))["n"] or 0) + int(uploads.aggregate(n=Sum("size"))["n"] or 0)


def require_space(tenant_id: int, size: int) -> None:
    """Raises QuotaExceeded. No lock: parallel uploads may pass the quota by one file each, no more."""
    quota = Tenant.objects.values_list("storage_quota_bytes", flat=True).get(pk=tenant_id)
    used = used_bytes(tenant_id)
    if used + size > quota:
        raise QuotaExceeded(used=_shown(used), quota=_shown(quota))


def _shown(size: int) -> str:
    if size >= 1024 * MEGABYTE:
        return f"{size / (1024 * MEGABYTE):.1f} GB".replace(".", ",")
    return f"{size / MEGABYTE:.0f} MB"


def _known_size(content: bytes | IO[bytes]) -> int | None:
    """The size of bytes or of an uploaded file; None for a plain stream, whose size shows on reading."""
    if isinstance(content, bytes):
        return len(content)
    size = getattr(content, "size", None)
    return size if isinstance(size, int) else None


def _read_head(stream: IO[bytes]) -> bytes:
    head = b""
    while len(head) < HEAD_SIZE and (block := stream.read(HEAD_SIZE - len(head))):
        head += block
    return head


def _chunks(stream: IO[bytes], head: bytes, kind: FileKind, name: str) -> Iterator[bytes]:
    """The whole content in blocks; raises FileTooLarge as soon as it passes the limit of its kind."""
    total = len(head)
    yield head
    while block := stream.read(_BLOCK):
        total += len(block)
        if total > kind.limit:
            raise FileTooLarge(name=safe_name(name))
        yield block
