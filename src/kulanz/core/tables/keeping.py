"""A list somebody has sent and not yet confirmed: its bytes wait as an upload that is never finished.

Each person has one list waiting for each purpose; the next one takes its place, and after a day it is gone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.core.files.models import UploadSession
from kulanz.core.files.storage import storage
from kulanz.core.files.uploads import (
    append_chunk,
    begin_upload,
    cancel_upload,
    find_upload,
    remove_session,
)


def keep_list(*, tenant_id: int, bound_to: str, name: str, content: bytes, at: datetime) -> str:
    """Keep the file and answer the token it is asked for with; `bound_to` names person and purpose."""
    with transaction.atomic():
        for upload in UploadSession.objects.select_for_update().filter(
            tenant_id=tenant_id, bound_to=bound_to, stored_file=None
        ):
            remove_session(upload)
        token = begin_upload(tenant_id=tenant_id, bound_to=bound_to, name=name, size=len(content), at=at)
        append_chunk(tenant_id=tenant_id, token=token, bound_to=bound_to, offset=0, chunk=content, at=at)
    return token


def kept_list(*, tenant_id: int, token: str, bound_to: str, at: datetime) -> tuple[str, bytes]:
    """Name and bytes. Raises UploadNotFound for strangers, after a day and when another took its place."""
    upload = find_upload(tenant_id=tenant_id, token=token, bound_to=bound_to, at=at)
    return upload.name, storage().part(tenant_id, upload.pk).read_bytes()


def drop_list(*, tenant_id: int, token: str, bound_to: str, at: datetime) -> None:
    cancel_upload(tenant_id=tenant_id, token=token, bound_to=bound_to, at=at)
