"""Photos of technicians' devices: each stored once, before or after the report that names it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any, Final
from uuid import UUID

from django.db import transaction

from kulanz.cases.commands.messages import attach_files
from kulanz.cases.indexing import index_case
from kulanz.cases.models import CaseFile
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.files.commands import store_file
from kulanz.core.files.copies import thumbnail
from kulanz.core.files.models import StoredFile
from kulanz.core.files.refusals import FileTooLarge
from kulanz.core.files.storage import storage
from kulanz.core.protocol.recording import record
from kulanz.stages.execution.commands.reports.entries import lock_own_visit
from kulanz.stages.execution.events_of_reports import ReportPhotoReceived
from kulanz.stages.execution.models import FieldEntry, ReportPhoto, ServiceReport, Visit
from kulanz.stages.execution.permissions_of_reports import reporter_on
from kulanz.stages.execution.refusals_of_reports import (
    NotAPhoto,
    PhotoOfAnotherVisit,
    PhotoTooLarge,
    PhotoUnreadable,
    TooManyPhotos,
)
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.execution.rules.report_data import SIGNATURE
from kulanz.stages.execution.rules.report_limits import LISTS, PHOTO_BYTES

ACCEPTED: Final = {"image/jpeg": "jpg", "image/png": "png"}
# In print and on the page; also shows that the picture can be read at all.
PRINTED: Final = 1280
# Taken and left out again, or of several devices: more than any report names, and an end all the same.
_MOST_OF_VISIT: Final = 5 * LISTS["photos"]


class Bounded:
    """A stream that refuses to be longer than it may."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._left = most

    def read(self, size: int = -1) -> bytes:
        wanted = self._left + 1 if size < 0 else min(size, self._left + 1)
        block = self._stream.read(wanted)
        self._left -= len(block)
        if self._left < 0:
            raise PhotoTooLarge
        return block


def known_photo(*, actor: Actor, visit_id: int, client_id: UUID) -> ReportPhoto | None:
    """A photo of an own visit that came before; asked without reading the body again.

    Raises PhotoOfAnotherVisit, also for a photo of somebody else's visit.
    """
    row = (
        ReportPhoto.objects.filter(tenant_id=actor.tenant_id, client_id=client_id)
        .select_related("file__stored", "visit")
        .first()
    )
    if row is not None and (row.visit_id != visit_id or reporter_on(actor, row.visit) is None):
        raise PhotoOfAnotherVisit
    return row


def take_photo(
    *,
    actor: Actor,
    visit_id: int,
    client_id: UUID,
    content: IO[bytes],
    content_type: str,
    at: datetime,
    signature: bool = False,
) -> ReportPhoto:
    """Store one photo of a visit the technician is or was on; the same id again is the same photo.

    Until a report names it, only the office and technicians see it. The customer's signature is a file of its
    own kind, which nobody sees but in the report's document. Raises NoSuchVisit, NotAPhoto,
    PhotoTooLarge, PhotoUnreadable, PhotoOfAnotherVisit, TooManyPhotos, and as storing files does.
    """
    if content_type not in ACCEPTED:
        raise NotAPhoto
    with transaction.atomic():
        visit = lock_own_visit(actor, visit_id)
        found = known_photo(actor=actor, visit_id=visit_id, client_id=client_id)
        if found is not None:
            return found
        count = ReportPhoto.objects.filter(visit=visit).count()
        if count >= _MOST_OF_VISIT:
            raise TooManyPhotos
        word = "signature_name" if signature else "photo_name"
        name = report_words(word, visit.case.language, number=visit.number, index=count + 1)
        stored = _stored(actor.tenant_id, content, f"{name}.{ACCEPTED[content_type]}", at)
        try:
            row = _kept(actor, visit, client_id, stored, at, signature=signature)
            name_photos(visit)
        except BaseException:
            storage().delete(stored.key)
            raise
        row.refresh_from_db()
        record(
            ReportPhotoReceived(
                photo_id=row.pk,
                visit_id=visit.pk,
                report_id=row.report_id,
                signature=signature or row.kind == SIGNATURE,
            ),
            actor=actor,
            stream=visit.case.stream,
            at=at,
        )
        return row


