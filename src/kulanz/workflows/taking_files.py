"""The files of one form become stored files, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile

from kulanz.core.files.commands import store_file
from kulanz.core.files.models import StoredFile
from kulanz.core.files.storage import storage
from kulanz.core.files.uploads import finish_upload
from kulanz.core.refusal import Refusal


def take_files(
    *,
    tenant_id: int,
    tokens: Sequence[str],
    owner: str,
    at: datetime,
    plain: Sequence[UploadedFile[Any]] = (),
) -> list[StoredFile]:
    """Finished uploads (`tokens`, bound to `owner`) and files that came with the form.

    When one is refused, the content of the others is removed, as their rows are rolled back.
    """
    found: list[StoredFile] = []
    try:
        # One by one, so that `found` names everything taken in when one is refused.
        found.extend(
            finish_upload(tenant_id=tenant_id, token=token, bound_to=owner, at=at) for token in tokens
        )
        found.extend(
            store_file(tenant_id=tenant_id, content=cast(IO[bytes], file), name=file.name or "", at=at)
            for file in plain
        )
    except Refusal:
        for stored in found:
            storage().delete(stored.key)
        raise
    return found
