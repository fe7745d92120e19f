"""Resumable uploads: begin, continue at an offset, finish. Interfaces speak the protocol around it.

A client begins with name and size and gets a token; it sends chunks in order, each at the offset it
believes to be right. After a break it asks for the offset and goes on there. The token works only for
whoever began (`bound_to`: any stable text for a login, a link or a browser session).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Final

from django.db import transaction

from kulanz.core.files.commands import require_space, take_in
from kulanz.core.files.models import StoredFile, UploadSession
from kulanz.core.files.names import safe_name
from kulanz.core.files.refusals import (
    EmptyFile,
    FileTooLarge,
    TooManyUploads,
    TooMuchData,
    UploadIncomplete,
    UploadNotFound,
    WrongOffset,
)
from kulanz.core.files.storage import storage
from kulanz.core.files.types import HEAD_SIZE, MEGABYTE, VIDEO_LIMIT, judge

LIFETIME: Final = timedelta(hours=24)
# After finishing, the answer may be asked for again: the first one may have been lost on the way.
FINISHED_LIFETIME: Final = timedelta(hours=1)
MOST_OPEN_UPLOADS: Final = 20
LARGEST_CHUNK: Final = 16 * MEGABYTE
_BLOCK: Final = 256 * 1024


def begin_upload(*, tenant_id: int, bound_to: str, name: str, size: int, at: datetime) -> str:
    """Opens an upload and answers its token; refuses what is too large before a byte was sent."""
    if size <= 0:
        raise EmptyFile(name=safe_name(name))
    if size > VIDEO_LIMIT:
        raise FileTooLarge(name=safe_name(name))
    open_uploads = UploadSession.objects.filter(
        tenant_id=tenant_id, bound_to=bound_to, stored_file=None, expires_at__gt=at
    ).count()
    if open_uploads >= MOST_OPEN_UPLOADS:
        raise TooManyUploads(count=open_uploads)
    require_space(tenant_id, size)
    token = secrets.token_urlsafe(24)
    UploadSession.objects.create(
        tenant_id=tenant_id,
        token_hash=_hash(token),
        bound_to=bound_to,
        name=safe_name(name),
        size=size,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    return token


def find_upload(*, tenant_id: int, token: str, bound_to: str, at: datetime) -> UploadSession:
    """The upload with `received` and `size`; raises UploadNotFound for strangers and when expired."""
    return _find(tenant_id, token, bound_to, at)


def received_bytes(upload: UploadSession) -> int:
    """Where to go on: what was confirmed, or less when the part was lost with a disk."""
    try:
        return min(upload.received, storage().part(upload.tenant_id, upload.pk).stat().st_size)
    except FileNotFoundError:
        return upload.received if upload.stored_file_id else 0


def append_chunk(
    *, tenant_id: int, token: str, bound_to: str, offset: int, chunk: bytes | IO[bytes], at: datetime
) -> int:
    """Adds the bytes at `offset` and answers the new offset. At most LARGEST_CHUNK bytes are read."""
    with transaction.atomic():
        upload = _find(tenant_id, token, bound_to, at, lock=True)
        expected = received_bytes(upload)
        if upload.stored_file_id is not None or offset != expected:
            raise WrongOffset(expected=expected, given=offset)
        part = storage().part(tenant_id, upload.pk)
        with part.open("r+b" if offset else "w+b") as target:
            # What a broken request left beyond the offset is not known to be whole.
            target.truncate(offset)
            target.seek(offset)
            for block in _blocks(chunk, upload.size - offset):
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
            received = target.tell()
            if offset < HEAD_SIZE <= received or received == upload.size:
                target.seek(0)
                judge(target.read(HEAD_SIZE), upload.name, upload.size)
        upload.received = received
        upload.expires_at = at + LIFETIME
        upload.save(update_fields=["received", "expires_at"])
        return received


def finish_upload(*, tenant_id: int, token: str, bound_to: str, at: datetime) -> StoredFile:
    """Turns a complete upload into a stored file; asked again, it answers the same file."""
    with transaction.atomic():
        upload = _find(tenant_id, token, bound_to, at, lock=True)
        if upload.stored_file is not None:
            return upload.stored_file
        received = received_bytes(upload)
        if received != upload.size:
            raise UploadIncomplete(received=received, size=upload.size)
        part = storage().part(tenant_id, upload.pk)
        with part.open("rb") as content:
            stored = take_in(tenant_id=tenant_id, content=content, name=upload.name, at=at)
        upload.stored_file = stored
        upload.expires_at = at + FINISHED_LIFETIME
        upload.save(update_fields=["stored_file", "expires_at"])
        transaction.on_commit(lambda: part.unlink(missing_ok=True))
        return stored


def cancel_upload(*, tenant_id: int, token: str, bound_to: str, at: datetime) -> None:
    """Forgets an upload and its bytes."""
    with transaction.atomic():
        remove_session(_find(tenant_id, token, bound_to, at, lock=True))


def sweep_uploads(*, tenant_id: int, at: datetime) -> int:
    """Removes expired uploads and what crashes left behind; answers how many there were."""
    removed = 0
    with transaction.atomic():
        expired = UploadSession.objects.select_for_update(skip_locked=True)
        for upload in expired.filter(tenant_id=tenant_id, expires_at__lte=at)[:1000]:
            remove_session(upload)
            removed += 1
    return removed + storage().sweep(tenant_id, (at - 2 * LIFETIME).timestamp())


def remove_session(upload: UploadSession) -> None:
    """Forgets a session already found, and its bytes once that is committed."""
    part = storage().part(upload.tenant_id, upload.pk)
    upload.delete()
    transaction.on_commit(lambda: part.unlink(missing_ok=True))


def _find(tenant_id: int, token: str, bound_to: str, at: datetime, *, lock: bool = False) -> UploadSession:
    uploads = UploadSession.objects.all()
    if lock:
        uploads = uploads.select_for_update()
    upload = uploads.filter(
        tenant_id=tenant_id, token_hash=_hash(token), bound_to=bound_to, expires_at__gt=at
    ).first()
    if upload is None:
        raise UploadNotFound
    return upload


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _blocks(chunk: bytes | IO[bytes], room: int) -> Iterator[bytes]:
    """The chunk in blocks, at most LARGEST_CHUNK of it; refuses more than the announced size."""
    if isinstance(chunk, bytes):
        if len(chunk) > room:
            raise TooMuchData(size=room)
        yield chunk
        return
    total = 0
    while total < LARGEST_CHUNK and (block := chunk.read(min(_BLOCK, room - total + 1))):
        total += len(block)
        if total > room:
            raise TooMuchData(size=room)
        yield block
