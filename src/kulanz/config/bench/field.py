"""What technicians wait for: the day on the device, and the report's document with ten photos."""

from __future__ import annotations

import gzip
import io
import json
import random
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from PIL import Image

from kulanz.cases.commands.messages import attach_files
from kulanz.cases.models import Participant, ParticipantRole
from kulanz.cases.rules import Audience
from kulanz.config.bench.direct import Direct
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind, system_actor
from kulanz.core.files.commands import store_file
from kulanz.core.files.copies import thumbnail
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.field.presenting import day_of
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import Booking, ReportPhoto, ServiceReport, Visit
from kulanz.stages.execution.report_document import PHOTO_EDGE, draw_report
from kulanz.workflows.writing import writer_of

PDF_P95: Final = 1_000.0
DAY_P95: Final = 500.0
DAY_BYTES: Final = 2 * 1024 * 1024
PHOTOS: Final = 10
_PHOTO_SIZE: Final = (2560, 1920)


def field_measures(actor: Actor) -> list[Direct]:
    """Inside the tenant, whose visits are there. Without a technician on the plan there is nothing."""
    booked = Booking.objects.filter(visit__isnull=False).order_by("starts_at", "technician_id")
    nearest = booked.filter(starts_at__gt=clock.now()).first() or booked.last()
    if nearest is None:
        return []
    technician = Technician.objects.get(pk=nearest.technician_id)
    return [_day(actor, technician, nearest.starts_at), _document(actor, technician)]


def _day(actor: Actor, technician: Technician, at: datetime) -> Direct:
    tenant = Tenant.objects.get(pk=actor.tenant_id)
    his = replace(actor, kind=ActorKind.TECHNICIAN, roles=frozenset(), person_id=technician.person_id)
    cases = Visit.objects.filter(crew__technician=technician).values_list("case_id", flat=True).distinct()
    Participant.objects.bulk_create(
        (
            Participant(
                tenant_id=tenant.pk,
                case_id=case_id,
                party_id=technician.person_id,
                role=ParticipantRole.TECHNICIAN,
                added_at=at,
            )
            for case_id in cases
        ),
        ignore_conflicts=True,
    )

    def build() -> bytes:
        day = day_of(his, tenant, at=at)
        return json.dumps(day, ensure_ascii=False, separators=(",", ":")).encode()

    sent = build()
    visits = len(json.loads(sent)["visits"])
    packed = len(gzip.compress(sent, 6))
    note = f"{visits} visits, {len(sent):,} bytes of {DAY_BYTES:,}, packed {packed:,}"
    return Direct("field_day", DAY_P95, build, note)


def _document(actor: Actor, technician: Technician) -> Direct:
    report = _report(actor, technician)
    head = writer_of(report.visit.case).letterhead

    def draw() -> bytes:
        return draw_report(report, head, language="de")

    size = len(draw())
    return Direct(
        "service_report_pdf", PDF_P95, draw, f"{PHOTOS} photos, made small on arrival; {size:,} bytes"
    )


def _report(actor: Actor, technician: Technician) -> ServiceReport:
    """One with ten photos as a tablet sends them."""
    at = clock.now()
    visit = Visit.objects.filter(crew__technician=technician).select_related("case").order_by("pk")[0]
    report = ServiceReport.objects.create(
        tenant_id=actor.tenant_id,
        number=f"MESS-{uuid4().hex[:12]}",
        visit=visit,
        client_id=uuid4(),
        technician=technician,
        technician_name=technician.name,
        authorised=True,
        result="solved",
        work_done="Gasfeder getauscht.\n" * 8,
        photos_named=PHOTOS,
        finished_at=at,
        received_at=at,
    )
    system = system_actor(actor.tenant_id)
    for number in range(PHOTOS):
        stored = store_file(
            tenant_id=actor.tenant_id, content=_photo(number), name=f"Foto {number}.jpg", at=at
        )
        thumbnail(stored, PHOTO_EDGE)
        (file,) = attach_files(
            actor=system, case_id=visit.case_id, files=[stored], audience=Audience.ALL, at=at
        )
        ReportPhoto.objects.create(
            tenant_id=actor.tenant_id,
            client_id=uuid4(),
            visit=visit,
            report=report,
            file=file,
            kind="after",
            position=number,
            received_at=at,
        )
    return report


def _photo(seed: int) -> bytes:
    """A picture with about as much in it as a photo has: coarse noise, smoothed."""
    small = (_PHOTO_SIZE[0] // 8, _PHOTO_SIZE[1] // 8)
    pixels = random.Random(seed).randbytes(small[0] * small[1] * 3)  # noqa: S311  # pixels, no secrets
    target = io.BytesIO()
    Image.frombytes("RGB", small, pixels).resize(_PHOTO_SIZE).save(target, "JPEG", quality=85)
    return target.getvalue()