def _stored(tenant_id: int, content: IO[bytes], name: str, at: datetime) -> StoredFile:
    try:
        stored = store_file(tenant_id=tenant_id, content=Bounded(content, PHOTO_BYTES), name=name, at=at)  # type: ignore[arg-type]  # it only reads
    except FileTooLarge:
        raise PhotoTooLarge from None
    if stored.content_type not in ACCEPTED:
        storage().delete(stored.key)
        raise NotAPhoto
    small = thumbnail(stored, PRINTED)
    if small is None:
        storage().delete(stored.key)
        raise PhotoUnreadable
    small.content.close()
    return stored


def _kept(
    actor: Actor, visit: Visit, client_id: UUID, stored: StoredFile, at: datetime, *, signature: bool
) -> ReportPhoto:
    # his right to send it is the visit's crew, also where he no longer takes part in the case
    system = system_actor(actor.tenant_id, channel=actor.channel, name=actor.name)
    (file,) = attach_files(
        actor=system,
        case_id=visit.case_id,
        files=[stored],
        audience=Audience.INTERNAL if signature else Audience.TECHNICIAN,
        kind=CaseFile.Kind.SIGNATURE if signature else CaseFile.Kind.ORDINARY,
        at=at,
    )
    file.from_outside = True
    file.save(update_fields=["from_outside"])
    return ReportPhoto.objects.create(
        tenant_id=actor.tenant_id, client_id=client_id, visit=visit, file=file, received_at=at
    )


def name_photos(visit: Visit, fresh: Mapping[int, Mapping[str, Any]] | None = None) -> None:
    """Give the photos that are there to the reports that name them, whichever came first.

    `fresh` is what a report says whose entry is only about to be kept, by the report's id.

    A photo of a report is for everybody who takes part in the case; the signature's picture is read in the
    document alone, also where the device did not say what it is.
    """
    open_photos = {
        str(photo.client_id): photo
        for photo in ReportPhoto.objects.filter(visit=visit, report=None).select_related("file")
    }
    if not open_photos:
        return
    changed = False
    for report in ServiceReport.objects.filter(visit=visit).order_by("pk"):
        for place, (ident, kind, caption) in enumerate(named_photos(report, (fresh or {}).get(report.pk))):
            photo = open_photos.pop(ident, None)
            if photo is None:
                continue
            changed = True
            _give(photo, report, kind, caption, place)
    if changed:
        index_case(visit.case)


def named_photos(report: ServiceReport, said: Mapping[str, Any] | None = None) -> list[tuple[str, str, str]]:
    """Id, kind and caption of each picture the report names; the signature's last."""
    payload = (
        said
        or (
            FieldEntry.objects.filter(tenant_id=report.tenant_id, client_id=report.client_id)
            .values_list("payload", flat=True)
            .first()
        )
        or {}
    )
    found = [
        (
            str(photo.get("id", "")),
            str(photo.get("kind") or "other")[:12],
            str(photo.get("caption") or "")[:200],
        )
        for photo in payload.get("photos") or []
    ]
    signature = (payload.get("signature") or {}).get("photo")
    if signature and not report.signature_refused:
        found.append((str(signature), SIGNATURE, report.signed_by_name))
    return found


def _give(photo: ReportPhoto, report: ServiceReport, kind: str, caption: str, place: int) -> None:
    photo.report, photo.kind, photo.caption, photo.position = report, kind, caption, place
    photo.save(update_fields=["report", "kind", "caption", "position"])
    is_signature = kind == SIGNATURE
    audience = Audience.INTERNAL if is_signature else Audience.ALL
    file = CaseFile.Kind.SIGNATURE if is_signature else CaseFile.Kind.ORDINARY
    CaseFile.objects.filter(pk=photo.file_id).update(audience=audience.value, kind=file.value)
    if is_signature:
        report.signature = photo.file
        report.save(update_fields=["signature"])
