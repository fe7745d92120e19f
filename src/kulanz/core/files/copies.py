"""Copies made from originals: the clean copy that may leave the house, and small pictures for the screen.

The original is never changed. Copies are made when first asked for, lie beside the content and can be
deleted at any time. A copy that cannot be cleaned with certainty is refused, never handed out as it is.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import IO, Final

from kulanz.core.files.cleaning.images import clean_photo, small_picture
from kulanz.core.files.cleaning.office import clean_office
from kulanz.core.files.cleaning.pdf import clean_pdf
from kulanz.core.files.cleaning.refused import CannotClean
from kulanz.core.files.cleaning.video import clean_video
from kulanz.core.files.commands import read_file
from kulanz.core.files.models import StoredFile
from kulanz.core.files.refusals import CopyNotPossible
from kulanz.core.files.sniffing import recognise
from kulanz.core.files.storage import storage
from kulanz.core.files.types import HEAD_SIZE, KINDS, Family, FileKind, name_for

# Raised when cleaning changes, so that copies made by older code are not served.
_GENERATION: Final = 1
THUMBNAIL_SIZES: Final = (160, 480, 1280)
_ZIPPED_OFFICE: Final = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})


@dataclass(frozen=True)
class Copy:
    """Something to hand out: an open stream at its beginning, with what a recipient is told about it."""

    content: IO[bytes]
    size: int
    kind: FileKind
    name: str


def original(stored: StoredFile) -> Copy:
    """The file exactly as it was sent, for readers inside the house."""
    return _described(read_file(stored), stored.kind, stored.name)


def clean_copy(stored: StoredFile) -> Copy:
    """The copy for everybody else: without place, device and author; raises CopyNotPossible.

    Text, mails and the old binary office formats have no cleaner and are handed out as they are.
    """
    kind = stored.kind
    if not _has_cleaner(kind):
        return original(stored)
    variant = f"clean{_GENERATION}"
    content = storage().open_derived(stored.key, variant) if stored.is_present else None
    if content is None:
        with read_file(stored) as source:
            try:
                with storage().write_derived(stored.key, variant) as target:
                    _clean(source, target, kind)
            except CannotClean:
                raise CopyNotPossible(name=stored.name) from None
        content = storage().open_derived(stored.key, variant) or read_file(stored)
    if kind.family is Family.PHOTO:
        kind = KINDS[recognise(content.read(HEAD_SIZE), stored.name)]
        content.seek(0)
    return _described(content, kind, _renamed(stored, kind))


def thumbnail(stored: StoredFile, size: int) -> Copy | None:
    """A small JPEG of a photo; None for other files, and for photos that cannot be decoded."""
    if size not in THUMBNAIL_SIZES:
        raise ValueError(f"size must be one of {THUMBNAIL_SIZES}")
    if not (stored.is_photo and stored.is_present):
        return None
    variant = f"small{_GENERATION}-{size}"
    content = storage().open_derived(stored.key, variant)
    if content is None:
        with read_file(stored) as source:
            try:
                with storage().write_derived(stored.key, variant) as target:
                    small_picture(source, target, stored.content_type, size)
            except CannotClean:
                return None
        content = storage().open_derived(stored.key, variant)
    jpeg = KINDS["image/jpeg"]
    return None if content is None else _described(content, jpeg, _renamed(stored, jpeg))


def _has_cleaner(kind: FileKind) -> bool:
    return kind.family is not Family.DOCUMENT or kind.extensions[0] in _ZIPPED_OFFICE | {"pdf"}


def _clean(source: IO[bytes], target: IO[bytes], kind: FileKind) -> None:
    if kind.family is Family.PHOTO:
        clean_photo(source, target, kind.content_type)
    elif kind.family is Family.VIDEO:
        shutil.copyfileobj(source, target, 1024 * 1024)
        clean_video(target)
    elif kind.extensions[0] == "pdf":
        clean_pdf(source, target)
    else:
        clean_office(source, target)


def _renamed(stored: StoredFile, kind: FileKind) -> str:
    """The name with the copy's extension in place of the original's."""
    if kind == stored.kind:
        return stored.name
    return name_for(f"{stored.name.rpartition('.')[0]}.{kind.extensions[0]}", kind)


def _described(content: IO[bytes], kind: FileKind, name: str) -> Copy:
    return Copy(content=content, size=os.fstat(content.fileno()).st_size, kind=kind, name=name)
